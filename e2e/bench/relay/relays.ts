// The relays that are measured: Outspan's engine, and the real Collector with its queue on disk. Each is one process; what it used is
// read from /proc. Knows no load.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { quietPath } from "#e2e/bench/relay/bodies";
import { cleanEnvironment } from "#e2e/environment";
import { startEngine } from "#e2e/soak/engine-process";
import { quietSourceName } from "#e2e/soak/quiet-source";

export type Relay = {
  name: string;
  http: string;
  grpc: string;
  cpuSeconds(): number;
  /** Since it started, in MiB. */
  peakMebibytes(): number;
  kill(): Promise<void>;
  /** Milliseconds until it listens again. */
  restart(): Promise<number>;
  stop(): Promise<void>;
};

/** A relay with a source of its own for a destination that gets little. */
export type QuietlyToldRelay = Relay & { tellQuietly(traces: Uint8Array): Promise<boolean> };

export type RelayOptions = {
  sinkPort: number;
  destinations?: number;
  /** Cumulative metrics to delta. */
  isDelta?: boolean;
  queueBytes?: number;
  /** One more, of the same signals, that gets only what it is told quietly. */
  hasQuiet?: boolean;
};

const ticksPerSecond = 100;

/** utime and stime of the process, which has no children. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

export async function startOutspanRelay({
  sinkPort,
  destinations = 1,
  isDelta,
  queueBytes,
  hasQuiet = false,
}: RelayOptions): Promise<QuietlyToldRelay> {
  const directory = mkdtempSync(path.join(tmpdir(), "outspan-bench-"));
  const enabled = { enabled: true };
  const temporality = isDelta === true ? ("delta" as const) : ("cumulative" as const);
  const one = {
    connection: { transport: "http" as const, endpoint: `http://127.0.0.1:${sinkPort}` },
    signals: { traces: enabled, metrics: { enabled: true, temporality }, logs: enabled },
    ...(queueBytes === undefined ? {} : { queue: { maxBytes: queueBytes } }),
  };
  const quiet = {
    ...{ ...one, name: "Quiet", sources: [quietSourceName] },
    connection: { ...one.connection, endpoint: `http://127.0.0.1:${sinkPort}${quietPath}` },
  };
  const configuration = {
    listeners: [],
    webhooks: [],
    origin: "http://127.0.0.1",
    names: { namespace: "bench", environment: "bench", workspace: "bench" },
    destinations: [
      ...Array.from({ length: destinations }, (_, index) => ({ name: `Bench ${index}`, ...one })),
      ...(hasQuiet ? [quiet] : []),
    ].map((destination, index) => ({ id: `bench-${index}`, revision: 1, isPaused: false, destination })),
  };
  const environment: Record<string, string> =
    queueBytes === undefined ? {} : { OUTSPAN_QUEUE_BYTES: String(queueBytes) };
  const engine = await startEngine(directory, configuration, environment);
  return {
    name: "Outspan",
    ...{ http: engine.http, grpc: engine.grpc, kill: engine.kill, restart: engine.restart },
    cpuSeconds: () => cpuSecondsOf(engine.pid()),
    peakMebibytes: () => peakOf(engine.pid()),
    tellQuietly: (traces) => engine.client.ingest(quietSourceName, "traces", traces),
    async stop() {
      await engine.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type CollectorRelay = { binary: string; isFsync: boolean };

export async function startCollectorRelay(
  { binary, isFsync }: CollectorRelay,
  { sinkPort, isDelta }: RelayOptions,
): Promise<Relay> {
  const directory = mkdtempSync(path.join(tmpdir(), "outspan-bench-"));
  const [http = "", grpc = ""] = await freeAddresses(2);
  const storage = path.join(directory, "queue");
  const file = path.join(directory, "relay.json");
  const configuration = collectorConfiguration({ http, grpc, storage, isFsync, sinkPort, isDelta: isDelta === true });
  writeFileSync(file, JSON.stringify(configuration));
  const begin = (): ChildProcess => spawn(binary, ["--config", file], { env: cleanEnvironment(), stdio: "ignore" });
  let child = begin();
  await listening(http);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  return {
    ...{ name: isFsync ? "Collector, fsync" : "Collector, queue on disk", http, grpc },
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    peakMebibytes: () => peakOf(child.pid ?? 0),
    kill: () => end("SIGKILL"),
    async restart() {
      const startedAt = performance.now();
      child = begin();
      await listening(http);
      return performance.now() - startedAt;
    },
    async stop() {
      await end("SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type CollectorFiles = {
  http: string;
  grpc: string;
  storage: string;
  isFsync: boolean;
  sinkPort: number;
  isDelta: boolean;
};

/** Waits instead of refusing when its queue is full, so that work is measured and not refusals. */
function collectorConfiguration({ http, grpc, storage, isFsync, sinkPort, isDelta }: CollectorFiles): object {
  const pipeline = { receivers: ["otlp"], exporters: ["otlphttp"] };
  return {
    extensions: { file_storage: { directory: storage, create_directory: true, fsync: isFsync } },
    receivers: { otlp: { protocols: { http: { endpoint: http }, grpc: { endpoint: grpc } } } },
    processors: { cumulativetodelta: {} },
    exporters: {
      otlphttp: {
        endpoint: `http://127.0.0.1:${sinkPort}`,
        compression: "gzip",
        retry_on_failure: { max_elapsed_time: 0 },
        sending_queue: { queue_size: 1000, block_on_overflow: true, storage: "file_storage" },
      },
    },
    service: {
      extensions: ["file_storage"],
      telemetry: { metrics: { level: "none" }, logs: { level: "warn" } },
      pipelines: {
        traces: pipeline,
        metrics: isDelta ? { ...pipeline, processors: ["cumulativetodelta"] } : pipeline,
        logs: pipeline,
      },
    },
  };
}

/** The Collector cannot say which port a 0 became. */
async function freeAddresses(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const addresses = servers.map((server) => `127.0.0.1:${(server.address() as { port: number }).port}`);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return addresses;
}

async function listening(address: string): Promise<void> {
  const [host = "", port = ""] = address.split(":");
  const deadline = performance.now() + 30_000;
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), host);
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
  while (!(await isOpen())) {
    if (performance.now() > deadline) throw new Error(`Nothing listens on ${address}`);
    await wait(5);
  }
}
