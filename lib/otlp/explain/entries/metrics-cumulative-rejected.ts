// M02: a backend that adds up increments gets cumulative metrics. Told as M01 is, the other way round.
import { attemptOf, type Entry } from "#lib/otlp/explain/entry";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";
import { temporalityRefused, useTemporality } from "#lib/otlp/explain/temporality";

export const metricsCumulativeRejected: Entry = {
  code: "metrics.cumulative_rejected",
  recognise: (facts) => temporalityRefused(facts, "cumulative"),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    return {
      title: `This backend refuses cumulative metrics${rejectedWords(attempt)}`,
      advice: `It takes delta ones, as Dynatrace and Datadog do; Outspan converts counters and histograms to that.${quoted(attempt)}`,
      fix: useTemporality("delta"),
    };
  },
};
