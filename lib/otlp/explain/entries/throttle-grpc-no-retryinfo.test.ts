import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const exhausted = (words: string) => told(facts({ transport: "grpc", attempts: allAnswered({ grpc: 8, words }) }));

test.each([
  "RATE_LIMITED: ingestion rate limit (local: 15000 bytes, global: 0 bytes) exceeded while adding 4096 bytes",
  "tenant quota used up",
  "too many spans per second for this project",
])("R02 %s", (words) => {
  expect(exhausted(words)).toEqual([`throttle.grpc_no_retryinfo likely ${all}: no fix`]);
});

test("R02 and B07 are both possible where nothing says which", () => {
  expect(exhausted("")).toEqual([
    `body.too_large_grpc possible ${all}: no fix`,
    `throttle.grpc_no_retryinfo possible ${all}: no fix`,
  ]);
});

test("R02 is not claimed with a time to come back (R01), for memory (R04) or a size (B07)", () => {
  const timed = facts({ transport: "grpc", attempts: allAnswered({ grpc: 8, headers: { "retry-after": "3" } }) });
  expect(told(timed)).toEqual([`throttle.429 certain ${all}: no fix`]);
  expect(exhausted("memory usage is above its limit").join()).not.toContain("throttle");
  expect(exhausted("message larger than max (5242880 vs. 4194304)").join()).not.toContain("throttle");
});
