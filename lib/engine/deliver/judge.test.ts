import { describe, expect, test } from "vitest";
import { judge, judgeUnopened, type Recent } from "#lib/engine/deliver/judge";
import type { Exchange } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";

type Reply = NonNullable<Exchange["answer"]>;
const minute = 60_000;
const unproven: Recent = { nowMs: 100 * minute, otherAcceptedAtMs: null, firstRefusedAtMs: null, requests: 4 };
const proven: Recent = { ...unproven, otherAcceptedAtMs: 95 * minute };

function answer(transport: "http" | "grpc", reply: Partial<Reply> | null, fault: Exchange["fault"] = null) {
  const whole: Reply = {
    httpVersion: "1.1",
    status: 200,
    statusText: "",
    headers: {},
    trailers: {},
    contentType: transport === "grpc" ? "application/grpc" : "application/x-protobuf",
    body: Buffer.alloc(0),
    truncated: false,
    ...reply,
  };
  const times = { startMs: 0, durationMs: 1 };
  const exchange: Exchange = {
    ...times,
    transport,
    path: "/v1/traces",
    withCredentials: true,
    items: 10,
    answer: reply && whole,
    fault,
    timedOut: false,
  };
  return readAnswer("traces", 10, exchange, { nowMs: 0, hide: (words) => words });
}

const http = (status: number, text = "", headers: Record<string, string> = {}) =>
  answer("http", { status, headers, contentType: "text/plain", body: Buffer.from(text) });
const grpc = (code: number, message = "", details?: Buffer) =>
  answer("grpc", {
    trailers: {
      "grpc-status": String(code),
      "grpc-message": message,
      ...(details && { "grpc-status-details-bin": details.toString("base64") }),
    },
  });

/** google.rpc.Status with RetryInfo of two seconds. */
const type = Buffer.from("type.googleapis.com/google.rpc.RetryInfo");
const any = Buffer.concat([Buffer.from([0x0a, type.length]), type, Buffer.from([0x12, 4, 0x0a, 2, 0x08, 2])]);
const retryInfo = Buffer.concat([Buffer.from([0x08, 8, 0x1a, any.length]), any]);

describe("what arrived", () => {
  test("R6.1 a full success is accepted", () => {
    expect(judge(answer("http", {}), unproven)).toEqual({ kind: "accepted", rejected: 0, told: null });
  });

  test("R6.3 partial success is never sent again: what was rejected is counted, with the server's words", () => {
    const body = Buffer.from([0x0a, 7, 0x08, 3, 0x12, 3, 0x6f, 0x6c, 0x64]);
    const verdict = judge(answer("http", { body }), unproven);
    expect(verdict).toEqual({ kind: "accepted", rejected: 3, told: "3 of 10 spans rejected: old" });
  });
});

describe("again", () => {
  test.each([
    "You exceeded the limit of 100 requests per minute",
    '{"code":8,"message":"daily quota exceeded max 500 GB"}',
    "Request rate too large",
    "limit exceeded: 5 MB/s",
  ])("R7.2 a 429 that speaks of rates and quotas is not cut to pieces: %s", (words) => {
    expect(judge(http(429, words), proven)).toMatchObject({ kind: "again" });
    expect(judge(grpc(8, words), proven).kind).not.toBe("too_large");
  });

  test.each([429, 502, 503, 504])("§6.1 HTTP %i is sent again, after what Retry-After asks (R7.2)", (status) => {
    expect(judge(http(status, "", { "retry-after": "7" }), proven)).toMatchObject({ kind: "again", askedMs: 7000 });
    expect(judge(http(status), proven)).toMatchObject({ kind: "again", askedMs: null });
  });

  test.each([1, 4, 10, 11, 14, 15])("§6.2 gRPC %i is sent again", (code) => {
    expect(judge(grpc(code), proven)).toMatchObject({ kind: "again" });
  });

  test("R6.10 RESOURCE_EXHAUSTED with RetryInfo is sent again, without it the destination is held", () => {
    expect(judge(grpc(8, "slow down", retryInfo), proven)).toMatchObject({ kind: "again", askedMs: 2000 });
    expect(judge(grpc(8, "quota used up"), proven)).toMatchObject({ kind: "destination_refused" });
  });

  test("§6.1 no answer is sent again", () => {
    const lost = answer("http", null, { code: "ECONNRESET", message: "reset", phase: "headers" });
    expect(judge(lost, proven)).toMatchObject({ kind: "again" });
  });
});

