// B10: 200 or OK, and every item refused one by one. Exporters call that a success.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { countItems } from "#lib/otlp/explain/wording";

export const partialEverythingRejected: Entry = {
  code: "partial.everything_rejected",
  recognise: (facts) => findEach(facts, (attempt) => (isAllRejected(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const outcome = attempt?.answer.outcome;
    const what = attempt === null ? "every item" : countItems(attempt.signal, attempt.answer.rejected);
    return {
      title: `The server answered with success and rejected ${signals.length === 1 ? what : "every item"}`,
      advice:
        outcome?.kind === "partial" && outcome.message !== ""
          ? `Its reason: ${outcome.message}`
          : "It gives no reason. Its own log may say more.",
      fix: null,
    };
  },
};

function isAllRejected({ answer: { outcome }, sent }: Attempt): boolean {
  return outcome.kind === "partial" && outcome.rejected >= sent;
}
