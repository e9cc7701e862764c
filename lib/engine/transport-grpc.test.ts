import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { Metadata, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { issue, makeAuthority } from "#e2e/certificates";
import type { EffectiveConnection } from "#lib/destination/resolve";
import { frame } from "#lib/engine/grpc-frame";
import { batch, connection, listen, network, untilAborted } from "#lib/engine/testing/peers";
import { openChannel, wireRequest } from "#lib/engine/transport";
import type { Exchange } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

type Call = ServerUnaryCall<Buffer, Buffer>;
type Handler = (call: Call, reply: sendUnaryData<Buffer>) => void;

/** grpc-js as the peer: raw bytes in, raw bytes out, for the signals given. */
async function grpcServer(
  handler: Handler,
  served: readonly Signal[] = signals,
  credentials = ServerCredentials.createInsecure(),
) {
  const server = new Server();
  const raw = (bytes: Buffer) => bytes;
  for (const signal of served) {
    const path = signalFacts[signal].grpcPath;
    const method = { path, requestStream: false, responseStream: false } as const;
    const coding = { requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw, responseDeserialize: raw };
    server.addService({ Export: { ...method, ...coding } }, { Export: handler });
  }
  onTestFinished(() => server.forceShutdown());
  return await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

/** A bare HTTP/2 server, for answers that grpc-js would never give. */
async function http2Server(answer: (stream: ServerHttp2Stream) => void) {
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.resume();
    stream.on("end", () => answer(stream));
  });
  return await listen(server);
}

/** Takes the call and answers with this message. */
const taking = (message: Buffer, coding: "none" | "gzip") => (stream: ServerHttp2Stream) => {
  const headers = { ":status": 200, "content-type": "application/grpc", "grpc-encoding": "gzip" };
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frame(coding === "gzip" ? gzipSync(message) : message, coding));
};

async function channelTo(port: number, more: Partial<EffectiveConnection> = {}, tls = false) {
  const route = connection({ port, tls }, { transport: "grpc", ...more });
  const { channel, seen } = await openChannel(route, network(), untilAborted(), () => {});
  if (!channel) throw new Error(`The channel did not open: ${JSON.stringify(seen)}`);
  onTestFinished(channel.close);
  const send = (body = "items", signal: Signal = "traces") =>
    channel.exchange(wireRequest(route, batch(body, { signal }), true), untilAborted());
  return { channel, route, send };
}

const read = (exchange: Exchange) => readAnswer("traces", 1, exchange, { nowMs: 0, hide: (words) => words });
const ok: Handler = (_call, reply) => reply(null, Buffer.alloc(0));

