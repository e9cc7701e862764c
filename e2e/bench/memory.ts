// Resident memory of launcher, console and engine, idle after a few pages and probes. Linux only: read from /proc.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { figure } from "#e2e/bench/figures";
import { startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

const settleMs = 15_000;

export async function memoryBench(): Promise<void> {
  if (!existsSync("/proc/self/status")) return console.log("skipped: resident memory is read from /proc");
  const receiver = await acceptingReceiver();
  const outspan = await startOutspan();
  const destination = {
    connection: { transport: "http", endpoint: receiver.url },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  };
  const report = async (when: string, goal?: number): Promise<void> => {
    const { console: consoleProcess, engine } = outspan.children();
    const parts = {
      launcher: residentMb(outspan.pid),
      console: residentMb(consoleProcess),
      engine: residentMb(engine),
    };
    const total = parts.launcher + parts.console + parts.engine;
    const each = Object.entries(parts).map(([name, mb]) => `${name} ${Math.round(mb)}`);
    console.log(`${figure(`${when}, launcher + console + engine`, total, "MB", goal)}  ${each.join(", ")}`);
  };
  await wait(settleMs);
  await report("idle after the start", 250);
  for (let round = 0; round < 20; round++) {
    await fetch(outspan.setupLink ?? outspan.url);
    await outspan.api("POST", "/probe", { destination });
  }
  await wait(settleMs);
  await report("idle after 20 pages and 20 probes", 250);
  await outspan.stop();
  await receiver.close();
}

function residentMb(pid: number | null): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(line) * 1024) / 1e6;
}
