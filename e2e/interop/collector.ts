// Runs the built Collector with one receiver for each behaviour that the probe is tried on, and reads what it wrote.
// One process, one file: an item is found by its ids. Knows nothing of Outspan.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { issue, type KeyPair, makeAuthority } from "#e2e/certificates";
import { cleanEnvironment } from "#e2e/environment";
import { freePorts } from "#e2e/interop/free-ports";
import { ended } from "#e2e/outspan";

export const credentials = { username: "otel", password: "correct horse", token: "a-token-of-the-interop-run" };

const taking = ["plain", "no_traces", "tls", "mtls", "basic", "bearer", "small_body"] as const;
/** Its processors convert metrics to the temporality. */
const converting = ["to_delta", "to_cumulative"] as const;
const behaviours = [...taking, "memory_limited", ...converting] as const;
type Behaviour = (typeof behaviours)[number];

type Ports = Record<Behaviour, { http: number; grpc: number }>;

export type Collector = {
  ports: Ports;
  ca: string;
  client: KeyPair;
  /** A port on which nothing listens. */
  closedPort: number;
  /** Every export the Collector's file exporter wrote, in order. */
  exports(): Record<string, unknown>[];
  /** What the debug exporter printed. */
  printed(): string;
  stop(): Promise<number | null>;
};

export async function startCollector(binary: string, folder: string): Promise<Collector> {
  const authority = makeAuthority("Outspan interop authority");
  const server = issue(authority, "localhost", { names: ["localhost", "127.0.0.1"] });
  const client = issue(authority, "outspan", { usage: "client" });
  const file = (name: string, content: string): string => {
    const target = path.join(folder, name);
    writeFileSync(target, content, { mode: 0o600 });
    return target;
  };
  const free = await freePorts(behaviours.length * 2 + 1);
  const ports = Object.fromEntries(
    behaviours.map((name, at) => [name, { http: free[2 * at], grpc: free[2 * at + 1] }]),
  ) as Ports;
  const out = file("out.jsonl", "");
  const tls = { cert_file: file("server.crt", server.cert), key_file: file("server.key", server.key) };
  const mutual = { ...tls, client_ca_file: file("ca.crt", authority.cert) };
  const configuration = file("collector.json", JSON.stringify(configure(ports, { tls, mutual, out }), null, 2));
  const { child, printed } = await run(binary, configuration);
  return {
    ...{ ports, client, printed },
    ca: authority.cert,
    closedPort: free.at(-1) ?? 0,
    exports: () =>
      readFileSync(out, "utf8")
        .split("\n")
        .filter((line) => line !== "" && line.endsWith("}"))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop: () => ended(child),
  };
}

function configure(ports: Ports, files: { tls: object; mutual: object; out: string }): object {
  const special: Partial<Record<Behaviour, { http?: object; grpc?: object }>> = {
    tls: { http: { tls: files.tls }, grpc: { tls: files.tls } },
    mtls: { http: { tls: files.mutual }, grpc: { tls: files.mutual } },
    basic: { http: { auth: { authenticator: "basicauth" } }, grpc: { auth: { authenticator: "basicauth" } } },
    bearer: {
      http: { auth: { authenticator: "bearertokenauth" } },
      grpc: { auth: { authenticator: "bearertokenauth" } },
    },
    small_body: { http: { max_request_body_size: 64 } },
  };
  const receiver = (name: Behaviour) => ({
    protocols: {
      http: { endpoint: `127.0.0.1:${ports[name].http}`, ...special[name]?.http },
      grpc: { endpoint: `127.0.0.1:${ports[name].grpc}`, ...special[name]?.grpc },
    },
  });
  const names = (list: readonly Behaviour[]): string[] => list.map((name) => `otlp/${name}`);
  const exporters = ["debug", "file"];
  const limited = { receivers: ["otlp/memory_limited"], processors: ["memory_limiter"], exporters };
  return {
    extensions: {
      basicauth: { htpasswd: { inline: `${credentials.username}:${credentials.password}` } },
      bearertokenauth: { scheme: "Bearer", token: credentials.token },
    },
    receivers: Object.fromEntries(behaviours.map((name) => [`otlp/${name}`, receiver(name)])),
    // Below what an idle Collector takes: refuses everything.
    processors: {
      memory_limiter: { check_interval: "100ms", limit_mib: 2, spike_limit_mib: 1 },
      cumulativetodelta: {},
      deltatocumulative: {},
    },
    exporters: { debug: { verbosity: "detailed" }, file: { path: files.out, flush_interval: "20ms" } },
    service: {
      extensions: ["basicauth", "bearertokenauth"],
      telemetry: { metrics: { level: "none" } },
      pipelines: {
        traces: { receivers: names(taking.filter((name) => name !== "no_traces")), exporters },
        metrics: { receivers: names(taking), exporters },
        logs: { receivers: names(taking), exporters },
        "traces/limited": limited,
        "metrics/limited": limited,
        "logs/limited": limited,
        "metrics/to_delta": { receivers: ["otlp/to_delta"], processors: ["cumulativetodelta"], exporters },
        "metrics/to_cumulative": { receivers: ["otlp/to_cumulative"], processors: ["deltatocumulative"], exporters },
      },
    },
  };
}

function run(binary: string, configuration: string): Promise<{ child: ChildProcess; printed: () => string }> {
  const child = spawn(binary, ["--config", configuration], {
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The Collector was not ready within 30 s:\n${printed}`));
    }, 30_000);
    const listen = (chunk: Buffer): void => {
      printed += chunk;
      // The memory limiter refuses from its first look on, a moment after the start.
      if (!printed.includes("Everything is ready") || !printed.includes("Refusing data")) return;
      clearTimeout(timer);
      resolve({ child, printed: () => printed });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The Collector ended with ${code}:\n${printed}`));
    });
  });
}
