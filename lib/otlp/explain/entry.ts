// One failure of the catalogue (otlp/failures.md): what else to ask, how to tell it, what to say. One file and one test each.
import type { Fix } from "#lib/destination/problem";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import type { Question } from "#lib/otlp/explain/questions";
import type { Certainty } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

/** *certain* only on a fingerprint; look-alikes that nothing splits are each *possible*. */
export type Finding = { certainty: Certainty; signals: Signal[] };
type Told = { title: string; advice: string; fix: Fix | null };

export type Entry = {
  /** Dotted name of the catalogue. */
  code: string;
  /** Extra checks that tell this failure or prove its fix. Asked again with the answers, until nothing new comes. */
  ask?: (facts: Facts) => Question[];
  /** Which signals it concerns and how sure that is; null = not this. */
  recognise: (facts: Facts) => Finding | null;
  tell: (facts: Facts, signals: Signal[]) => Told;
  /** Speaks also where every item was accepted without a word: a healthy probe asks only these. */
  ofSuccess?: true;
  /** Codes that explain the same answer more closely: beside one of them, however sure, this one is possible at most. */
  yieldsTo?: readonly string[];
};

/** The signals whose attempt is of that kind, as sure as the least sure of them. */
export function findEach(facts: Facts, judge: (attempt: Attempt) => Certainty | null): Finding | null {
  const judged = facts.attempts.flatMap((attempt) => {
    const certainty = judge(attempt);
    return certainty === null ? [] : [{ signal: attempt.signal, certainty }];
  });
  if (judged.length === 0) return null;
  const least = (["possible", "likely", "certain"] as const).find((one) =>
    judged.some(({ certainty }) => certainty === one),
  );
  return { certainty: least ?? "possible", signals: judged.map(({ signal }) => signal) };
}

/** The same for what concerns a connection as a whole. */
export function findAll(facts: Facts, certainty: Certainty | null): Finding | null {
  return certainty === null ? null : { certainty, signals: facts.signals };
}

export function attemptOf(facts: Facts, signals: readonly Signal[]): Attempt | null {
  return facts.attempts.find((attempt) => signals.includes(attempt.signal)) ?? null;
}
