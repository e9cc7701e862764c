// What differs between two destinations, by field and in the words of the form. Secret values never appear.
import type { ProbedDestination } from "#lib/destination/schema";

/** `null` = not set. A secret reads "saved" → "changed". */
export type Difference = { path: string; label: string; from: string | null; to: string | null };

export function differences(_a: ProbedDestination, _b: ProbedDestination): Difference[] {
  return [];
}
