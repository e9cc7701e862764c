// The destination of the relay bench, a process of its own: takes what comes at next to no cost, and counts only when it is asked.
// Told over IPC; may go away and come back on its port.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { scanRequest } from "#lib/otlp/scan";
import { type Signal, signals } from "#lib/otlp/signal";

export type SinkOrder = { order: "look" | "count" | "down" | "up" };
export type SinkAnswer = { port: number; requests: number; lastAtMs: number; items: number };

let requests = 0;
let lastAtMs = 0;
let items = 0;
let kept: { signal: Signal; isGzip: boolean; bytes: Buffer }[] = [];
let keptBytes = 0;
/** Beyond it, it counts as it goes: a backlog is larger than memory. */
const keptBytesMax = 1 << 30;

function count(): void {
  for (const { signal, isGzip, bytes } of kept)
    items += scanRequest(signal, isGzip ? gunzipSync(bytes) : bytes)?.items ?? 0;
  kept = [];
  keptBytes = 0;
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
      kept.push({ signal, isGzip: request.headers["content-encoding"] === "gzip", bytes });
      keptBytes += bytes.length;
      if (keptBytes > keptBytesMax) count();
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
  process.send?.({ port, requests, lastAtMs, items } satisfies SinkAnswer);
}