describe("the destination refuses", () => {
  test.each([301, 302, 307, 308, 401, 403, 404, 405, 407])(
    "R7.12 HTTP %i holds the queue, also when all went well a minute ago",
    (status) => {
      const sure = { kind: "destination_refused", tryAnother: false };
      expect(judge(http(status), proven)).toMatchObject(sure);
      expect(judge(http(status), { ...proven, requests: 1, firstRefusedAtMs: 94 * minute })).toMatchObject(sure);
    },
  );

  test.each([7, 12, 16])("R7.12 gRPC %i holds the queue", (code) => {
    expect(judge(grpc(code), proven)).toMatchObject({ kind: "destination_refused", tryAnother: false });
  });

  test("R7.12 a certificate that does not verify holds the queue", () => {
    const fault = { code: "CERT_HAS_EXPIRED", message: "expired", phase: "send" as const };
    expect(judge(answer("http", null, fault), proven)).toMatchObject({ kind: "destination_refused" });
  });

  test("R6.7 a success that no OTLP receiver wrote is neither given up nor bisected", () => {
    for (const recent of [unproven, proven, { ...proven, requests: 1, firstRefusedAtMs: 94 * minute }]) {
      expect(judge(http(200, "OK, all is well here"), recent)).toMatchObject({ kind: "destination_refused" });
      const page = answer("http", { contentType: "text/html", body: Buffer.from("<html><title>Sign in</title>") });
      expect(judge(page, recent)).toMatchObject({ kind: "destination_refused" });
    }
  });

  test.each([400, 408, 500, 501])(
    "§6.1 HTTP %i counts as refused until another batch was accepted within 10 min",
    (status) => {
      expect(judge(http(status), unproven)).toMatchObject({ kind: "destination_refused", tryAnother: false });
      const long = { ...unproven, otherAcceptedAtMs: 90 * minute - 1 };
      expect(judge(http(status), long)).toMatchObject({ kind: "destination_refused" });
      expect(judge(http(status), { ...unproven, otherAcceptedAtMs: 90 * minute })).toMatchObject({ kind: "bad_batch" });
    },
  );
});

describe("a bad batch", () => {
  test.each([3, 5, 6, 9, 2, 13])("§6.2 gRPC %i is bisected once the destination is known to accept", (code) => {
    expect(judge(grpc(code), unproven)).toMatchObject({ kind: "destination_refused" });
    expect(judge(grpc(code), proven)).toMatchObject({ kind: "bad_batch" });
  });

  test("one request is given up only when another was accepted after it was first refused: a server that turned bad takes nothing along", () => {
    const single = { ...proven, requests: 1 };
    const asked = { kind: "destination_refused", tryAnother: true };
    expect(judge(http(500), single)).toMatchObject(asked);
    expect(judge(http(500), { ...single, firstRefusedAtMs: 96 * minute })).toMatchObject(asked);
    expect(judge(http(500), { ...single, firstRefusedAtMs: 94 * minute })).toMatchObject({ kind: "bad_batch" });
  });
});

describe("too large", () => {
  const tooLarge = { kind: "too_large" };
  test.each([
    ["HTTP 413", http(413)],
    ["a Collector's 400", http(400, "http: request body too large")],
    ["a 429 that is for good", http(429, "ingestion_rate: message larger than max")],
    ["gRPC 8", grpc(8, "grpc: received message larger than max (4194305 vs. 4194304)")],
    ["gRPC 8 with RetryInfo", grpc(8, "grpc: received message larger than max (4194305 vs. 4194304)", retryInfo)],
    ["a proxy's 413 before a gRPC server", answer("grpc", { status: 413, contentType: "text/html" })],
  ])("R8.5 %s is cut, not sent again as it is", (_, given) => {
    expect(judge(given, unproven)).toMatchObject(tooLarge);
    expect(judge(given, proven)).toMatchObject(tooLarge);
  });

  test("R8.5 headers that are too large are not cured by fewer items", () => {
    const nginx = "400 Request Header Or Cookie Too Large";
    expect(judge(http(400, nginx), unproven)).toMatchObject({ kind: "destination_refused" });
    expect(judge(http(431, "Request header fields too large"), unproven)).toMatchObject({
      kind: "destination_refused",
    });
    expect(judge(http(429, "Too many requests"), unproven)).toMatchObject({ kind: "again" });
  });
});

describe("no connection", () => {
  const none = { dns: null, tcp: null, proxy: null, tls: null };
  const times = { startMs: 0, durationMs: 1 };
  const fault = (code: string) => ({ code, message: "said so" });

  test("a name that does not resolve and a port that refuses may pass", () => {
    const dns = { ...times, host: "x", addresses: [], literal: false, fault: fault("ENOTFOUND") };
    expect(judgeUnopened({ ...none, dns })).toEqual({ kind: "again", reason: "ENOTFOUND: said so", askedMs: null });
    const attempts = [{ address: "127.0.0.1", durationMs: 1, fault: fault("ECONNREFUSED") }];
    const tcp = { ...times, port: 1, attempts, connected: null, blocked: null };
    expect(judgeUnopened({ ...none, tcp })).toMatchObject({ kind: "again", reason: "ECONNREFUSED: said so" });
  });

  test("R7.12 an address that is not allowed, a proxy that wants a password and TLS that fails hold the queue", () => {
    const blocked = { address: "127.0.0.1", reason: "self" as const };
    const tcp = { ...times, port: 1, attempts: [], connected: null, blocked };
    expect(judgeUnopened({ ...none, tcp })).toMatchObject({ kind: "destination_refused" });
    const proxy = { ...times, proxy: "p", status: 407, statusText: "", authenticate: null, blocked: null, fault: null };
    expect(judgeUnopened({ ...none, proxy })).toMatchObject({ kind: "destination_refused" });
    expect(judgeUnopened({ ...none, proxy: { ...proxy, status: 503 } })).toMatchObject({ kind: "again" });
    const tls = {
      ...times,
      serverName: "x",
      version: null,
      cipher: null,
      alpn: null,
      verified: false,
      clientCertificate: false,
    };
    const failed = (code: string) => judgeUnopened({ ...none, tls: { ...tls, chain: [], fault: fault(code) } });
    expect(failed("SELF_SIGNED_CERT_IN_CHAIN")).toMatchObject({ kind: "destination_refused" });
    expect(failed("ECONNRESET")).toMatchObject({ kind: "again" });
    expect(failed("ETIMEDOUT")).toMatchObject({ kind: "again" });
  });
});
