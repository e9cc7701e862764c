import { describe, expect, test } from "vitest";
import { grpc, twoRejected } from "#lib/otlp/testing/replies";

describe("table 6.2: gRPC, retry or drop", () => {
  test.each([1, 4, 10, 11, 14, 15])("%i is retried", (code) => {
    expect(grpc({ "grpc-status": String(code) }).outcome.kind).toBe("retry");
  });
  test.each([2, 3, 5, 6, 7, 8, 9, 12, 13, 16, 99])("%i is refused", (code) => {
    expect(grpc({ "grpc-status": String(code) }).outcome.kind).toBe("refused");
  });

  test("R6.10, R6.11 RESOURCE_EXHAUSTED with RetryInfo is retried after its delay, an hour at most", () => {
    // Status { code: 8, details: [Any { RetryInfo { retry_delay { seconds: 90000 } } }] }
    const details = `0808 1a32 0a28 ${Buffer.from("type.googleapis.com/google.rpc.RetryInfo").toString("hex")} 1206 0a04 0890bf05`;
    const status = Buffer.from(details.replaceAll(" ", ""), "hex").toString("base64").replace(/=+$/, "");
    const answer = grpc({ "grpc-status": "8", "grpc-status-details-bin": status });
    expect(answer.outcome).toMatchObject({ kind: "retry", retryAfterMs: 3_600_000 });
  });

  test("garbage in grpc-status-details-bin changes nothing", () => {
    const answer = grpc({ "grpc-status": "3", "grpc-message": "bad", "grpc-status-details-bin": "////" });
    expect(answer).toMatchObject({ otlpStatus: null, words: "bad", outcome: { kind: "refused" } });
  });

  test("grpc-message is percent-decoded as UTF-8; what is no encoding stays", () => {
    expect(grpc({ "grpc-status": "3", "grpc-message": "caf%C3%A9 100%" }).words).toBe("café 100%");
    expect(grpc({ "grpc-status": "3", "grpc-message": "100%" }).words).toBe("100%");
  });

  test("OK with partial success in the message", () => {
    const answer = grpc({ "grpc-status": "0" }, { body: twoRejected });
    expect(answer.outcome).toMatchObject({ kind: "partial", rejected: 2 });
  });

  test("R6.12 a status that is no number was not sent", () => {
    expect(grpc({ "grpc-status": "ok" }).grpcStatus?.madeUp).toBe(true);
  });
});
