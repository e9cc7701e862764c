// What the page knows about a draft while it is typed: what it means, what is wrong, what is worth a look. Pure.
import { checkDestination } from "#lib/destination/check";
import { type DestinationDraft, destinationOf, draftPathOf } from "#lib/destination/draft";
import { type Hint, hintsOf } from "#lib/destination/hint";
import type { Problem } from "#lib/destination/problem";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { secretsToEnter } from "#lib/destination/secrets";
import { fillTyped, type TypedSecrets } from "./typed-secrets";

export type Judgement = {
  /** As it would be submitted: secrets that moved to another origin are filled from what this user typed. */
  destination: Destination;
  problems: Problem[];
  hints: Hint[];
  /** Saved secrets that must be typed again, because where they go has changed. */
  toEnter: Problem[];
  /** Those that this user typed on this page: they go along without being typed again. */
  resent: string[];
};

export function judge(draft: DestinationDraft, saved: SavedDestination | null, typed: TypedSecrets): Judgement {
  const read = destinationOf(draft);
  const {
    destination,
    problems: toEnter,
    filled,
  } = fillTyped(read.destination, secretsToEnter(read.destination, saved), typed);
  const found = [...read.problems, ...checkDestination(destination), ...toEnter];
  const seen = new Set<string>();
  const problems = found.filter(({ path, message }) => !seen.has(path + message) && seen.add(path + message));
  return { destination, problems, hints: hintsOf(destination), toEnter, resent: filled };
}

/** The form's field for a JSON Pointer. What concerns all signals stands at the first switch. */
export function fieldOf(pointer: string): string {
  return pointer === "/signals" ? "signals.traces.enabled" : draftPathOf(pointer);
}
