// The declarative configuration that a destination is exported as, in real SDKs: they start with the file, and each signal arrives at the sink
// with the secret that was filled in.
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildOnce, run } from "#e2e/interop/build-once";
import { writeDestination } from "#lib/format/write";
import { signals } from "#lib/otlp/signal";
import { grpcReceiver } from "#lib/sink/grpc-receiver";
import { httpReceiver } from "#lib/sink/http-receiver";

type Check = { title: string; run: () => Promise<void> };
/** A program that takes the file as its last parameter. */
type Sdk = { name: string; command: string; parameters: string[]; cwd: string };

const sources = path.join(import.meta.dirname, "senders");
const pythonPackages = ["opentelemetry-sdk[file-configuration]==1.45.2", "opentelemetry-exporter-otlp==1.45.2"];

type DeclarativeChecks = { checks: Check[]; leftOut: { name: string; why: string }[] };

/** What cannot be had here is named with the reason. */
export async function exportedDeclarativeChecks(say: (line: string) => void): Promise<DeclarativeChecks> {
  const found: DeclarativeChecks = { checks: [], leftOut: [] };
  for (const [name, make] of Object.entries({ "otelconf for Go": goSdk, "file configuration for Python": pythonSdk })) {
    try {
      found.checks.push(...checksOf(await make(say)));
    } catch (error) {
      found.leftOut.push({ name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}

function checksOf(sdk: Sdk): Check[] {
  return (["http", "grpc"] as const).map((transport) => ({
    title: `${sdk.name} starts with an exported declarative file and delivers over ${transport}`,
    run: () => checkSdk(sdk, transport),
  }));
}

async function goSdk(say: (line: string) => void): Promise<Sdk> {
  const folder = path.join(sources, "declarative");
  const command = await buildOnce({
    title: "a program on the SDK for Go with otelconf",
    madeOf: ["main.go", "go.mod", "go.sum"].map((name) => readFileSync(path.join(folder, name), "utf8")).join(),
    kept: "sender",
    say,
    async make(work) {
      cpSync(folder, work, { recursive: true });
      await run("go", ["build", "-o", "sender", "."], work, { GOFLAGS: "-buildvcs=false", GOWORK: "off" });
    },
  });
  return { name: "the SDK for Go", command, parameters: [], cwd: path.dirname(command) };
}

async function pythonSdk(say: (line: string) => void): Promise<Sdk> {
  const cwd = await buildOnce({
    title: "the SDK for Python with its file configuration",
    madeOf: pythonPackages.join(),
    kept: ".",
    say,
    async make(work) {
      await run("python3", ["-m", "venv", "python"], work);
      await run(path.join(work, "python/bin/python"), ["-m", "pip", "install", "-q", ...pythonPackages], work);
    },
  });
  const parameters = [path.join(sources, "declarative.py")];
  return { name: "the SDK for Python", command: path.join(cwd, "python/bin/python"), parameters, cwd };
}

async function checkSdk({ command, parameters, cwd }: Sdk, transport: "http" | "grpc"): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-declarative-"));
  const arrived = new Set<string>();
  const keys = new Set<unknown>();
  const receiver = transport === "http" ? httpReceiver : grpcReceiver;
  const sink = receiver(({ signal }) => arrived.add(signal));
  if (transport === "http") sink.on("request", ({ headers }) => keys.add(headers["api-key"]));
  else sink.on("stream", (_stream, headers) => keys.add(headers["api-key"]));
  await once(sink.listen(0, "127.0.0.1"), "listening");
  const { port } = sink.address() as AddressInfo;
  const on = { enabled: true };
  const connection = {
    transport,
    endpoint: `http://127.0.0.1:${port}`,
    headers: [
      { name: "Api-Key", value: "stored" },
      { name: "X-Scope-OrgID", value: `a$b ${"$"}{c}`, secret: false },
    ],
  };
  const metrics = { ...on, temporality: "delta" as const, intervalMs: 30_000, histograms: "exponential" as const };
  const written = writeDestination({ connection, signals: { traces: on, metrics, logs: on } }, [], "declarative");
  const file = path.join(folder, written?.fileName ?? "");
  writeFileSync(file, written?.text ?? "");
  try {
    // Digits: a key stays a text.
    await run(command, [...parameters, file], cwd, { API_KEY: "123456" });
    assert.deepEqual([...arrived].sort(), [...signals].sort());
    assert.deepEqual([...keys], ["123456"]);
  } finally {
    sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
