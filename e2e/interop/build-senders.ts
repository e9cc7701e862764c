// Makes the senders of the interop checks ready: telemetrygen, and a small program on the OpenTelemetry SDK of each language, in the
// user's cache. What cannot be had here is named with the reason. Knows nothing of who receives.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildOnce, run } from "#e2e/interop/build-once";

/** `address` is host:port. */
export type Sender = {
  name: string;
  protocol: "http" | "grpc";
  /** Sends `count` of each signal under the service's name. */
  send(to: { address: string; service: string; count: number }): Promise<void>;
};

export type Senders = { ready: Sender[]; leftOut: { name: string; why: string }[] };

const sources = path.join(import.meta.dirname, "senders");
const telemetrygen = "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen@v0.161.0";
const pythonPackages = ["opentelemetry-sdk==1.45.2", "opentelemetry-exporter-otlp==1.45.2"];
const exporters = ["trace", "metrics", "logs"].flatMap((signal) =>
  ["proto", "http", "grpc"].map((kind) => `@opentelemetry/exporter-${signal}-otlp-${kind}@0.301.0`),
);
const scriptPackages = [
  "@opentelemetry/api@1.10.0",
  ...["resources", "sdk-logs", "sdk-metrics", "sdk-trace"].map((name) => `@opentelemetry/${name}@3.1.1`),
  ...exporters,
];

export async function buildSenders(say: (line: string) => void): Promise<Senders> {
  const senders: Senders = { ready: [], leftOut: [] };
  const kinds: Record<string, () => Promise<Sender[]>> = {
    telemetrygen: () => telemetrygenSenders(say),
    "SDK for JavaScript": () => scriptSenders(say),
    "SDK for Python": () => pythonSenders(say),
    "SDK for Go": () => goSenders(say),
  };
  for (const [name, make] of Object.entries(kinds)) {
    try {
      senders.ready.push(...(await make()));
    } catch (error) {
      senders.leftOut.push({ name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return senders;
}

const source = (name: string): string => readFileSync(path.join(sources, name), "utf8");

type SdkSender = {
  name: string;
  command: string;
  parameters: string[];
  cwd: string;
  endpoint(address: string): string;
};

/** `kind` is what the program understands as PROTOCOL. */
function sdkSender(kind: "http" | "json" | "grpc", { name, command, parameters, cwd, endpoint }: SdkSender): Sender {
  return {
    name: `${name}, ${kind}`,
    protocol: kind === "grpc" ? "grpc" : "http",
    send: ({ address, service, count }) =>
      run(command, parameters, cwd, {
        ...{ PROTOCOL: kind, ENDPOINT: endpoint(address), SENDER: service, COUNT: String(count) },
      }),
  };
}

async function scriptSenders(say: (line: string) => void): Promise<Sender[]> {
  const file = source("sdk.mjs");
  const cwd = await buildOnce({
    title: "the sender on the SDK for JavaScript",
    madeOf: `${scriptPackages}${file}`,
    kept: ".",
    say,
    async make(work) {
      writeFileSync(path.join(work, "package.json"), '{ "private": true, "type": "module" }');
      const flags = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"];
      await run("npm", [...flags, ...scriptPackages], work);
      writeFileSync(path.join(work, "sdk.mjs"), file);
    },
  });
  const program = { name: "SDK for JavaScript", command: process.execPath, parameters: ["sdk.mjs"], cwd };
  const endpoint = (address: string): string => `http://${address}`;
  return (["http", "json", "grpc"] as const).map((kind) => sdkSender(kind, { ...program, endpoint }));
}

async function pythonSenders(say: (line: string) => void): Promise<Sender[]> {
  const cwd = await buildOnce({
    title: "the sender on the SDK for Python",
    madeOf: pythonPackages.join(),
    kept: ".",
    say,
    async make(work) {
      await run("python3", ["-m", "venv", "python"], work);
      await run(path.join(work, "python/bin/python"), ["-m", "pip", "install", "-q", ...pythonPackages], work);
    },
  });
  const command = path.join(cwd, "python/bin/python");
  const program = { name: "SDK for Python", command, parameters: [path.join(sources, "sdk.py")], cwd };
  return [
    sdkSender("http", { ...program, endpoint: (address) => `http://${address}` }),
    sdkSender("grpc", { ...program, endpoint: (address) => address }),
  ];
}

async function goSenders(say: (line: string) => void): Promise<Sender[]> {
  const command = await buildOnce({
    title: "the sender on the SDK for Go",
    madeOf: ["go/main.go", "go/go.mod", "go/go.sum"].map(source).join(),
    kept: "sender",
    say,
    async make(work) {
      cpSync(path.join(sources, "go"), work, { recursive: true });
      await run("go", ["build", "-o", "sender", "."], work, { GOFLAGS: "-buildvcs=false", GOWORK: "off" });
    },
  });
  const program = { name: "SDK for Go", command, parameters: [], cwd: path.dirname(command) };
  const endpoint = (address: string): string => address;
  return (["http", "grpc"] as const).map((kind) => sdkSender(kind, { ...program, endpoint }));
}

async function telemetrygenSenders(say: (line: string) => void): Promise<Sender[]> {
  const command = await buildOnce({
    title: "telemetrygen (about a minute, once)",
    madeOf: telemetrygen,
    kept: "telemetrygen",
    say,
    make: (work) => run("go", ["install", telemetrygen], work, { GOBIN: work }),
  });
  return (["http", "grpc"] as const).map((protocol) => ({
    name: `telemetrygen, ${protocol}`,
    protocol,
    async send({ address, service, count }) {
      const where = ["--otlp-insecure", "--otlp-endpoint", address, ...(protocol === "http" ? ["--otlp-http"] : [])];
      // A trace of it is a span and one child.
      const counts = { traces: String(count / 2), metrics: String(count), logs: String(count) };
      for (const [signal, number] of Object.entries(counts)) {
        const asked = [signal, `--${signal}`, number, "--rate", "0", "--service", service];
        await run(command, [...asked, ...where], path.dirname(command));
      }
    },
  }));
}
