// B13: some items taken, some refused. What was taken is not sent again (R6.3). Cedes where the reason has a name of
// its own (M01 to M08).
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { isReasonNamed } from "#lib/otlp/explain/refusal-reasons";
import { countedReasons } from "#lib/otlp/explain/said";
import { countItems } from "#lib/otlp/explain/wording";

export const partialSomeRejected: Entry = {
  code: "partial.some_rejected",
  recognise: (facts) =>
    findEach(facts, (attempt) => (isSomeRejected(attempt) && !isReasonNamed(facts, attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const reasons = countedReasons(attempt?.answer.words ?? null);
    const what =
      attempt === null ? "some items" : `${attempt.answer.rejected} of ${countItems(attempt.signal, attempt.sent)}`;
    return {
      title: `The server rejected ${what}`,
      advice: reasons === null ? "It gives no reason." : `Its reason: ${reasons}`,
      fix: null,
    };
  },
};

function isSomeRejected({ answer: { outcome }, sent }: Attempt): boolean {
  return outcome.kind === "partial" && outcome.rejected > 0 && outcome.rejected < sent;
}
