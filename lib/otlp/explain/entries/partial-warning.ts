// B14: everything taken, with a message: the specification calls that a warning (R6.4).
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { startWithSignals } from "#lib/otlp/explain/wording";

export const partialWarning: Entry = {
  code: "partial.warning",
  recognise: (facts) => findEach(facts, (attempt) => (hasMessage(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const outcome = attemptOf(facts, signals)?.answer.outcome;
    const words = outcome?.kind === "accepted" ? (outcome.warning ?? "") : "";
    return {
      title: `${startWithSignals(signals)} accepted, with a message from the server`,
      advice: `It says: ${words}`,
      fix: null,
    };
  },
};

/** Words of the server, not ours about its answer. */
function hasMessage({ answer: { outcome, words } }: Attempt): boolean {
  return outcome.kind === "accepted" && outcome.warning !== null && outcome.warning === words;
}
