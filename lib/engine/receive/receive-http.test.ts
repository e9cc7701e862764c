import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:http2";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { describe, expect, onTestFinished, test } from "vitest";
import { contentTypes, opened, payload, rawSocket, send } from "#lib/engine/receive/testing/receiver";
import { decodeStatus } from "#lib/otlp/response-body";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

const encodings = ["protobuf", "json"] as const;
const json = { headers: { "content-type": contentTypes.json } };
const told = (answer: { headers: { "content-type"?: string }; body: Buffer }) =>
  decodeStatus(answer.headers["content-type"] ?? null, answer.body);

describe("what a stock sender sends is stored and answered in its own encoding", () => {
  test.each(signals.flatMap((signal) => encodings.map((encoding) => [signal, encoding] as const)))(
    "R4.2, R6.1 %s as %s, with a charset too",
    async (signal: Signal, encoding) => {
      const { httpPort, stored } = await opened();
      const body = payload(signal, encoding);
      const answer = await send(httpPort, body, {
        path: signalFacts[signal].path,
        headers: { "content-type": `${contentTypes[encoding]}; charset=utf-8` },
      });
      expect([answer.status, answer.headers["content-type"]]).toEqual([200, contentTypes[encoding]]);
      expect(answer.body.toString()).toBe(encoding === "json" ? "{}" : "");
      expect(stored).toMatchObject([{ signal, encoding, source: "otlp" }]);
      expect(Buffer.from(stored[0]?.body ?? []).equals(body)).toBe(true);
    },
  );

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["zstd", zstdCompressSync],
    ["identity", Buffer.from],
  ] as [string, (body: Uint8Array) => Buffer][])(
    "R4.5 compressed by %s, by length and in chunks",
    async (coding, compress) => {
      const { httpPort, stored } = await opened();
      const body = compress(payload());
      const headers = { "content-encoding": coding };
      expect((await send(httpPort, body, { headers })).status).toBe(200);
      expect((await send(httpPort, [body.subarray(0, 9), body.subarray(9)], { headers })).status).toBe(200);
      expect(stored.map(({ items, bodyBytes }) => [items, bodyBytes])).toEqual(
        Array(2).fill([stored[0]?.items, payload().length]),
      );
    },
  );

  test("R4.7 a body of many pieces arrives as it was sent, chunked or by its length", async () => {
    const { httpPort, stored } = await opened();
    // Concatenation of requests is one request: every OTLP export is one repeated field.
    const body = Buffer.concat(Array(4000).fill(payload()));
    const parts = Array.from({ length: 100 }, (_, at) =>
      body.subarray((at * body.length) / 100, ((at + 1) * body.length) / 100),
    );
    expect((await send(httpPort, parts)).status).toBe(200);
    expect((await send(httpPort, parts, { headers: { "content-length": body.length } })).status).toBe(200);
    expect(stored.map((entry) => Buffer.from(entry.body).equals(body))).toEqual([true, true]);
  });

  test("R4.8 a connection is used for request after request", async () => {
    const { httpPort, stored } = await opened();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const made: unknown[] = [];
    agent.on("free", (socket) => made.push(socket));
    for (let index = 0; index < 5; index++) expect((await send(httpPort, payload(), { agent })).status).toBe(200);
    expect([stored.length, new Set(made).size]).toEqual([5, 1]);
  });

  test("R16.5 an empty request is accepted and nothing stored", async () => {
    const { httpPort, stored } = await opened();
    expect((await send(httpPort, Buffer.alloc(0))).status).toBe(200);
    expect((await send(httpPort, Buffer.from("{}"), json)).status).toBe(200);
    expect(stored).toEqual([]);
  });

  test("a sender that waits for a go-ahead gets it, and a refusal instead where there is one", async () => {
    const { httpPort, stored } = await opened({ token: "t" });
    const body = payload();
    const head = `POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: ${contentTypes.protobuf}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n`;
    const welcome = await rawSocket(httpPort);
    welcome.socket.once("data", () => welcome.socket.write(body));
    welcome.socket.write(`${head}Authorization: Bearer t\r\n\r\n`);
    expect(await welcome.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    const stranger = await rawSocket(httpPort);
    stranger.socket.write(`${head}\r\n`);
    expect(await stranger.answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(stored).toHaveLength(1);
  });

  test("R4.1 HTTP/2 without negotiation works on the same port, many requests on one connection", async () => {
    const { httpPort, stored } = await opened();
    const session = connect(`http://127.0.0.1:${httpPort}`);
    onTestFinished(() => session.destroy());
    const large = Buffer.concat(Array(4000).fill(payload()));
    const answers = [large, payload(), payload(), Buffer.from("no")].map(async (body) => {
      const stream = session.request({
        ":method": "POST",
        ":path": "/v1/traces",
        "content-type": contentTypes.protobuf,
      });
      stream.end(body);
      const [headers] = await once(stream, "response");
      stream.resume();
      return headers[":status"];
    });
    expect(await Promise.all(answers)).toEqual([200, 200, 200, 400]);
    expect(stored).toHaveLength(3);
  });

  test.each([
    ["JSON", OTLPMetricExporter],
    ["Protobuf", ProtobufExporter],
  ])("the SDK's own exporter (%s, chunked) delivers", async (_name, Exporter) => {
    const { httpPort, stored } = await opened();
    const exporter = new Exporter({ url: `http://127.0.0.1:${httpPort}/v1/metrics` });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter("test").createCounter("orders").add(3);
    await provider.forceFlush();
    expect(stored).toMatchObject([{ signal: "metrics", items: 1 }]);
    await provider.shutdown();
  });
});

