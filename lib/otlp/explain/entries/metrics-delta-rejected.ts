// M01: a store that keeps cumulative metrics gets delta. Told by the server's words about temporality and by what was sent; sure
// where a named reason says it, where exactly counter and histogram were refused and the gauge passed, or the backend is known.
import { attemptOf, type Entry } from "#lib/otlp/explain/entry";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";
import { temporalityRefused, useTemporality } from "#lib/otlp/explain/temporality";

export const metricsDeltaRejected: Entry = {
  code: "metrics.delta_rejected",
  recognise: (facts) => temporalityRefused(facts, "delta"),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    return {
      title: `This backend refuses delta metrics${rejectedWords(attempt)}`,
      advice: `It keeps cumulative ones, as Prometheus and Mimir do; Outspan converts counters and histograms to that.${quoted(attempt)}`,
      fix: useTemporality("cumulative"),
    };
  },
};
