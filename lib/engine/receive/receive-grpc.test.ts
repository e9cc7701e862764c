import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { frame } from "#lib/engine/grpc-frame";
import { anyPort, opened, payload, send } from "#lib/engine/receive/testing/receiver";
import { protobufStatus } from "#lib/otlp/response-body";
import { signalFacts, signals } from "#lib/otlp/signal";

const mebibyte = 1024 * 1024;
const grpcOnly = { http: null, grpc: anyPort };
const bytes = (value: Uint8Array) => Buffer.from(value);

/** A call of a stock client. */
function callByClient(
  port: number,
  body: Uint8Array,
  options: { metadata?: Metadata; gzip?: true; path?: string } = {},
) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
    ...(options.gzip && { "grpc.default_compression_algorithm": 2 }),
  });
  onTestFinished(() => client.close());
  return new Promise<{ error: ServiceError | null; message: Buffer | undefined }>((resolve) => {
    const path = options.path ?? signalFacts.traces.grpcPath;
    const metadata = options.metadata ?? new Metadata();
    client.makeUnaryRequest(path, bytes, bytes, body, metadata, (error, message) => resolve({ error, message }));
  });
}

function session(port: number): ClientHttp2Session {
  const opening = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => opening.destroy());
  return opening;
}

type Reply = { headers: IncomingHttpHeaders; trailers: IncomingHttpHeaders; body: Buffer };

/** One call whose DATA frames are the test's own. */
async function call(
  http2: ClientHttp2Session,
  parts: readonly Uint8Array[],
  more: OutgoingHttpHeaders = {},
): Promise<Reply> {
  const stream = http2.request({
    ":method": "POST",
    ":path": signalFacts.traces.grpcPath,
    "content-type": "application/grpc",
    te: "trailers",
    ...more,
  });
  const answered = once(stream, "response");
  let trailers: IncomingHttpHeaders = {};
  stream.on("trailers", (received) => {
    trailers = received;
  });
  stream.on("error", () => {});
  for (const part of parts) await new Promise((resolve) => stream.write(part, resolve));
  stream.end();
  const [headers] = await answered;
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  if (!stream.closed) await once(stream, "close");
  // Trailers-only: status and headers come in one block.
  return { headers, trailers: headers["grpc-status"] === undefined ? trailers : headers, body: Buffer.concat(chunks) };
}

