import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

test.each([
  { status: 503, body: "data refused due to high memory usage" },
  { status: 500, body: "the exporter queue is full, try later" },
  { grpc: 14, words: "sending_queue is full" },
  { grpc: 8, words: "rejected: memory limit reached" },
])("R04 %o", (answered) => {
  expect(told(facts({ attempts: allAnswered(answered) }))).toEqual([`collector.memory_limited likely ${all}: no fix`]);
});

test("R04 is not claimed for another 503, nor for 429", () => {
  for (const answered of [
    { status: 503, body: "no healthy upstream" },
    { status: 429, body: "memory limit" },
  ]) {
    expect(told(facts({ attempts: allAnswered(answered) })).join()).not.toContain("collector.");
  }
});