describe("R16.2 every refusal is a Status in the request's encoding", () => {
  test("R16.1 another method is 405 with Allow, another path 404, another type 415", async () => {
    const { httpPort } = await opened();
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await send(httpPort, Buffer.alloc(0), { method });
      expect([answer.status, answer.headers.allow, told(answer)?.code]).toEqual([405, "POST", 12]);
    }
    const elsewhere = await send(httpPort, payload("traces", "json"), { ...json, path: "/v1/profiles" });
    expect([elsewhere.status, elsewhere.headers["content-type"]]).toEqual([404, contentTypes.json]);
    const typed = await send(httpPort, payload(), { headers: { "content-type": "text/plain" } });
    expect([typed.status, told(typed)?.message]).toEqual([415, expect.stringContaining("application/x-protobuf")]);
    expect((await send(httpPort, payload(), { path: "/v1/traces?tenant=1" })).status).toBe(200);
  });

  test("R16.3 bad bytes are 400, in both encodings", async () => {
    const { httpPort, stored } = await opened();
    const [first, second] = [await send(httpPort, Buffer.from("no")), await send(httpPort, Buffer.from("no"), json)];
    expect([first.status, told(first)?.code, first.headers["content-type"]]).toEqual([400, 3, contentTypes.protobuf]);
    expect([second.status, told(second)?.code, second.headers["content-type"]]).toEqual([400, 3, contentTypes.json]);
    expect(stored).toEqual([]);
  });

  test("an unknown coding is 415 and told which are known", async () => {
    const { httpPort } = await opened();
    const answer = await send(httpPort, payload(), { headers: { "content-encoding": "br" } });
    expect([answer.status, answer.headers["accept-encoding"]]).toEqual([415, "gzip, deflate, zstd, identity"]);
  });

  test("R16.9 without the token 401 with WWW-Authenticate, whatever else is wrong with the body", async () => {
    const { httpPort, stored } = await opened({ token: "secret-token" });
    const shown = ["Bearer other", "Bearer secret-tokenx", "Bearer", "Basic secret-token", "secret-token", ""];
    for (const authorization of shown) {
      const answer = await send(httpPort, Buffer.from("no"), { headers: { authorization } });
      expect([answer.status, answer.headers["www-authenticate"], told(answer)?.code]).toEqual([401, "Bearer", 16]);
    }
    for (const authorization of ["Bearer secret-token", "bearer  secret-token"]) {
      expect((await send(httpPort, payload(), { headers: { authorization } })).status).toBe(200);
    }
    expect(stored).toHaveLength(2);
  });

  test("R16.3 what fails inside is 503 and to be sent again, never 500", async () => {
    const { httpPort, budget } = await opened({
      admit: async () => {
        throw new Error("a bug");
      },
    });
    const answer = await send(httpPort);
    expect([answer.status, answer.headers["retry-after"], told(answer)?.code]).toEqual([503, "5", 14]);
    expect(answer.body.toString("latin1")).not.toContain("a bug");
    expect(budget.held()).toBe(0);
  });

  test("R16.3 throttled is 429 with Retry-After", async () => {
    const { httpPort } = await opened({
      admit: async () => ({ accepted: false, refused: "throttled", message: "full", retryAfterMs: 7000 }),
    });
    const answer = await send(httpPort);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "7"]);
  });

  test("a head with too many headers, and one without Host, are told what is wrong with them", async () => {
    const { httpPort } = await opened();
    const headers = Array.from({ length: 5000 }, (_, index) => `x-${index}: y`).join("\r\n");
    const many = await rawSocket(httpPort);
    many.socket.write(`POST /v1/traces HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n`);
    expect(await many.answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*"message":"The head of the request is too large/);
    const nameless = await rawSocket(httpPort);
    nameless.socket.end("POST /v1/traces HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    expect(await nameless.answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":3,"message":"The request names no Host/);
    // HTTP/1.0 had none.
    const old = await rawSocket(httpPort);
    old.socket.end("POST /v1/traces HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    expect(await old.answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("what is no HTTP is answered 400, a head too long 431, and the next connection works", async () => {
    const { httpPort } = await opened();
    for (const [bytes, status] of [
      ["NONSENSE\r\n\r\n", 400],
      ["PR I", 400],
      [
        "POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        400,
      ],
      ["POST /v1/traces HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 415],
      [`POST /v1/traces HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const { socket, answer } = await rawSocket(httpPort);
      socket.write(bytes);
      if (bytes === "PR I") socket.end();
      const text = await answer;
      expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*"code":${status === 415 ? 12 : 3}`));
    }
    expect((await send(httpPort)).status).toBe(200);
  });
});

describe("browsers", () => {
  const origin = "https://shop.example.com";
  const preflight = (from: string) => ({
    method: "OPTIONS",
    headers: {
      origin: from,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });

  test("a page of a named origin may send: preflight, answers and refusals say so", async () => {
    const { httpPort } = await opened({ corsOrigins: [origin], token: "t" });
    const asked = await send(httpPort, Buffer.alloc(0), preflight(origin));
    expect([asked.status, asked.headers]).toMatchObject([
      204,
      {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization,content-type",
        vary: "origin",
      },
    ]);
    const taken = await send(httpPort, payload(), { headers: { origin, authorization: "Bearer t" } });
    expect([taken.status, taken.headers["access-control-allow-origin"]]).toEqual([200, origin]);
    const refused = await send(httpPort, payload(), { headers: { origin } });
    expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([401, origin]);
  });

  test("a page of another origin, or any where none is named, may not; with * every one may", async () => {
    for (const corsOrigins of [[origin], []]) {
      const { httpPort } = await opened({ corsOrigins });
      const asked = await send(httpPort, Buffer.alloc(0), preflight("https://evil.example.com"));
      expect([asked.status, asked.headers["access-control-allow-origin"]]).toEqual([405, undefined]);
    }
    const { httpPort } = await opened({ corsOrigins: ["*"] });
    const asked = await send(httpPort, Buffer.alloc(0), preflight("https://any.example.com"));
    expect([asked.status, asked.headers["access-control-allow-origin"]]).toEqual([204, "*"]);
  });
});
