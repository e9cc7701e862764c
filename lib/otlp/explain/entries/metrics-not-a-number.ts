// M08: a point whose value is NaN or infinite, refused. JSON has no such number; a probe sends none, so only an export shows it.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { reasonsOf } from "#lib/otlp/explain/refusal-reasons";
import { quoted, rejectedWords } from "#lib/otlp/explain/said";

export const metricsNotANumber: Entry = {
  code: "metrics.not_a_number",
  recognise: (facts) => findEach(facts, (attempt) => (reasonsOf(facts, attempt).has("not_a_number") ? "likely" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    return {
      title: `The server refuses values that are no number${rejectedWords(attempt)}`,
      advice: `Drop points that are NaN or infinite where they are made.${quoted(attempt)}`,
      fix: null,
    };
  },
};
