// How attempts fold.
import { expect, test } from "vitest";
import type { DeliveryAttempt } from "#lib/destination/delivery";
import { runsOf } from "./attempt-runs";

function attempt(second: number, more: Partial<DeliveryAttempt> = {}): DeliveryAttempt {
  return {
    at: `2026-11-21T14:00:${String(second).padStart(2, "0")}Z`,
    signal: "traces",
    items: 1,
    bytes: 1,
    durationMs: 1,
    outcome: "accepted",
    status: "200",
    message: null,
    ...more,
  };
}

test("equal answers in a row fold to the newest of each signal, and nothing is lost from the count", () => {
  const attempts = [
    attempt(9, { outcome: "retry", status: "429" }),
    attempt(8, { outcome: "retry", status: "429", signal: "logs" }),
    attempt(7, { outcome: "retry", status: "429" }),
    attempt(6, { outcome: "retry", status: "429" }),
    attempt(5),
    attempt(4),
  ];
  const runs = runsOf(attempts);
  expect(runs.map(({ shown, folded }) => [shown.length, folded.length])).toEqual([
    [2, 2],
    [2, 0],
  ]);
  expect(runs.flatMap(({ shown, folded }) => [...shown, ...folded])).toHaveLength(attempts.length);
});

test("other words of the server begin another run", () => {
  const runs = runsOf([
    attempt(3, { message: "busy" }),
    attempt(2, { message: "full" }),
    attempt(1, { message: "busy" }),
  ]);
  expect(runs).toHaveLength(3);
  expect(new Set(runs.map(({ key }) => key)).size).toBe(3);
});
