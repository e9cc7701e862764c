import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Exchange } from "#lib/otlp/observation";
import { readAnswer } from "#lib/otlp/response";
import { bytes, grpc, hex, http, reading, reply, seen, twoRejected } from "#lib/otlp/testing/replies";

const protobuf = "application/x-protobuf";
/** google.rpc.Status { code: 3, message: "bad data" } */
const badData = hex("080312086261642064617461");

describe("success", () => {
  test.each([
    ["R6.1 no bytes at all", protobuf, ""],
    ["R6.2 an empty partial_success", protobuf, hex("0a00")],
    ["R6.2 {} in JSON", "application/json", "{}"],
    ["R6.2 an empty partialSuccess", "application/json", '{"partialSuccess":{}}'],
    ["R4.3 JSON to a protobuf request, with a charset", "application/json; charset=utf-8", '{"partialSuccess":{}}'],
    ["unknown fields beside it", protobuf, hex("0a009a0603616263")],
    ["no type and no body", null, ""],
  ])("%s is accepted without a word", (_what, type, body) => {
    const answer = http(200, type, body);
    expect(answer.outcome).toEqual({ kind: "accepted", warning: null });
    expect(answer.words).toBeNull();
    expect(answer.emptyBody).toBe(body === "");
  });

  test.each(["9223372036854775807", "4"])(
    "R6.3 more rejected than sent (%s of 3) is all, and called impossible",
    (count) => {
      const answer = http(
        200,
        "application/json",
        `{"partialSuccess":{"rejectedSpans":"${count}","errorMessage":"no"}}`,
      );
      expect(answer.rejected).toBe(3);
      expect(answer.outcome).toEqual({
        kind: "partial",
        rejected: 3,
        message: "3 of 3 spans rejected (the server's own number is impossible: it is more than was sent): no",
      });
    },
  );

  test("R6.4 nothing rejected, yet a message: accepted with a warning", () => {
    const answer = http(200, "application/json", '{"partialSuccess":{"errorMessage":"slow down"}}');
    expect(answer.outcome).toEqual({ kind: "accepted", warning: "slow down" });
  });

  test.each([201, 202, 204])("R6.6 %i is accepted and flagged", (status) => {
    const answer = http(status);
    expect(answer.nonConformant2xx).toBe(true);
    expect(answer.outcome).toMatchObject({ kind: "accepted", warning: expect.stringContaining(String(status)) });
  });

  test("an answer that OTLP knows nothing of is accepted, and known as such", () => {
    const answer = http(200, "application/json", '{"ok":true}');
    expect(answer.outcome).toEqual({ kind: "accepted", warning: null });
    expect(answer.isForeign).toBe(true);
    expect(http(200, "application/json", '{"partialSuccess":{}}').isForeign).toBe(false);
  });
});

describe("a failure under a 200", () => {
  test.each([
    '{"status":"error","message":"invalid key"}',
    '{"error":"invalid key"}',
    '{"success":false,"errors":["invalid key"]}',
  ])("%s is told as a warning", (body) => {
    expect(http(200, "application/json", body).outcome).toEqual({ kind: "accepted", warning: "invalid key" });
  });

  test.each(['{"status":"ok","message":"stored"}', '{"errors":[]}', '{"error":null,"took":3}'])(
    "%s is none",
    (body) => {
      expect(http(200, "application/json", body).outcome).toEqual({ kind: "accepted", warning: null });
    },
  );
});

describe("R6.3, R6.5 partial success", () => {
  test("in protobuf", () => {
    const answer = http(200, protobuf, twoRejected);
    expect(answer).toMatchObject({ rejected: 2, words: "too old" });
    expect(answer.outcome).toEqual({ kind: "partial", rejected: 2, message: "2 of 3 spans rejected: too old" });
  });

  test.each([
    ["traces", '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}'],
    ["metrics", '{"partialSuccess":{"rejectedDataPoints":3,"errorMessage":"no"}}'],
    ["logs", '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"no"}}'],
    ["logs", '{"partial_success":{"rejected_log_records":"3","error_message":"no"}}'],
  ] as const)("%s in JSON, a string or a number: %s", (signal, body) => {
    const answer = reply(200, "application/json", body);
    const { outcome } = readAnswer(signal, 3, { ...seen, transport: "http", answer, fault: null }, reading);
    expect(outcome).toMatchObject({ kind: "partial", rejected: 3 });
  });

  test("fields of protobuf come in any order", () => {
    expect(http(200, protobuf, hex("0a0b1207746f6f206f6c640802")).rejected).toBe(2);
  });
});

