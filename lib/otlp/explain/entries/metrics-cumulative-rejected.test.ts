import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { attempt, facts, told } from "#lib/otlp/explain/testing/facts";

test("M02 comes before M07 in one partial success, and equal reasons are counted", () => {
  const errorMessage = [
    "Unsupported metric: 'a' - Reason: UNSUPPORTED_METRIC_TYPE_MONOTONIC_CUMULATIVE_SUM",
    "Unsupported metric: 'b' - Reason: UNSUPPORTED_METRIC_TYPE_MONOTONIC_CUMULATIVE_SUM",
    "Unsupported metric: 'c' - Reason: UNSUPPORTED_METRIC_TYPE_SUMMARY",
  ].join("\n");
  const body = JSON.stringify({ partialSuccess: { rejectedDataPoints: "3", errorMessage } });
  const metrics = attempt("metrics", { status: 200, type: "application/json", body }, { sent: 9 });
  const known = facts({ signals: ["metrics"], attempts: [metrics] });
  expect(diagnose(known)[0]?.advice).toContain("2 × Unsupported metric: 'a'");
  expect(told(known)).toEqual(["metrics.cumulative_rejected certain metrics: Use Delta"]);
});
