// M07: the backend knows a metric type not. Split from M01 and M02, whose words often name a type as well (refusal-reasons.ts).
import type { Fix } from "#lib/destination/problem";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";

export const metricsTypeUnsupported: Entry = {
  code: "metrics.type_unsupported",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      const reason = reasonsOf(facts, attempt).get("type");
      return (reason && (reason.isCoded ? "certain" : "likely")) || null;
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const fix = explicitFix(facts, attempt?.answer.words ?? "");
    const advice = fix
      ? "Histograms with explicit bounds are what every backend knows."
      : "Drop metrics of this type, or convert them in a Collector in between.";
    return {
      title: `This backend does not take a type of metric${rejectedWords(attempt)}`,
      advice: `${advice}${quoted(attempt)}`,
      fix,
    };
  },
};

/** Only where the destination is set to the type that was refused. */
function explicitFix({ destination }: Facts, words: string): Fix | null {
  if (destination.signals.metrics?.histograms !== "exponential" || !/exponential|histogram/i.test(words)) return null;
  return { label: "Use explicit histograms", changes: [{ path: "/signals/metrics/histograms", value: "explicit" }] };
}
