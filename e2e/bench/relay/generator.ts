// The load of the relay bench, a process of its own: prepared requests over plain sockets, so that it takes next to no CPU beside the
// relay. Told once over IPC what to send, then a message for each run.
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { quantile } from "#e2e/bench/figures";
import { bodiesFor, numberPlaces, type Shape } from "#e2e/bench/relay/bodies";

export type Prepare = { prepare: { shape: Shape; senders: number; each: number; isEndless: boolean } };
export type Send = {
  send: {
    address: string;
    protocol: "http" | "grpc";
    seconds: number;
    /** null: as fast as the answers come. */
    requestsPerSecond: number | null;
    /** Begins with the first bodies again. */
    isFresh?: boolean;
  };
};
export type Sent = {
  acknowledged: number;
  failed: number;
  firstAtMs: number;
  p50Ms: number;
  p99Ms: number;
  meanBytes: number;
  lastRefusal: string;
};

type Prepared = {
  shape: Shape;
  bodies: Buffer[][];
  next: number[];
  isEndless: boolean;
  /** Writes the next numbers into a body that has places for them. */
  number(body: Buffer): void;
};
/** Sends one body; the status, 200 = taken. */
type Post = { send(body: Buffer): Promise<string>; close(): void };

let prepared: Prepared | null = null;

process.on("disconnect", () => process.exit(0));
process.on("message", async (message: Prepare | Send) => {
  if ("prepare" in message) {
    const { shape, senders, each, isEndless } = message.prepare;
    const bodies = bodiesFor(shape, senders, each);
    prepared = { shape, isEndless, bodies, next: new Array(senders).fill(0), number: numbering(shape, bodies) };
    process.send?.({});
  } else if (prepared) process.send?.(await run(prepared, message.send));
});

function numbering({ isNumbered }: Shape, bodies: Buffer[][]): (body: Buffer) => void {
  if (!isNumbered) return () => {};
  const places = new Map(bodies.flat().map((body) => [body, numberPlaces(body)]));
  let next = 0;
  return (body) => {
    for (const place of places.get(body) ?? []) body.writeUInt32LE(next++, place);
  };
}

async function run(
  all: Prepared,
  { address, protocol, seconds, requestsPerSecond, isFresh }: Send["send"],
): Promise<Sent> {
  if (isFresh) all.next.fill(0);
  const latencies: number[] = [];
  const sent = { acknowledged: 0, failed: 0, bytes: 0, lastRefusal: "" };
  const firstAtMs = Date.now();
  const endsAt = performance.now() + seconds * 1000;
  const gapMs = requestsPerSecond === null ? 0 : (all.bodies.length * 1000) / requestsPerSecond;
  await Promise.all(
    all.bodies.map(async (bodies, sender) => {
      const post = protocol === "grpc" ? await overGrpc(address) : overHttp(address, all.shape);
      for (
        let due = performance.now() + (gapMs * sender) / all.bodies.length;
        performance.now() < endsAt;
        due += gapMs
      ) {
        if (gapMs > 0 && due > performance.now())
          await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
        const at = all.next[sender] ?? 0;
        if (!all.isEndless && at >= bodies.length) break;
        const body = bodies[at % bodies.length];
        if (!body) break;
        all.next[sender] = at + 1;
        all.number(body);
        const startedAt = performance.now();
        const status = await post.send(body);
        latencies.push(performance.now() - startedAt);
        sent.bytes += body.length;
        if (status === "200") sent.acknowledged += all.shape.items;
        else {
          sent.failed += 1;
          sent.lastRefusal = status;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      post.close();
    }),
  );
  const { acknowledged, failed, lastRefusal } = sent;
  const told = { p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
  return {
    acknowledged,
    failed,
    firstAtMs,
    ...told,
    meanBytes: sent.bytes / Math.max(1, latencies.length),
    lastRefusal,
  };
}

function overHttp(address: string, { kind, encoding, isGzip }: Shape): Post {
  const [host = "", port = ""] = address.split(":");
  const type = encoding === "json" ? "application/json" : "application/x-protobuf";
  const coding = isGzip ? "content-encoding: gzip\r\n" : "";
  const path = kind === "spans" ? "/v1/traces" : "/v1/metrics";
  const head = `POST ${path} HTTP/1.1\r\nhost: ${address}\r\ncontent-type: ${type}\r\n${coding}content-length: `;
  let socket: Socket | null = null;
  let settle: (status: string) => void = () => {};
  const open = (): Socket => {
    const opened = connect({ host, port: Number(port), noDelay: true });
    let text = "";
    const fail = (): void => {
      if (socket === opened) socket = null;
      opened.destroy();
      settle("broken");
    };
    opened.on("error", fail);
    opened.on("close", fail);
    opened.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      const length = /content-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
      const isWhole = length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= end + 4 + Number(length);
      if (!isWhole) return;
      const status = text.slice(9, 12);
      text = "";
      settle(status);
    });
    return opened;
  };
  return {
    send: (body) =>
      new Promise((resolve) => {
        socket ??= open();
        settle = resolve;
        socket.cork();
        socket.write(`${head}${body.length}\r\n\r\n`);
        socket.write(body);
        socket.uncork();
      }),
    close: () => socket?.destroy(),
  };
}

async function overGrpc(address: string): Promise<Post> {
  const session = connectHttp2(`http://${address}`);
  session.on("error", () => {});
  const headers = {
    ":method": "POST",
    ":path": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    "content-type": "application/grpc",
    "grpc-encoding": "gzip",
    te: "trailers",
  };
  return {
    send: (body) =>
      new Promise((resolve) => {
        const stream = session.request(headers);
        const frame = Buffer.alloc(5);
        frame[0] = 1;
        frame.writeUInt32BE(body.length, 1);
        let status = "broken";
        stream.on("trailers", (trailers: Record<string, unknown>) => {
          status = trailers["grpc-status"] === "0" ? "200" : `grpc ${trailers["grpc-status"]}`;
        });
        stream.on("error", () => {});
        stream.on("close", () => resolve(status));
        stream.resume();
        stream.write(frame);
        stream.end(body);
      }),
    close: () => session.close(),
  };
}
