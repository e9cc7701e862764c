// What is not wrong but worth a look: amber sentences at a field that stop nothing. Pure and browser-safe.
import type { Hint } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";

export type { Hint } from "#lib/destination/problem";

/** Warnings for the form, each with its one-click change where there is one. */
export function hintsOf(_destination: ProbedDestination): Hint[] {
  return [];
}
