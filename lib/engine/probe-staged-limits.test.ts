// Sizes, rates, memory, ends of connections and slowness: servers that run out of something and say so in words of their own.
import { constants, createServer } from "node:http2";
import { type Server, type Socket, createServer as silent } from "node:net";
import { describe, expect, test } from "vitest";
import { statusAnswer, statusBody } from "#lib/engine/testing/otlp-answers";
import { listen } from "#lib/engine/testing/peers";
import {
  destination,
  firstOf,
  grpcReceiver,
  httpReceiver,
  probe,
  probeFixed,
  taken,
  told,
} from "#lib/engine/testing/receivers";

const all = "traces,metrics,logs";
const grpcTo = (port: number) => destination(`http://127.0.0.1:${port}`, { transport: "grpc" });
const httpTo = (port: number) => destination(`http://127.0.0.1:${port}`);
const text = (status: number, body: string, headers = {}) => ({ status, type: "text/plain", body, headers });

describe("sizes", () => {
  test.each([
    ["certain", { status: 413, type: "text/html", body: "<html><title>413 Request Entity Too Large</title></html>" }],
    ["certain", text(400, "http: request body too large")],
    ["likely", text(400, "Payload is too big for this ingest")],
    ["likely", statusAnswer(500, "body size exceeds what is allowed")],
  ])("B06 body.too_large_http %s: %o", async (certainty, answer) => {
    const { port } = await httpReceiver(() => answer);
    expect(told(await probe(httpTo(port)))).toEqual([`body.too_large_http ${certainty} ${all}: no fix`]);
  });

  test("B06 is not named for headers that are too large", async () => {
    const { port } = await httpReceiver(() => text(400, "Request Header Or Cookie Too Large"));
    expect(told(await probe(httpTo(port))).join()).not.toContain("body.too_large");
  });

  test.each([
    ["certain", 8, "grpc: received message after decompression larger than max (4194305 vs. 4194304)"],
    ["certain", 11, "decoded message length too large: found 5242880 bytes, the limit is: 4194304 bytes"],
    ["likely", 8, "message exceeds the maximum size of this gateway"],
  ])("B07 body.too_large_grpc %s: %i %s", async (certainty, code, details) => {
    const { port } = await grpcReceiver(() => ({ code, details }));
    expect(told(await probe(grpcTo(port)))).toEqual([`body.too_large_grpc ${certainty} ${all}: no fix`]);
  });

  test("B07 is not named for the first letters of a page read as a length (H13)", async () => {
    const { port } = await grpcReceiver(() => ({ code: 8, details: "larger than max (1752460652 vs 4194304)" }));
    expect(told(await probe(grpcTo(port))).join()).not.toContain("body.too_large_grpc");
  });
});