describe("what a stock client sends is stored and answered OK", () => {
  test.each(signals)("R2.8 %s, plain and by gzip, through grpc-js", async (signal) => {
    const { grpcPort, stored } = await opened(grpcOnly);
    const path = signalFacts[signal].grpcPath;
    for (const gzip of [undefined, true] as const) {
      const { error, message } = await callByClient(grpcPort, payload(signal), { path, ...(gzip && { gzip }) });
      expect([error, message?.length]).toEqual([null, 0]);
    }
    expect(stored.map(({ signal: of, source, encoding, coding }) => [of, source, encoding, coding])).toEqual([
      [signal, "otlp", "protobuf", "identity"],
      [signal, "otlp", "protobuf", "gzip"],
    ]);
    expect(Buffer.from(stored[0]?.body ?? []).equals(payload(signal))).toBe(true);
  });

  test("a message of 18 MiB arrives whole and quickly; one over 20 MiB is RESOURCE_EXHAUSTED without RetryInfo", async () => {
    const { grpcPort, stored, budget } = await opened(grpcOnly);
    const one = payload();
    const large = Buffer.concat(Array(Math.floor((18 * mebibyte) / one.length)).fill(one));
    const startedMs = performance.now();
    expect((await callByClient(grpcPort, large)).error).toBe(null);
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect(Buffer.from(stored[0]?.body ?? []).equals(large)).toBe(true);
    const { error } = await callByClient(grpcPort, Buffer.alloc(20 * mebibyte + 1));
    expect(error?.code).toBe(status.RESOURCE_EXHAUSTED);
    const details = error?.metadata.get("grpc-status-details-bin")[0];
    expect(protobufStatus(Buffer.from(details ?? ""))).toMatchObject({ code: 8, retryAfterMs: null });
    expect(budget.held()).toBe(0);
  });

  test("a frame may come in any pieces, also its first five bytes", async () => {
    const { grpcPort, stored } = await opened(grpcOnly);
    const http2 = session(grpcPort);
    const framed = frame(payload(), "none");
    for (const cuts of [[1, 2, 4], [5], [3, 100], [framed.length - 1]]) {
      const edges = [0, ...cuts, framed.length];
      const parts = edges.slice(1).map((edge, at) => framed.subarray(edges[at], edge));
      const { trailers } = await call(http2, parts);
      expect(trailers["grpc-status"]).toBe("0");
    }
    expect(stored.map((entry) => Buffer.from(entry.body).equals(payload()))).toEqual([true, true, true, true]);
  });

  test("zstd as a Collector may send it, application/grpc+proto, and a timeout that is the sender's own", async () => {
    const { grpcPort, stored } = await opened(grpcOnly);
    const framed = bytes(frame(zstdCompressSync(payload()), "gzip"));
    const { headers, trailers, body } = await call(session(grpcPort), [framed], {
      "grpc-encoding": "zstd",
      "content-type": "application/grpc+proto",
      "grpc-timeout": "1S",
    });
    expect([headers[":status"], headers["content-type"], trailers["grpc-status"]]).toEqual([
      200,
      "application/grpc",
      "0",
    ]);
    expect([...body]).toEqual([0, 0, 0, 0, 0]);
    expect(stored).toMatchObject([{ bodyBytes: payload().length }]);
  });

  test("many calls at once on one connection", async () => {
    const { grpcPort, stored } = await opened(grpcOnly);
    const http2 = session(grpcPort);
    const framed = frame(payload(), "none");
    const replies = await Promise.all(Array.from({ length: 300 }, () => call(http2, [framed])));
    expect(new Set(replies.map(({ trailers }) => trailers["grpc-status"]))).toEqual(new Set(["0"]));
    expect(stored).toHaveLength(300);
  });
});

