import { describe, expect, test } from "vitest";
import { decodeExportResponse, decodeStatus, protobufStatus } from "#lib/otlp/response-body";
import { encodingOf, type Refusal, refusalAnswer, refusalTrailers, successAnswer } from "#lib/otlp/status-answer";
import { bytesOf, readFields, textOf } from "#lib/otlp/wire";

const encodings = ["protobuf", "json"] as const;
const cases: [Refusal["refused"], number, number][] = [
  ["invalid", 400, 3],
  ["too_large", 413, 8],
  ["unsupported", 415, 12],
  ["unauthenticated", 401, 16],
  ["method", 405, 12],
  ["not_found", 404, 12],
  ["timeout", 408, 4],
  ["throttled", 429, 14],
  ["unavailable", 503, 14],
];

describe("R16.2, R16.3 every refusal is a Status in the request's encoding", () => {
  test.each(cases)("%s is HTTP %i and code %i, also as gRPC's trailers", (refused, http, code) => {
    const refusal = { refused, message: "Nein: 100 % ü" };
    for (const encoding of encodings) {
      const { status, headers, body } = refusalAnswer(refusal, encoding);
      expect([status, encodingOf(headers["content-type"]), headers["content-length"]]).toEqual([
        http,
        encoding,
        String(body.length),
      ]);
      const told = decodeStatus(headers["content-type"] ?? null, body);
      expect(told).toEqual({ code, message: refusal.message, retryAfterMs: null });
    }
    const trailers = refusalTrailers(refusal);
    expect(trailers).toMatchObject({ "grpc-status": String(code), "grpc-message": "Nein: 100 %25 %C3%BC" });
    expect(trailers["grpc-status-details-bin"]).toMatch(/^[\w+/]+$/);
    expect(protobufStatus(Buffer.from(trailers["grpc-status-details-bin"] ?? "", "base64"))?.code).toBe(code);
  });

  test("overload says when to come again: in whole seconds, and to the millisecond in RetryInfo", () => {
    const refusal: Refusal = { refused: "unavailable", message: "full", retryAfterMs: 2500 };
    for (const encoding of encodings) {
      const { headers, body } = refusalAnswer(refusal, encoding);
      expect(headers["retry-after"]).toBe("3");
      expect(decodeStatus(headers["content-type"] ?? null, body)?.retryAfterMs).toBe(2500);
    }
    const details = Buffer.from(refusalTrailers(refusal)["grpc-status-details-bin"] ?? "", "base64");
    expect(protobufStatus(details)?.retryAfterMs).toBe(2500);
    expect(refusalAnswer({ ...refusal, retryAfterMs: 0 }, "json").headers["retry-after"]).toBe("1");
  });

  test("R6.10 too large has no RetryInfo: it is never sent again", () => {
    const answer = refusalAnswer({ refused: "too_large", message: "too large" }, "json");
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({ code: 8, message: "too large" });
  });

  test("R16.3 bad data comes with BadRequest, the same in both encodings", () => {
    const refusal: Refusal = { refused: "invalid", message: "no OTLP" };
    const type = "type.googleapis.com/google.rpc.BadRequest";
    expect(JSON.parse(Buffer.from(refusalAnswer(refusal, "json").body).toString()).details).toEqual([
      { "@type": type, fieldViolations: [{ field: "body", description: "no OTLP" }] },
    ]);
    const inside = (bytes: Uint8Array | null | undefined, number: number) =>
      bytesOf(readFields(bytes ?? new Uint8Array()) ?? [], number);
    const any = inside(refusalAnswer(refusal, "protobuf").body, 3);
    expect(textOf(readFields(any ?? new Uint8Array()) ?? [], 1)).toBe(type);
    const violation = readFields(inside(inside(any, 2), 1) ?? new Uint8Array()) ?? [];
    expect([textOf(violation, 1), textOf(violation, 2)]).toEqual(["body", "no OTLP"]);
  });

  test("405 names the method, 401 the scheme", () => {
    expect(refusalAnswer({ refused: "method", message: "" }, null).headers).toMatchObject({
      allow: "POST",
      "content-type": "application/json",
    });
    expect(refusalAnswer({ refused: "unauthenticated", message: "" }, "json").headers).toMatchObject({
      "www-authenticate": "Bearer",
    });
  });
});

test.each([
  ["protobuf", ""],
  ["json", "{}"],
] as const)("R16.4 full success in %s sets nothing", (encoding, expected) => {
  const { status, headers, body } = successAnswer(encoding);
  expect([status, Buffer.from(body).toString()]).toEqual([200, expected]);
  const told = decodeExportResponse("traces", headers["content-type"] ?? null, body);
  expect(told).toEqual({ rejected: 0, message: "", isForeign: false });
});

test("R16.1 the content type is read without its parameters, in any case; any other is none of ours", () => {
  expect(encodingOf("application/x-protobuf")).toBe("protobuf");
  expect(encodingOf("Application/JSON; charset=utf-8")).toBe("json");
  for (const other of [undefined, "", "text/plain", "application/jsonl"]) expect(encodingOf(other)).toBeNull();
});
