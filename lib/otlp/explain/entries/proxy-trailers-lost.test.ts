import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, told } from "#lib/otlp/explain/testing/facts";

const lost = (more: object = {}) => {
  const attempts = allAnswered({ grpc: 0 }).map((attempt) => {
    const status = { code: 2, name: "UNKNOWN", message: "", madeUp: true };
    const outcome = { kind: "refused" as const, reason: "HTTP 200" };
    const answer = attempt.exchange.answer && { ...attempt.exchange.answer, trailers: {}, ...more };
    return {
      ...attempt,
      exchange: { ...attempt.exchange, answer },
      answer: { ...attempt.answer, outcome, grpcStatus: status },
    };
  });
  return facts({ transport: "grpc", port: 4317, attempts });
};

test("P07 200 and the content type of gRPC without a status: HTTP on the sibling port is one click away", () => {
  expect(told(asked(lost(), {}))).toEqual([`proxy.trailers_lost certain ${all}: no fix`]);
  const proven = asked(lost(), {
    port: ({ port }) => (port === 4318 ? { plain: "http" } : { plain: "grpc" }),
    empty: () => accepted,
  });
  expect(told(proven)).toEqual([`proxy.trailers_lost certain ${all}: Switch to HTTP on port 4318`]);
});

test("P07 is not claimed for a web page over HTTP/2 (H13), nor for an answer that was not read to its end", () => {
  expect(told(asked(lost({ contentType: "text/html" }), {})).join()).not.toContain("trailers_lost");
  expect(told(asked(lost({ tooLong: true }), {})).join()).not.toContain("trailers_lost");
});
