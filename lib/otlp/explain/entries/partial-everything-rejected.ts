// B10: 200 or OK, and every item refused one by one. Exporters call that a success. Cedes where the reason has a
// name of its own (M01 to M08).
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { isReasonNamed } from "#lib/otlp/explain/refusal-reasons";
import { countedReasons } from "#lib/otlp/explain/said";
import { countItems } from "#lib/otlp/explain/wording";

export const partialEverythingRejected: Entry = {
  code: "partial.everything_rejected",
  recognise: (facts) =>
    findEach(facts, (attempt) => (isAllRejected(attempt) && !isReasonNamed(facts, attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const reasons = countedReasons(attempt?.answer.words ?? null);
    const what = attempt === null ? "every item" : countItems(attempt.signal, attempt.answer.rejected);
    return {
      title: `The server answered with success and rejected ${signals.length === 1 ? what : "every item"}`,
      advice: reasons === null ? "It gives no reason. Its own log may say more." : `Its reason: ${reasons}`,
      fix: null,
    };
  },
};

function isAllRejected({ answer: { outcome }, sent }: Attempt): boolean {
  return outcome.kind === "partial" && outcome.rejected >= sent;
}
