// One engine of the soak: forked with the launcher's own command for it, killed and started again on the same ports. After the first
// start it lives by its sealed copy of the configuration, as when the console is away. Knows no load.
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { cleanEnvironment } from "#e2e/environment";
import { lastWords } from "#e2e/soak/last-words";
import { type EngineClient, engineClient } from "#lib/engine/client";
import { isEngineMessage } from "#lib/engine/launcher-message";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { socketPath } from "#lib/engine/socket-path";
import { programs } from "#lib/launcher/programs";

const root = path.join(import.meta.dirname, "..", "..");

export type EngineProcess = {
  /** Where it receives over HTTP and gRPC. */
  http: string;
  grpc: string;
  client: EngineClient;
  /** Ids, in the order of the configuration. */
  destinations: readonly string[];
  pid(): number;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Milliseconds until it listens. */
  restart(): Promise<number>;
  /** SIGTERM; the exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>;
  output(): string;
};

export async function startEngine(
  dataDirectory: string,
  configuration: EngineConfiguration,
  environment: Record<string, string> = {},
): Promise<EngineProcess> {
  const secret = randomBytes(32).toString("base64");
  const where = { http: "127.0.0.1:0", grpc: "127.0.0.1:0" };
  const heard = lastWords();
  let child = begin();

  function begin(): ChildProcess {
    const own = {
      OUTSPAN_DATA_DIR: dataDirectory,
      OUTSPAN_SECRET_KEY: secret,
      OUTSPAN_OTLP_HTTP: where.http,
      OUTSPAN_OTLP_GRPC: where.grpc,
    };
    const { engine } = programs(root, process.execPath, cleanEnvironment({ ...own, ...environment }));
    const [script = "", ...flags] = [...engine.arguments].reverse();
    const started = fork(script, {
      env: engine.environment() as NodeJS.ProcessEnv,
      execArgv: flags.reverse(),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    heard.listen(started);
    return started;
  }

  async function ready(): Promise<void> {
    const first = await Promise.race([
      once(child, "message").then(([message]: unknown[]) => message),
      once(child, "exit").then(() => null),
    ]);
    if (!isEngineMessage(first) || first.kind !== "ready") {
      throw new Error(`The engine did not start: ${JSON.stringify(first)}\n${heard.output()}`);
    }
    where.http = first.http ?? where.http;
    where.grpc = first.grpc ?? where.grpc;
  }

  async function ended(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The engine had ended by itself: ${child.exitCode ?? child.signalCode}\n${heard.output()}`);
    }
    const exit = once(child, "exit");
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }

  await ready();
  const client = engineClient(socketPath(dataDirectory));
  if (!(await client.configure(configuration))) throw new Error(`The engine took no configuration\n${heard.output()}`);
  return {
    get http() {
      return where.http;
    },
    get grpc() {
      return where.grpc;
    },
    client,
    destinations: configuration.destinations.map(({ id }) => id),
    pid: () => child.pid ?? 0,
    async kill() {
      await ended("SIGKILL");
    },
    async restart() {
      const startedAt = performance.now();
      child = begin();
      await ready();
      return performance.now() - startedAt;
    },
    async stop() {
      const startedAt = performance.now();
      return { code: await ended("SIGTERM"), ms: performance.now() - startedAt };
    },
    output: heard.output,
  };
}