describe("R6.7 a 2xx that is no export response is not accepted", () => {
  test.each([
    ["H07 a page", "text/html; charset=utf-8", "<!doctype html><title>Sign in | Acme</title>", true],
    ["a page under another type", "application/json", "\n<html><head></head></html>", true],
    ["a page without a body", "text/html", "", true],
    ["plain text", "text/plain", "OK", false],
    ["broken JSON", "application/json", '{"partialSuccess":', false],
    ["a JSON array", "application/json", "[]", false],
    ["a count that is no number", "application/json", '{"partialSuccess":{"rejectedSpans":"many"}}', false],
    ["bytes that are no protobuf", protobuf, hex("ffffff"), false],
    ["partial_success that is no message", protobuf, hex("0801"), false],
  ])("%s", (_what, type, body, isHtml) => {
    const answer = http(200, type, body);
    expect(answer.outcome.kind).toBe("refused");
    expect(answer).toMatchObject({ isHtml, unparseable: true });
  });

  test("the page's title is its words", () => {
    expect(http(200, "text/html", "<html><title>\n Sign\tin </title><body>x</body></html>").words).toBe("Sign in");
    expect(http(502, "text/html", "<center><h1>502 Bad Gateway</h1></center><style>a{}</style>").words).toBe(
      "502 Bad Gateway",
    );
  });

  test("a body that was cut off proves nothing", () => {
    expect(http(200, protobuf, twoRejected, { truncated: true }).outcome.kind).toBe("refused");
  });
});