describe("a call to grpc-js", () => {
  test("carries bytes and metadata, and comes back with its status in the trailers", async () => {
    const got: Call[] = [];
    const port = await grpcServer((call, reply) => {
      got.push(call);
      reply(null, Buffer.from([0x0a, 0x00]));
    });
    const exchange = await (await channelTo(port, { headers: [{ name: "Api-Key", value: "k" }] })).send("items");
    expect(exchange).toMatchObject({ transport: "grpc", path: signalFacts.traces.grpcPath, items: 1, fault: null });
    expect(exchange.answer).toMatchObject({
      httpVersion: "2",
      status: 200,
      trailers: { "grpc-status": "0" },
      truncated: false,
    });
    expect([...(exchange.answer?.body ?? [])]).toEqual([0x0a, 0x00]);
    expect(got[0]?.request.toString()).toBe("items");
    expect(got[0]?.metadata.get("api-key")).toEqual(["k"]);
    expect(got[0]?.metadata.get("user-agent")[0]).toMatch(/^Outspan\/[\d.]+ OTel-OTLP-Exporter-JavaScript/);
    expect(read(exchange).outcome).toEqual({ kind: "accepted", warning: null });
  });

  test("gzip is understood by the peer", async () => {
    const got: string[] = [];
    const port = await grpcServer((call, reply) => {
      got.push(call.request.toString());
      reply(null, Buffer.alloc(0));
    });
    expect((await (await channelTo(port, { compression: "gzip" })).send("items items")).fault).toBeNull();
    expect(got).toEqual(["items items"]);
  });

  test("over TLS with h2", async () => {
    const authority = makeAuthority("Test CA");
    const { cert, key } = issue(authority, "peer", { names: ["127.0.0.1"] });
    const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
    const port = await grpcServer(ok, signals, ServerCredentials.createSsl(null, [pair]));
    const { send } = await channelTo(port, { tls: { ca: authority.cert } }, true);
    expect(read(await send()).outcome.kind).toBe("accepted");
  });

  test("the three signals go side by side over one session", async () => {
    const waiting: sendUnaryData<Buffer>[] = [];
    const port = await grpcServer((_call, reply) => {
      waiting.push(reply);
      if (waiting.length === 3) for (const each of waiting) each(null, Buffer.alloc(0));
    });
    const { send } = await channelTo(port);
    const exchanges = await Promise.all(signals.map((signal) => send("x", signal)));
    expect(exchanges.map((exchange) => read(exchange).outcome.kind)).toEqual(["accepted", "accepted", "accepted"]);
  });

  test("H09 a signal that is not served is UNIMPLEMENTED by the server itself", async () => {
    const port = await grpcServer(ok, ["traces"]);
    const answer = read(await (await channelTo(port)).send("x", "metrics"));
    expect(answer.grpcStatus).toMatchObject({ code: 12, name: "UNIMPLEMENTED", madeUp: false });
    expect(answer.sentByIntermediary).toBe(false);
    expect(answer.outcome.kind).toBe("refused");
  });

  test("A01 words arrive decoded, with a status in headers only (trailers-only)", async () => {
    const port = await grpcServer((_call, reply) => reply({ code: 16, details: "key “x” is unknown" }));
    const answer = read(await (await channelTo(port)).send());
    expect(answer.grpcStatus).toMatchObject({ name: "UNAUTHENTICATED", message: "key “x” is unknown" });
    expect(answer.words).toBe("key “x” is unknown");
  });

  test("R6.10, R6.11 RESOURCE_EXHAUSTED is retried with RetryInfo, and refused without", async () => {
    // google.rpc.Status { code: 8, message: "slow", details: [RetryInfo { retry_delay: 2.5 s }] }
    const info = Buffer.from("0a06080210" + "80cab5ee01", "hex");
    info[1] = info.length - 2;
    const url = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");
    const any = Buffer.concat([Buffer.from([0x0a, url.length]), url, Buffer.from([0x12, info.length]), info]);
    const status = Buffer.concat([
      Buffer.from([0x08, 8, 0x12, 4]),
      Buffer.from("slow"),
      Buffer.from([0x1a, any.length]),
      any,
    ]);
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", status);
    const withInfo = await grpcServer((_call, reply) => reply({ code: 8, details: "", metadata }));
    const throttled = read(await (await channelTo(withInfo)).send());
    expect(throttled.outcome).toMatchObject({ kind: "retry", retryAfterMs: 2500 });
    expect(throttled.words).toBe("slow");
    const bare = await grpcServer((_call, reply) => reply({ code: 8, details: "too large" }));
    expect(read(await (await channelTo(bare)).send()).outcome.kind).toBe("refused");
  });

  test("a call that is never answered ends at the destination's limit, and the session lives on", async () => {
    let calls = 0;
    const port = await grpcServer((_call, reply) => void (calls++ > 0 && reply(null, Buffer.alloc(0))));
    const { send } = await channelTo(port, { timeoutMs: 300 });
    const silent = await send();
    expect(silent).toMatchObject({ timedOut: true, answer: null, fault: { code: "ETIMEDOUT", phase: "headers" } });
    expect(read(await send()).outcome.kind).toBe("accepted");
  });
});

