// B14: everything taken, with a message: the specification calls that a warning (R6.4). Where the answer is none of OTLP and speaks of
// a failure, that it was taken is a guess.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { startWithSignals } from "#lib/otlp/explain/wording";

export const partialWarning: Entry = {
  code: "partial.warning",
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!hasMessage(attempt)) return null;
      return attempt.answer.isForeign ? "likely" : "certain";
    }),
  tell: (facts, signals) => {
    const answer = attemptOf(facts, signals)?.answer;
    const outcome = answer?.outcome;
    const words = outcome?.kind === "accepted" ? (outcome.warning ?? "") : "";
    if (answer?.isForeign) {
      return {
        title: `${startWithSignals(signals)}: the server answered ${answer.httpStatus} and speaks of a failure`,
        advice: `It says: ${words}. Exporters count this as delivered: look for the items at the backend.`,
        fix: null,
      };
    }
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