describe("table 6.1: HTTP, retry or drop", () => {
  test.each([429, 502, 503, 504])("%i is retried", (status) => {
    expect(http(status).outcome.kind).toBe("retry");
  });
  test.each([301, 302, 307, 308, 400, 401, 403, 404, 405, 408, 411, 413, 415, 464, 500, 501, 505])(
    "%i is refused",
    (status) => {
      expect(http(status).outcome.kind).toBe("refused");
    },
  );

  test.each([
    ["120", 120_000],
    ["0", 0],
    ["86400", 3_600_000],
    ["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
    ["Saturday, 21-Nov-26 12:00:30 GMT", 30_000],
    ["Sat Nov 21 12:00:30 2026 GMT", 30_000],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
    ["2026-11-21T13:00:00Z", null],
    ["soon", null],
    ["-5", null],
  ])("R7.2 Retry-After %s is %s ms", (value, expected) => {
    const answer = http(503, null, "", { headers: { "retry-after": value } });
    expect(answer.retryAfterMs).toBe(expected);
    expect(answer.outcome).toMatchObject({ kind: "retry", retryAfterMs: expected });
  });

  test("R7.2 a date counts from the server's own clock", () => {
    const headers = { "retry-after": "Wed, 21 Oct 2015 07:28:10 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" };
    expect(http(429, null, "", { headers }).retryAfterMs).toBe(10_000);
  });
});

describe("R6.8, R5.9 the server's own words", () => {
  test.each([
    ["Status in protobuf", protobuf, badData, { code: 3, message: "bad data" }, "bad data"],
    [
      "Status in JSON",
      "application/json",
      '{"code":3,"message":"bad data","details":[]}',
      { code: 3, message: "bad data" },
      "bad data",
    ],
    ["R4.3 JSON without its type", null, '{"code":16,"message":"who?"}', { code: 16, message: "who?" }, "who?"],
    ["an error field", "application/json", '{"error":"invalid key"}', null, "invalid key"],
    ["a nested one", "application/json", '{"error":{"status":401,"message":"invalid key"}}', null, "invalid key"],
    ["a list", "application/json", '{"errors":[{"detail":"bad tenant"}]}', null, "bad tenant"],
    ["problem+json", "application/problem+json", '{"title":"Nope","status":400}', null, "Nope"],
    ["unknown JSON", "application/json", '{"weird":1}', null, '{"weird":1}'],
    ["text", "text/plain", "404 page not found\n", null, "404 page not found"],
    ["text under protobuf's name", protobuf, "Unauthorized", null, "Unauthorized"],
    ["bytes", "application/octet-stream", hex("00010203"), null, null],
    ["nothing", protobuf, "", null, null],
  ])("%s", (_what, type, body, otlpStatus, words) => {
    expect(http(400, type, body)).toMatchObject({ otlpStatus, words });
  });

  test("control characters and marks that reorder text are escaped", () => {
    const said = "ab\u001b[31m\u202Egnp.exe\nnext\u200B🚀";
    expect(http(400, "application/json", JSON.stringify({ message: said })).words).toBe(
      "ab\\u{1b}[31m\\u{202e}gnp.exe\\nnext\\u{200b}🚀",
    );
  });

  test("2 kB at most, cut between characters", () => {
    const words = http(400, "text/plain", "🚀".repeat(5000)).words ?? "";
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(2048);
    expect(words).toMatch(/^🚀+…$/u);
  });

  test("R3.10 a secret that the server repeats is taken out, everywhere", () => {
    const answer = http(401, "application/json", '{"code":16,"message":"key super-secret-key unknown"}');
    expect(JSON.stringify(answer)).not.toContain("super-secret-key");
    expect(answer.words).toBe("key [hidden] unknown");
    const call = grpc({ "grpc-status": "16", "grpc-message": "key super-secret-key" });
    expect(JSON.stringify(call)).not.toContain("super-secret-key");
  });
});

describe("no answer", () => {
  const broken = (fault: Partial<Exchange["fault"]>, timedOut = false) => {
    const whole = { code: "X", message: "x", phase: "headers" as const, ...fault };
    return readAnswer("traces", 1, { ...seen, transport: "http", answer: null, fault: whole, timedOut }, reading)
      .outcome.kind;
  };

  test("table 6.1 is retried: refused, reset, silent", () => {
    expect(broken({ code: "ECONNREFUSED" })).toBe("retry");
    expect(broken({ code: "ECONNRESET" })).toBe("retry");
    expect(broken({ code: "ETIMEDOUT" }, true)).toBe("retry");
  });

  test("R7.12 is refused where repetition cannot help: another protocol, a TLS alert, a bad certificate", () => {
    expect(broken({ code: "HPE_INVALID_CONSTANT" })).toBe("refused");
    expect(broken({ code: "EPROTO", alert: 40 })).toBe("refused");
    expect(broken({ code: "CERT_HAS_EXPIRED" })).toBe("refused");
    expect(broken({ code: "ERR_HTTP2_ERROR", firstBytes: "485454502f" })).toBe("refused");
  });

  test("a 200 that broke off in its body is retried, a 400 keeps its word", () => {
    const fault = { code: "ECONNRESET", message: "gone", phase: "body" as const };
    const cut = (status: number) => {
      const answer = reply(status, "text/plain", "half", { truncated: true });
      return readAnswer("traces", 1, { ...seen, transport: "http", answer, fault }, reading);
    };
    expect(cut(200).outcome.kind).toBe("retry");
    expect(cut(400)).toMatchObject({ words: "half", outcome: { kind: "refused" } });
  });
});

test("no answer of any kind makes it throw, and its words are always fit to show", () => {
  const types = fc.constantFrom(protobuf, "application/json", "text/html", "text/plain", null, "application/grpc");
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map(bytes),
    fc.string({ unit: "binary" }).map(bytes),
  );
  const trailers = fc.dictionary(
    fc.constantFrom("grpc-status", "grpc-message", "grpc-status-details-bin"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), types, anything, trailers, (status, type, body, sent) => {
      for (const answer of [http(status, type, body), grpc(sent, { body, contentType: type })]) {
        expect(answer.words ?? "").not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        expect(Buffer.byteLength(answer.words ?? "")).toBeLessThanOrEqual(2048);
        if (answer.isHtml) expect(answer.outcome.kind).not.toBe("accepted");
      }
    }),
  );
});
