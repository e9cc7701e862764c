import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

/** A build in its second step: its first child has ended; the second is deaf, and has started one of its own. */
const build = `
  import { onlyChild } from "#lib/launcher/only-child";
  const run = onlyChild();
  const first = run(process.execPath, ["-e", ""], { stdio: "ignore" });
  await new Promise((resolve) => first.once("close", resolve));
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
  const second = run(process.execPath, ["-e", \`
    \${deaf}
    const own = require("node:child_process").spawn(process.execPath, ["-e", \${JSON.stringify(deaf)}], { stdio: "ignore" });
    console.log(process.pid, own.pid);\`], { stdio: ["ignore", "pipe", "ignore"] });
  second.stdout.once("data", (line) => process.send(String(line).trim().split(" ").map(Number)));`;

let started: ChildProcess;
let pids: number[] = [];

afterEach(() => {
  for (const pid of [started.pid ?? 0, ...pids]) if (pid > 0 && isAlive(pid)) process.kill(pid, "SIGKILL");
});

/** A zombie has ended; it waits for an init that takes its time. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const endings: [string, () => void][] = [
  ["SIGTERM", () => started.kill("SIGTERM")],
  ["SIGINT", () => started.kill("SIGINT")],
  ["the end of its parent", () => started.disconnect()],
];

test.each(endings)("%s ends a build in any of its steps within 1 s, and all that it started", async (_name, end) => {
  started = spawn(process.execPath, ["--input-type=module", "--eval", build], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  [pids] = (await once(started, "message")) as [number[]];
  expect(pids.map(isAlive)).toEqual([true, true]);
  end();
  await vi.waitFor(
    () => {
      expect(started.exitCode ?? started.signalCode).toBe(1);
      expect(pids.map(isAlive)).toEqual([false, false]);
    },
    { timeout: 1000, interval: 10 },
  );
});
