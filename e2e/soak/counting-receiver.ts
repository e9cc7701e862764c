// A destination of the soak: a receiver of OTLP over HTTP that knows every number it was given, and fails as it is told. It may go
// away and come back on its port. Knows nothing of the engine.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Arrived, arrivedJson, arrivedProtobuf } from "#e2e/soak/arrived-numbers";
import type { Arrival } from "#e2e/soak/tally";
import type { Encoding } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

/** `vanish`: takes it and breaks the connection instead of answering. */
export type Fault = "none" | "unavailable" | "reset" | "hang" | "vanish";

export type CountingReceiver = {
  port: number;
  faults(next: () => Fault): void;
  requests(): number;
  /** What came and is no request that was ever sent. */
  problems(): readonly string[];
  /** Nothing listens any more; the port stays known. */
  down(): Promise<void>;
  up(): Promise<void>;
};

export const healthy = (): Fault => "none";

/** One of two requests fails, each way as often. */
export function halfTheTime(random: () => number): () => Fault {
  const ways: readonly Fault[] = ["unavailable", "reset", "hang", "vanish"];
  return () => (random() < 0.5 ? "none" : (ways[Math.floor(random() * ways.length)] ?? "none"));
}

/** So that something is in flight at any moment. */
const latencyMs = 40;

type Wanted = { encoding: Encoding; arrived(signal: Signal, what: Arrived, arrival: Arrival): void };
const readers = { protobuf: arrivedProtobuf, json: arrivedJson };
const types = { protobuf: "application/x-protobuf", json: "application/json" };

export async function countingReceiver({ encoding, arrived }: Wanted): Promise<CountingReceiver> {
  const problems: string[] = [];
  let fault = healthy;
  let requests = 0;
  const state = { outages: 0 };
  const last = new WeakMap<Socket, Arrival>();

  function take(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
    requests += 1;
    const before = last.get(request.socket);
    if (before) before.isRead = true;
    const signal = signals.find((one) => request.url === `/v1/${one}`);
    if (!signal) throw new Error(`A request for ${request.url}`);
    const way = fault();
    if (way === "reset") return void request.socket.resetAndDestroy();
    if (way === "hang") return;
    if (way === "unavailable") {
      const headers = request.headers["content-length"]?.endsWith("1") ? { "retry-after": "1" } : {};
      return void response.writeHead(503, headers).end();
    }
    const arrival: Arrival = { answeredAtMs: null, isRead: false };
    try {
      if (request.headers["content-type"] !== types[encoding]) throw new Error(`${request.headers["content-type"]}`);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
      arrived(signal, readers[encoding](signal, body), arrival);
    } catch (error) {
      problems.push(`A ${signal} request of ${bytes.length} bytes that is none: ${error}`);
    }
    last.set(request.socket, arrival);
    if (way === "vanish") return void request.socket.resetAndDestroy();
    const { outages } = state;
    setTimeout(() => {
      // Cut off, by its own going away or by an engine that waits no longer or is gone, it is never answered.
      if (outages === state.outages && !request.socket.destroyed) arrival.answeredAtMs = Date.now();
      response.writeHead(200, { "content-type": types[encoding] }).end(encoding === "json" ? "{}" : "");
    }, latencyMs);
  }

  const listener = whole(take);
  let server = await open(0, listener);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    faults(next) {
      fault = next;
    },
    requests: () => requests,
    problems: () => problems,
    async down() {
      state.outages += 1;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async up() {
      server = await open(port, listener);
    },
  };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** With all bytes of the request; an engine that is killed breaks off in the middle: that is no request. */
function whole(take: (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => void): Listener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    response.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => take(request, response, Buffer.concat(chunks)));
  };
}

async function open(port: number, listener: Listener): Promise<Server> {
  const opened = createServer({ keepAliveTimeout: 60_000 }, listener);
  opened.listen(port, "127.0.0.1");
  await once(opened, "listening");
  return opened;
}