describe("rates", () => {
  const inAMinute = () => new Date(Date.now() + 60_000).toUTCString();

  test.each([
    ["seconds", () => text(429, "slow down", { "retry-after": "45" }), "45 s"],
    ["a date", () => text(429, "", { "retry-after": inAMinute() }), "It asks to wait"],
    ["RetryInfo", () => ({ ...statusAnswer(429, "x"), body: statusBody(8, "over the limit", 20) }), "20 s"],
    [
      "limits",
      () => text(429, "{}", { "x-ratelimit-limit": "500", "x-ratelimit-reset": "9" }),
      "x-ratelimit-limit 500",
    ],
  ])("R01 throttle.429 with %s", async (_what, answer, words) => {
    const { port } = await httpReceiver(answer);
    const report = await probe(httpTo(port));
    expect(told(report)).toEqual([`throttle.429 certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain(words);
  });

  test("R01 over gRPC: RESOURCE_EXHAUSTED with RetryInfo", async () => {
    const details = Buffer.from(statusBody(8, "ingest limit reached", 7));
    const { port } = await grpcReceiver(() => ({ code: 8, metadata: { "grpc-status-details-bin": details } }));
    const report = await probe(grpcTo(port));
    expect(told(report)).toEqual([`throttle.429 certain ${all}: no fix`]);
    expect(firstOf(report).advice).toContain("7 s");
  });

  test.each(["RATE_LIMITED: 15 kB/s exceeded", "this tenant's quota is used up", "ingestion limit exceeded"])(
    "R02 throttle.grpc_no_retryinfo: %s",
    async (details) => {
      const { port } = await grpcReceiver(() => ({ code: 8, details }));
      expect(told(await probe(grpcTo(port)))).toEqual([`throttle.grpc_no_retryinfo likely ${all}: no fix`]);
    },
  );

  test("R02 and B07 are both possible for RESOURCE_EXHAUSTED without a word", async () => {
    const { port } = await grpcReceiver(() => ({ code: 8 }));
    expect(told(await probe(grpcTo(port)))).toEqual([
      `body.too_large_grpc possible ${all}: no fix`,
      `throttle.grpc_no_retryinfo possible ${all}: no fix`,
    ]);
  });

  test.each([
    ["certain", "Message=received message larger than max (15728641 vs. 15728640)"],
    ["likely", "the batch is too large, split it"],
  ])("R03 throttle.429_that_is_permanent %s: %s", async (certainty, body) => {
    const { port } = await httpReceiver(() => text(429, body, { "retry-after": "0" }));
    expect(told(await probe(httpTo(port)))).toEqual([`throttle.429_that_is_permanent ${certainty} ${all}: no fix`]);
  });
});

describe("R04 collector.memory_limited", () => {
  test.each([
    [503, "data refused due to high memory usage"],
    [500, "rejected: the process is out of memory"],
    [503, "the sending queue is full"],
  ])("HTTP %i %s", async (status, body) => {
    const { port } = await httpReceiver(() => text(status, body));
    expect(told(await probe(httpTo(port)))).toEqual([`collector.memory_limited likely ${all}: no fix`]);
  });

  test.each([
    [14, "refusing data, memory pressure"],
    [8, "memory limit hit"],
    [14, "queue of the exporter is full"],
  ])("gRPC %i %s", async (code, details) => {
    const { port } = await grpcReceiver(() => ({ code, details }));
    expect(told(await probe(grpcTo(port)))).toEqual([`collector.memory_limited likely ${all}: no fix`]);
  });

  test("is not named for another 503 or UNAVAILABLE", async () => {
    const { port } = await httpReceiver(() => text(503, "no healthy upstream"));
    const grpc = await grpcReceiver(() => ({ code: 14, details: "no children to pick from" }));
    const reports = [await probe(httpTo(port)), await probe(grpcTo(grpc.port))];
    expect(reports.map(told).join()).not.toContain("collector.memory_limited");
  });
});

describe("R05 grpc.goaway", () => {
  /** Says goodbye to the first call, with that code, and hangs up. */
  async function ending(code: number, words = ""): Promise<number> {
    const server = createServer();
    const raw: Socket[] = [];
    server.on("connection", (socket: Socket) => raw.push(socket));
    server.on("session", (session) => session.on("error", () => {}));
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      stream.session?.goaway(code, stream.id, Buffer.from(words));
      setImmediate(() => {
        for (const socket of raw) socket.end();
      });
    });
    return listen(server as unknown as Server);
  }

  test.each([
    ["11 too_many_pings", constants.NGHTTP2_ENHANCE_YOUR_CALM, "too_many_pings", "GOAWAY 11"],
    ["0, and the connection closed mid-call", constants.NGHTTP2_NO_ERROR, "max_age", "(GOAWAY)"],
  ])("GOAWAY %s", async (_what, code, words, title) => {
    const report = await probe(grpcTo(await ending(code, words)));
    expect(told(report)).toEqual([`grpc.goaway certain ${all}: no fix`]);
    expect(firstOf(report).title).toContain(title);
  });

  test("a stream that is refused", async () => {
    const server = createServer();
    server.on("stream", (stream) => stream.on("error", () => {}).close(constants.NGHTTP2_REFUSED_STREAM));
    const port = await listen(server as unknown as Server);
    expect(told(await probe(grpcTo(port)))).toEqual([`grpc.goaway certain ${all}: no fix`]);
  });

  test("told in words by a proxy is likely", async () => {
    const { port } = await grpcReceiver(() => ({
      code: 14,
      details: "upstream: GOAWAY received; debug: too_many_pings",
    }));
    expect(told(await probe(grpcTo(port)))).toEqual([`grpc.goaway likely ${all}: no fix`]);
  });

  test("is not named for an error of the protocol", async () => {
    const port = await ending(constants.NGHTTP2_PROTOCOL_ERROR);
    expect(told(await probe(grpcTo(port))).join()).not.toContain("grpc.goaway");
  });
});

describe("R06 backend.slow", () => {
  const slowMs = 450;

  test("HTTP: items take longer than the timeout, an empty request does not; the longer timeout is green", async () => {
    const { port } = await httpReceiver(({ bytes }, response) => {
      if (bytes <= 2) return taken;
      setTimeout(() => response.writeHead(200, { "content-type": "application/x-protobuf" }).end(), slowMs);
      return null;
    });
    const probed = destination(`http://127.0.0.1:${port}`, { timeoutMs: 300 });
    const report = await probe(probed);
    expect(told(report)).toEqual([`backend.slow likely ${all}: Wait up to 600 ms`]);
    expect((await probeFixed(probed, firstOf(report))).verdict).toBe("accepted");
  });

  test("one signal alone gets a timeout of its own", async () => {
    const { port } = await httpReceiver(({ bytes, path }) => (bytes > 2 && path === "/v1/logs" ? null : taken));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { timeoutMs: 250 }));
    expect(told(report)).toEqual(["backend.slow likely logs: Wait up to 500 ms"]);
    expect(firstOf(report).fix?.changes).toEqual([{ path: "/signals/logs/connection/timeoutMs", value: 500 }]);
  });

  test("over gRPC, where the server ends the call at once: a longer wait here would change nothing", async () => {
    const { port } = await grpcReceiver(({ bytes }) => (bytes > 0 ? { code: 4, details: "deadline exceeded" } : {}));
    const probed = destination(`http://127.0.0.1:${port}`, { transport: "grpc", timeoutMs: 300 });
    expect(told(await probe(probed))).toEqual([`backend.slow likely ${all}: no fix`]);
  });

  test("is not named where nothing at all is answered (N09)", async () => {
    const port = await listen(silent(() => {}));
    const report = await probe(destination(`http://127.0.0.1:${port}`, { timeoutMs: 200 }));
    expect(told(report)).toEqual([`tcp.accepts_silent certain ${all}: no fix`]);
  });
});