describe("answers that no gRPC server gives", () => {
  test.each([
    [404, 12],
    [401, 16],
    [403, 7],
    [503, 14],
    [400, 13],
    [500, 2],
  ])("R6.12 HTTP %i without grpc-status is code %i, made up, an intermediary's word", async (status, code) => {
    const port = await http2Server((stream) => {
      stream.respond({ ":status": status, "content-type": "text/plain" });
      stream.end("no route");
    });
    const answer = read(await (await channelTo(port)).send());
    expect(answer).toMatchObject({
      httpStatus: status,
      grpcStatus: { code, madeUp: true },
      sentByIntermediary: true,
      words: "no route",
    });
  });

  test("H13 a web page over h2 is a web page, whatever its length field would say", async () => {
    const port = await http2Server((stream) => {
      stream.respond({ ":status": 200, "content-type": "text/html" });
      stream.end("<html><title>Sign in</title></html>");
    });
    const answer = read(await (await channelTo(port)).send());
    expect(answer).toMatchObject({
      isHtml: true,
      words: "Sign in",
      sentByIntermediary: true,
      outcome: { kind: "refused" },
    });
  });

  test("P07 lost trailers are no success", async () => {
    const port = await http2Server((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.end(frame(Buffer.alloc(0), "none"));
    });
    const answer = read(await (await channelTo(port)).send());
    expect(answer.outcome.kind).toBe("refused");
    expect(answer.grpcStatus).toMatchObject({ madeUp: true });
    expect(answer.sentByIntermediary).toBe(false);
  });

  test("a compressed answer is read; R8.2 one over 4 MiB is not", async () => {
    // partial_success { error_message: "careful" }
    const partial = Buffer.concat([Buffer.from([0x0a, 9, 0x12, 7]), Buffer.from("careful")]);
    const small = read(await (await channelTo(await http2Server(taking(partial, "gzip")))).send());
    expect(small.outcome).toEqual({ kind: "accepted", warning: "careful" });
    const bomb = await (await channelTo(await http2Server(taking(Buffer.alloc(5 * 1024 * 1024), "gzip")))).send();
    expect(bomb.answer?.truncated).toBe(true);
    expect(read(bomb).outcome.kind).toBe("refused");
  });

  test("R6.8 a message over 64 KiB is not read to its end, packed or not, and nobody calls it accepted", async () => {
    const long = Buffer.alloc(80 * 1024);
    const endless = (stream: ServerHttp2Stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(Buffer.alloc(8 * 1024 * 1024));
    };
    for (const peer of [taking(long, "none"), taking(long, "gzip"), endless]) {
      const exchange = await (await channelTo(await http2Server(peer))).send();
      expect(exchange).toMatchObject({ fault: null, answer: { truncated: true, tooLong: true } });
      expect(exchange.answer?.body).toHaveLength(64 * 1024);
      expect(read(exchange).outcome).toMatchObject({ kind: "refused", reason: expect.stringContaining("64 KiB") });
    }
    const fits = await (await channelTo(await http2Server(taking(long.subarray(0, 64 * 1024), "none")))).send();
    expect(fits.answer).toMatchObject({ truncated: false, tooLong: false, trailers: { "grpc-status": "0" } });
  });

  test("a reset stream names its HTTP/2 error", async () => {
    const port = await http2Server((stream) => stream.close(7));
    const exchange = await (await channelTo(port)).send();
    expect(exchange).toMatchObject({ answer: null, fault: { reason: "NGHTTP2_REFUSED_STREAM" } });
    expect(read(exchange).outcome.kind).toBe("retry");
  });

  test("R05 GOAWAY shows its code and the server's debug text", async () => {
    const port = await http2Server((stream) => {
      stream.session?.goaway(11, 0, Buffer.from("too_many_pings"));
      stream.session?.destroy();
    });
    const { fault } = await (await channelTo(port)).send();
    expect(fault).toMatchObject({
      code: "ERR_HTTP2_GOAWAY",
      reason: "NGHTTP2_ENHANCE_YOUR_CALM",
      message: "too_many_pings",
    });
  });
});

describe("peers that speak no HTTP/2", () => {
  test("P02 an HTTP/1.1 server is known by its first bytes, and was sent no second request", async () => {
    let requests = 0;
    const port = await listen(createHttpServer(() => requests++));
    const exchange = await (await channelTo(port)).send();
    expect(exchange.answer).toBeNull();
    expect(Buffer.from(exchange.fault?.firstBytes ?? "", "hex").toString()).toMatch(/^HTTP\/1\.1 400/);
    expect(requests).toBe(0);
    expect(read(exchange).outcome.kind).toBe("refused");
  });

  test("N09 silence is a timeout", async () => {
    const port = await listen(createTcpServer(() => {}));
    const { timedOut, fault } = await (await channelTo(port, { timeoutMs: 40 })).send();
    expect(timedOut).toBe(true);
    expect(fault?.firstBytes).toBeUndefined();
  });

  test("P03 a peer that hangs up is a fault, for every call on the session", async () => {
    const port = await listen(createTcpServer((socket) => socket.once("data", () => socket.destroy())));
    const { send } = await channelTo(port);
    for (const exchange of await Promise.all([send(), send()])) {
      expect(exchange.answer).toBeNull();
      expect(exchange.fault).not.toBeNull();
      expect(exchange.timedOut).toBe(false);
    }
    expect((await send()).fault).not.toBeNull();
  });
});

test("a frame is one flag, four bytes of length, the message", () => {
  expect([...frame(Buffer.from("ab"), "none")]).toEqual([0, 0, 0, 0, 2, 97, 98]);
  expect(gunzipSync(frame(gzipSync("ab"), "gzip").subarray(5)).toString()).toBe("ab");
});