describe("R16.3 every refusal has gRPC's status, and its details", () => {
  const refusedWith = async (grpcPort: number, parts: readonly Uint8Array[], more: OutgoingHttpHeaders = {}) => {
    const { trailers } = await call(session(grpcPort), parts, more);
    const details = protobufStatus(Buffer.from(String(trailers["grpc-status-details-bin"] ?? ""), "base64"));
    expect(String(details?.code)).toBe(trailers["grpc-status"]);
    return Number(trailers["grpc-status"]);
  };

  test("bad bytes, no message, a cut one, several, and a mark of compression without one are INVALID_ARGUMENT", async () => {
    const { grpcPort, stored, budget } = await opened(grpcOnly);
    const framed = frame(payload(), "none");
    const marked = bytes(framed);
    marked[0] = 1;
    for (const parts of [
      [frame(Buffer.from("no"), "none")],
      [],
      [framed.subarray(0, -1)],
      [Buffer.concat([framed, framed])],
      [framed, framed],
      [marked],
    ]) {
      expect(await refusedWith(grpcPort, parts)).toBe(status.INVALID_ARGUMENT);
    }
    expect(await refusedWith(grpcPort, [frame(Buffer.from("no"), "gzip")], { "grpc-encoding": "gzip" })).toBe(3);
    expect([stored.length, budget.held()]).toEqual([0, 0]);
  });

  test("a bomb is RESOURCE_EXHAUSTED", async () => {
    const { grpcPort } = await opened(grpcOnly);
    const bomb = frame(gzipSync(Buffer.alloc(64 * mebibyte)), "gzip");
    expect(await refusedWith(grpcPort, [bomb], { "grpc-encoding": "gzip" })).toBe(status.RESOURCE_EXHAUSTED);
  });

  test("another method and another compression are UNIMPLEMENTED, told which compressions are known", async () => {
    const { grpcPort } = await opened(grpcOnly);
    const { error } = await callByClient(grpcPort, payload(), { path: "/opentelemetry.proto.collector.x.v1.X/Export" });
    expect(error?.code).toBe(status.UNIMPLEMENTED);
    const framed = frame(payload(), "gzip");
    const { headers } = await call(session(grpcPort), [framed], { "grpc-encoding": "snappy" });
    expect([headers["grpc-status"], headers["grpc-accept-encoding"]]).toEqual(["12", "identity,gzip,deflate,zstd"]);
  });

  test("R16.9 without the token UNAUTHENTICATED", async () => {
    const { grpcPort, stored } = await opened({ ...grpcOnly, token: "t" });
    expect((await callByClient(grpcPort, payload())).error?.code).toBe(status.UNAUTHENTICATED);
    const metadata = new Metadata();
    metadata.set("authorization", "Bearer t");
    expect((await callByClient(grpcPort, payload(), { metadata })).error).toBe(null);
    expect(stored).toHaveLength(1);
  });

  test("a large message that is refused at its first bytes hears why", async () => {
    const { grpcPort, budget } = await opened({ ...grpcOnly, heldMax: mebibyte });
    const framed = frame(Buffer.alloc(8 * mebibyte), "none");
    const http2 = session(grpcPort);
    const stream = http2.request({
      ":method": "POST",
      ":path": signalFacts.traces.grpcPath,
      "content-type": "application/grpc",
    });
    stream.on("error", () => {});
    stream.end(framed);
    const [headers] = await once(stream, "response");
    expect([headers["grpc-status"], budget.held()]).toEqual(["14", 0]);
  });

  test("R6.11 no room is UNAVAILABLE with RetryInfo, what fails inside too", async () => {
    const full = await opened({ ...grpcOnly, heldMax: 10 });
    const failing = await opened({
      ...grpcOnly,
      admit: async () => {
        throw new Error("a bug");
      },
    });
    for (const { grpcPort, budget } of [full, failing]) {
      const { error } = await callByClient(grpcPort, payload());
      expect([error?.code, error?.details.includes("a bug")]).toEqual([status.UNAVAILABLE, false]);
      const details = error?.metadata.get("grpc-status-details-bin")[0];
      expect(protobufStatus(Buffer.from(details ?? ""))?.retryAfterMs).toBeGreaterThan(0);
      expect(budget.held()).toBe(0);
    }
  });

  test("another content type is HTTP 415, another method of HTTP 405, HTTP/1 is told so in HTTP/1", async () => {
    const { grpcPort } = await opened(grpcOnly);
    const typed = await call(session(grpcPort), [], { "content-type": "application/x-protobuf" });
    expect([typed.headers[":status"], typed.headers["grpc-status"]]).toEqual([415, undefined]);
    expect((await call(session(grpcPort), [], { ":method": "PUT" })).headers[":status"]).toBe(405);
    const http1 = await send(grpcPort);
    expect([http1.status, http1.body.toString()]).toEqual([400, expect.stringContaining("speaks gRPC")]);
  });
});

describe("nobody holds it up", () => {
  test("a message that trickles is cut as DEADLINE_EXCEEDED, and its room given back", async () => {
    const { grpcPort, budget } = await opened({ ...grpcOnly, limits: { requestMs: 200 } });
    const http2 = session(grpcPort);
    const stream = http2.request({
      ":method": "POST",
      ":path": signalFacts.traces.grpcPath,
      "content-type": "application/grpc",
    });
    stream.write(frame(payload(), "none").subarray(0, 50));
    const [headers] = await once(stream, "response");
    expect([headers["grpc-status"], budget.held()]).toEqual(["4", 0]);
  });

  test("a client that cancels gives its room back, and the connection goes on", async () => {
    const { grpcPort, budget, stored } = await opened(grpcOnly);
    const http2 = session(grpcPort);
    for (let index = 0; index < 50; index++) {
      const stream = http2.request({
        ":method": "POST",
        ":path": signalFacts.traces.grpcPath,
        "content-type": "application/grpc",
      });
      stream.on("error", () => {});
      stream.write(frame(payload(), "none").subarray(0, 50));
      await expect.poll(() => budget.held(), { interval: 1 }).toBeGreaterThan(0);
      stream.close(8);
      await expect.poll(() => budget.held(), { interval: 1 }).toBe(0);
    }
    expect((await call(http2, [frame(payload(), "none")])).trailers["grpc-status"]).toBe("0");
    expect(stored).toHaveLength(1);
  });
});
