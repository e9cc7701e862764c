// H02: the signal's path stands in the URL twice. Without the repetition a receiver answers.
import { moveTo } from "#lib/otlp/explain/edits";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { answersAt, isElsewhere, pathOf, rung } from "#lib/otlp/explain/ladder";

/** `/v1/traces/v1/traces`, `/v1/v1/traces`, `/v1/traces/v1/metrics`. */
const repetition = /(?:\/v1(?:\/(?:traces|metrics|logs))?\/*)+(?=\/v1\/(?:traces|metrics|logs)\/*$)/;

export const pathDoubled: Entry = {
  code: "path.doubled",
  ask: (facts) => facts.attempts.filter(isDoubled).map((attempt) => rung(facts, attempt, stripped(attempt))),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isDoubled(attempt)) return null;
      return answersAt(facts, attempt, stripped(attempt)) ? "certain" : "likely";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const extra = attempt === null ? "" : (repetition.exec(pathOf(attempt))?.[0] ?? "");
    const isProven = attempt !== null && answersAt(facts, attempt, stripped(attempt));
    return {
      title: `${extra} is in the URL twice`,
      advice: isProven
        ? "Without the repetition an OTLP receiver answers an empty request."
        : "Remove the repetition. Whether a receiver answers then could not be shown.",
      fix:
        attempt === null
          ? null
          : { label: `Remove ${extra}`, changes: moveTo(facts.destination, signals, { prefix: stripped(attempt) }) },
    };
  },
};

function isDoubled(attempt: Attempt): boolean {
  return isElsewhere(attempt) && repetition.test(pathOf(attempt));
}

function stripped(attempt: Attempt): string {
  return pathOf(attempt)
    .replace(repetition, "")
    .replace(/\/v1\/(?:traces|metrics|logs)\/*$/, "");
}
