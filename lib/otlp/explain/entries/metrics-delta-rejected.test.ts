// M01 and M02 are one another's mirror: by what was sent, and by what the words turn down.
import { expect, test } from "vitest";
import type { Temporality } from "#lib/destination/schema";
import { diagnose } from "#lib/otlp/explain/diagnose";
import type { Facts } from "#lib/otlp/explain/facts";
import { accepted, attempt, facts, told } from "#lib/otlp/explain/testing/facts";

type Answered = Parameters<typeof attempt>[1];
function metrics(temporality: Temporality, answered: Answered, more: Partial<Facts> = {}) {
  const attempts = [attempt("traces", accepted), attempt("metrics", answered), attempt("logs", accepted)];
  const known = facts({ attempts, ...more });
  const { destination } = known;
  const signals = { ...destination.signals, metrics: { enabled: true, temporality } };
  return { ...known, destination: { ...destination, signals } };
}
const partial = (rejected: number, message: string): Answered => {
  const body = JSON.stringify({ partialSuccess: { rejectedDataPoints: String(rejected), errorMessage: message } });
  return { status: 200, type: "application/json", body };
};

test.each([
  'invalid temporality and type combination for metric "outspan.test.counter"',
  "delta sums are not supported",
  "only cumulative metrics are accepted",
  "expected cumulative aggregation, got delta",
])("M01 sent as delta: %s", (body) => {
  expect(told(metrics("delta", { status: 400, body }))).toEqual([
    "metrics.delta_rejected likely metrics: Use Cumulative",
  ]);
  expect(told(metrics("lowmemory", { grpc: 3, words: body }))).toEqual([
    "metrics.delta_rejected likely metrics: Use Cumulative",
  ]);
});

test.each(["temporality not accepted for this sum", "cumulative is not supported", "this intake wants delta only"])(
  "M02 sent as cumulative: %s",
  (body) => {
    expect(told(metrics("cumulative", { status: 400, body }))).toEqual([
      "metrics.cumulative_rejected likely metrics: Use Delta",
    ]);
  },
);

test("M01 and M02 are sure by a named reason, by the gauge that passed, and at a backend that is known", () => {
  const named = "metric 'a' - Reason: UNSUPPORTED_METRIC_TYPE_MONOTONIC_CUMULATIVE_SUM";
  expect(told(metrics("cumulative", { status: 400, body: named }))[0]).toContain("cumulative_rejected certain");
  const passed = metrics("delta", partial(2, "wrong temporality"));
  expect(told(passed)).toEqual(["metrics.delta_rejected certain metrics: Use Cumulative"]);
  expect(diagnose(passed)[0]?.title).toBe("This backend refuses delta metrics: 2 of 3 data points rejected");
  const host = "otlp.datadoghq.com";
  const known = metrics("cumulative", { status: 400, body: "bad temporality" }, { host });
  expect(told(known)[0]).toContain("cumulative_rejected certain");
});

test("M01 and M02 are not claimed for words that contradict what was sent, nor for a delta of times", () => {
  expect(told(metrics("cumulative", partial(3, "delta is not supported")))).toEqual([
    "partial.everything_rejected certain metrics: no fix",
  ]);
  const late = metrics("delta", { status: 400, body: "invalid sample: time delta of 40 s" });
  expect(told(late).join()).not.toContain("metrics.");
});
