import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

test("R01 429, with the wait the server asks for", () => {
  const known = facts({ attempts: allAnswered({ status: 429, headers: { "retry-after": "90" } }) });
  expect(told(known)).toEqual([`throttle.429 certain ${all}: no fix`]);
  expect(diagnose(known)[0]?.advice).toContain("90 s");
});

test("R01 over gRPC is RESOURCE_EXHAUSTED with a time to come back, and limits told in headers are shown", () => {
  const headers = { "retry-after": "5", "x-ratelimit-limit": "100", "x-ratelimit-remaining": "0" };
  const known = facts({ attempts: allAnswered({ status: 429, headers }) });
  expect(diagnose(known)[0]?.advice).toContain("x-ratelimit-limit 100, x-ratelimit-remaining 0");
  const grpc = facts({ transport: "grpc", attempts: allAnswered({ grpc: 8, headers: { "retry-after": "5" } }) });
  expect(told(grpc)).toEqual([`throttle.429 certain ${all}: no fix`]);
});

test("R01 is not claimed for a 429 that means the size (R03), nor for 503", () => {
  const body = "grpc: received message after decompression larger than max (15728641 vs. 15728640)";
  for (const answered of [{ status: 429, body }, { status: 503 }]) {
    expect(told(facts({ attempts: allAnswered(answered) })).join()).not.toContain("throttle.429 ");
  }
});
