// Judges a draft, and says it to react-hook-form in its own form. Pure.
import { toNestErrors } from "@hookform/resolvers";
import type { FieldErrors, Resolver } from "react-hook-form";
import { checkDestination } from "#lib/destination/check";
import { destinationOf } from "#lib/destination/draft";
import type { DestinationDraft } from "#lib/destination/draft-shape";
import { hintsOf } from "#lib/destination/hint";
import type { SavedDestination } from "#lib/destination/schema";
import { secretsToEnter } from "#lib/destination/secrets";
import { fieldOf, type Judgement } from "./judgement";
import { fillTyped, type TypedSecrets } from "./typed-secrets";

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

type Options = Parameters<Resolver<DestinationDraft>>[2];

/** The first problem of each field, where react-hook-form looks for it. */
export function resolveDraft(judgement: Judgement, values: DestinationDraft, options: Options) {
  if (judgement.problems.length === 0) return { values, errors: {} };
  const flat: Record<string, { type: string; message: string }> = {};
  for (const { path, code, message } of judgement.problems) flat[fieldOf(path)] ??= { type: code, message };
  return { values: {}, errors: toNestErrors(flat as FieldErrors, options) as FieldErrors<DestinationDraft> };
}
