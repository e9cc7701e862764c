import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const answered = (status: number, body = "") => told(facts({ attempts: allAnswered({ status, body }) }));

test.each([
  [411, ""],
  [400, '{"error":{"code":"MissingContentLengthHeader","message":"Content-Length header is required."}}'],
  [501, "Transfer-Encoding: chunked is not supported here"],
])("P11 %i %s: the length that we sent did not arrive", (status, body) => {
  expect(answered(status, body)).toEqual([`http.chunked_rejected likely ${all}: no fix`]);
});

test("P11 is not claimed for a body that is too long, nor for another 400", () => {
  for (const body of ["Content-Length exceeds the limit of 1048576", "bad request", "cannot read chunked profile"]) {
    expect(answered(400, body).join()).not.toContain("http.chunked_rejected");
  }
});
