// The destination of the relay bench, a process of its own: takes what comes at next to no cost, and counts only when it is asked.
// Told over IPC; may go away and come back on its port.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { numberPlaces, quietPath } from "#e2e/bench/relay/bodies";
import { arrivedProtobuf } from "#e2e/soak/arrived-numbers";
import { scanRequest } from "#lib/otlp/scan";
import { type Signal, signals } from "#lib/otlp/signal";

export type SinkOrder = { order: "look" | "count" | "down" | "up" };
export type SinkAnswer = {
  port: number;
  requests: number;
  lastAtMs: number;
  items: number;
  /** Numbered spans that came at least once, ever; and what came to the path of the quiet destination, and when its last. */
  numbers: number;
  quiet: { numbers: number; lastAtMs: number };
};

let requests = 0;
let lastAtMs = 0;
let items = 0;
let kept: Kept[] = [];
let keptBytes = 0;
/** Beyond it, it counts as it goes: a backlog is larger than memory. */
const keptBytesMax = 1 << 30;
let seen = new Uint8Array(1 << 20);
let numbers = 0;
const quiet = { numbers: new Set<number>(), lastAtMs: 0 };

type Kept = { signal: Signal; isGzip: boolean; bytes: Buffer };

function countOne({ signal, isGzip, bytes }: Kept): void {
  const body = isGzip ? gunzipSync(bytes) : bytes;
  items += scanRequest(signal, body)?.items ?? 0;
  for (const place of numberPlaces(body)) {
    const number = body.readUInt32LE(place);
    if (number >= seen.length) {
      const wider = new Uint8Array(Math.max(number + 1, seen.length * 2));
      wider.set(seen);
      seen = wider;
    }
    if (seen[number] === 0) numbers += 1;
    seen[number] = 1;
  }
}

function count(): void {
  for (const one of kept) countOne(one);
  kept = [];
  keptBytes = 0;
}

function takeQuiet(isGzip: boolean, bytes: Buffer): void {
  quiet.lastAtMs = Date.now();
  const arrived = arrivedProtobuf("traces", isGzip ? gunzipSync(bytes) : bytes);
  for (const number of arrived.numbers) quiet.numbers.add(number);
}

function open(port: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/x-protobuf", "content-length": 0 }).end();
      requests += 1;
      lastAtMs = Date.now();
      const signal = signals.find((one) => request.url === `/v1/${one}`) ?? "traces";
      const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const isGzip = request.headers["content-encoding"] === "gzip";
      if (request.url?.startsWith(quietPath)) return takeQuiet(isGzip, bytes);
      if (keptBytes > keptBytesMax) return countOne({ signal, isGzip, bytes });
      kept.push({ signal, isGzip, bytes });
      keptBytes += bytes.length;
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

let server = await open(0);
const { port } = server.address() as AddressInfo;

process.on("message", async ({ order }: SinkOrder) => {
  if (order === "count") count();
  if (order === "up") server = await open(port);
  if (order === "down") {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  tell();
  if (order === "count") {
    requests = 0;
    items = 0;
  }
});
process.on("disconnect", () => process.exit(0));
tell();

function tell(): void {
  const told = { numbers: quiet.numbers.size, lastAtMs: quiet.lastAtMs };
  process.send?.({ port, requests, lastAtMs, items, numbers, quiet: told } satisfies SinkAnswer);
}
