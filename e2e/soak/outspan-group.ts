// A whole Outspan of the soak, as `npm start` runs it, in a process group of its own: killed all at once, or its engine alone, which
// the launcher then starts again. Offers what the engine alone offers.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cleanEnvironment } from "#e2e/environment";
import type { EngineProcess } from "#e2e/soak/engine-process";
import { lastWords } from "#e2e/soak/last-words";
import { engineClient } from "#lib/engine/client";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { socketPath } from "#lib/engine/socket-path";
import manifest from "#package.json" with { type: "json" };

const root = path.join(import.meta.dirname, "..", "..");
/** The launcher makes the build first where there is none of this source. */
const readyWithinMs = 300_000;

export async function startGroup(
  dataDirectory: string,
  configuration: EngineConfiguration,
  environment: Record<string, string> = {},
): Promise<EngineProcess> {
  const apiKey = randomBytes(24).toString("hex");
  const where = { http: "127.0.0.1:0", grpc: "127.0.0.1:0" };
  const client = engineClient(socketPath(dataDirectory));
  const heard = lastWords();
  let kills = 0;
  let launcher = begin();

  function begin(): ChildProcess {
    const own = { OUTSPAN_DATA_DIR: dataDirectory, OUTSPAN_API_KEY: apiKey };
    const ports = { PORT: "0", OUTSPAN_OTLP_HTTP: where.http, OUTSPAN_OTLP_GRPC: where.grpc };
    const started = spawnGroup({ ...own, ...ports, ...environment });
    heard.listen(started);
    return started;
  }

  // A group of its own outlives who began it.
  process.once("exit", () => {
    if (launcher.exitCode === null && launcher.signalCode === null) process.kill(-(launcher.pid ?? 0), "SIGKILL");
  });

  const alive = { hasEnded: () => launcher.exitCode !== null, output: heard.output };

  /** Its receiver listens, and it knows its destinations. */
  const receiving = () =>
    until(alive, "Outspan does not receive", async () => {
      const status = await client.status();
      if (!status.ok || status.data.receiver.http === null || status.data.receiver.grpc === null) return null;
      where.http = status.data.receiver.http;
      where.grpc = status.data.receiver.grpc;
      return status.data.items.length;
    });

  const url = await until(
    alive,
    "Outspan is not ready",
    async () => /Outspan ready\s+(http\S+)/.exec(heard.output())?.[1] ?? null,
  );
  const destinations = await saveAll(`${url}/api/v1/destinations`, apiKey, configuration);
  const isComplete = async () => ((await receiving()) === destinations.length ? true : null);
  await until(alive, "The engine does not know its destinations", isComplete);
  return {
    get http() {
      return where.http;
    },
    get grpc() {
      return where.grpc;
    },
    client,
    destinations,
    pid: () => enginesOf(launcher.pid ?? 0)[0] ?? 0,
    async kill() {
      kills += 1;
      await killed(launcher, kills % 2 === 0);
    },
    async restart() {
      const startedAt = performance.now();
      if (launcher.exitCode !== null || launcher.signalCode !== null) launcher = begin();
      await receiving();
      return performance.now() - startedAt;
    },
    async stop() {
      const startedAt = performance.now();
      const exit = once(launcher, "exit");
      launcher.kill("SIGTERM");
      const [code] = (await exit) as [number | null];
      return { code, ms: performance.now() - startedAt };
    },
    output: heard.output,
  };
}

/** As `npm start` does it. */
function spawnGroup(environment: Record<string, string>): ChildProcess {
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`;
  return spawn("sh", ["-c", manifest.scripts.start], {
    cwd: root,
    env: cleanEnvironment({ PATH, ...environment }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

/** kill -9, of its engine alone where there is one and that is wanted. */
async function killed(launcher: ChildProcess, isEngineOnly: boolean): Promise<void> {
  const [engine] = enginesOf(launcher.pid ?? 0);
  if (isEngineOnly && engine !== undefined) return void process.kill(engine, "SIGKILL");
  const exit = once(launcher, "exit");
  process.kill(-(launcher.pid ?? 0), "SIGKILL");
  await exit;
}

async function until<T>(
  group: { hasEnded(): boolean; output(): string },
  what: string,
  look: () => Promise<T | null>,
): Promise<T> {
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (group.hasEnded() || performance.now() > deadline) throw new Error(`${what}\n${group.output()}`);
    await wait(20);
  }
}

/** Their ids. */
async function saveAll(url: string, apiKey: string, configuration: EngineConfiguration): Promise<string[]> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const ids: string[] = [];
  for (const { destination } of configuration.destinations) {
    const saved = await fetch(url, { method: "POST", headers, body: JSON.stringify(destination) });
    if (saved.status !== 201) throw new Error(`The destination was not saved: ${saved.status} ${await saved.text()}`);
    ids.push(((await saved.json()) as { id: string }).id);
  }
  return ids;
}

/** From /proc: whose parent is the launcher and whose command is the engine. */
function enginesOf(launcher: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
        return parent === launcher && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("lib/engine/main");
      } catch {
        return false; // It ended while we looked.
      }
    });
}
