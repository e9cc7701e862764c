import { type ChildProcess, spawn } from "node:child_process";
import { gzipSync } from "node:zlib";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyBatch, probeBatch } from "#lib/otlp/payload";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

let sink: ChildProcess;
let printed = "";
let http = "";
let grpc = "";

beforeAll(async () => {
  sink = spawn(process.execPath, ["lib/sink/main.ts", "--http", "0", "--grpc", "0"]);
  sink.stdout?.on("data", (chunk) => {
    printed += chunk;
  });
  await untilPrinted("Sink ready");
  [http, grpc] = [...printed.matchAll(/http:\/\/(127\.0\.0\.1:\d+)/g)].map((match) => match[1] ?? "") as [
    string,
    string,
  ];
});

afterAll(() => {
  sink.kill();
});

function untilPrinted(words: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!printed.includes(words)) return;
      sink.stdout?.off("data", look);
      resolve();
    };
    sink.stdout?.on("data", look);
    look();
  });
}

function batch(signal: Signal, encoding: "protobuf" | "json", runId: string): Buffer {
  const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
  const now = BigInt(Date.now()) * 1_000_000n;
  const items = { signal, encoding, temporality: "cumulative", histograms: "explicit", now, random, runId } as const;
  return Buffer.from(probeBatch(items).batch.body);
}

function post(path: string, body: Buffer, headers: Record<string, string>): Promise<Response> {
  return fetch(`http://${http}${path}`, { method: "POST", headers, body: new Uint8Array(body) });
}

function call(
  method: string,
  message: Buffer,
  compression: 0 | 2,
): Promise<{ error: ServiceError | null; size: number }> {
  const client = new Client(grpc, credentials.createInsecure(), { "grpc.default_compression_algorithm": compression });
  return new Promise((resolve) => {
    const through = (bytes: Buffer): Buffer => bytes;
    client.makeUnaryRequest(method, through, through, message, (error, answer) => {
      client.close();
      resolve({ error, size: answer?.length ?? -1 });
    });
  });
}

test.each(signals)("%s over HTTP in both encodings, gzip and none, is answered in kind and printed", async (signal) => {
  for (const encoding of ["protobuf", "json"] as const) {
    const type = encoding === "json" ? "application/json" : "application/x-protobuf";
    for (const compression of ["gzip", "none"] as const) {
      const runId = `run-${signal}-${encoding}-${compression}`;
      const plain = batch(signal, encoding, runId);
      const isPacked = compression === "gzip";
      const headers = { "content-type": type, ...(isPacked ? { "content-encoding": "gzip" } : {}) };
      const response = await post(signalFacts[signal].path, isPacked ? gzipSync(plain) : plain, headers);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe(type);
      expect(await response.text()).toBe(encoding === "json" ? "{}" : "");
      await untilPrinted(`outspan.run.id=${runId}`);
    }
  }
});

test.each(signals)("%s over gRPC is taken from a stock client, gzip and none, and printed", async (signal) => {
  for (const compression of [0, 2] as const) {
    const runId = `run-${signal}-grpc-${compression}`;
    const { error, size } = await call(signalFacts[signal].grpcPath, batch(signal, "protobuf", runId), compression);
    expect(error).toBeNull();
    expect(size).toBe(0);
    await untilPrinted(`outspan.run.id=${runId}`);
  }
});

test("R9.4 a request without items is accepted", async () => {
  const empty = Buffer.from(emptyBatch("logs", "json").body);
  expect((await post("/v1/logs", empty, { "content-type": "application/json" })).status).toBe(200);
  expect((await call(signalFacts.logs.grpcPath, Buffer.alloc(0), 0)).error).toBeNull();
});

test("what is no OTLP is refused over HTTP in words", async () => {
  const json = { "content-type": "application/json" };
  expect((await post("/v1/trace", Buffer.from("{}"), json)).status).toBe(404);
  expect((await fetch(`http://${http}/v1/traces`)).status).toBe(405);
  expect((await post("/v1/traces", Buffer.from("{}"), { "content-type": "text/plain" })).status).toBe(415);
  expect((await post("/v1/traces", Buffer.from("{"), json)).status).toBe(400);
  const broken = await post("/v1/logs", Buffer.from("no gzip"), { ...json, "content-encoding": "gzip" });
  expect(broken.status).toBe(400);
  expect(await broken.text()).toBe("The body is no OTLP logs request in json.\n");
});

test("what is no OTLP is refused over gRPC with its status", async () => {
  expect((await call("/other.Service/Export", Buffer.alloc(0), 0)).error?.code).toBe(12);
  expect((await call(signalFacts.traces.grpcPath, Buffer.from([0xff]), 0)).error?.code).toBe(3);
});
