// B13: some items taken, some refused. What was taken is not sent again (R6.3).
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { countItems } from "#lib/otlp/explain/wording";

export const partialSomeRejected: Entry = {
  code: "partial.some_rejected",
  recognise: (facts) => findEach(facts, (attempt) => (isSomeRejected(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const outcome = attempt?.answer.outcome;
    const what =
      attempt === null ? "some items" : `${attempt.answer.rejected} of ${countItems(attempt.signal, attempt.sent)}`;
    return {
      title: `The server rejected ${what}`,
      advice:
        outcome?.kind === "partial" && outcome.message !== ""
          ? `Its reason: ${outcome.message}`
          : "It gives no reason.",
      fix: null,
    };
  },
};

function isSomeRejected({ answer: { outcome }, sent }: Attempt): boolean {
  return outcome.kind === "partial" && outcome.rejected > 0 && outcome.rejected < sent;
}
