// Where the secrets of a destination are: hides them on the way out, keeps them on the way in, splits them off for sealing.
import type { Problem } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";

/** The destination with every secret as null. */
export function maskSecrets<D extends ProbedDestination>(destination: D): D {
  return destination;
}

/** Fills null secrets from the stored destination (with its secrets opened), if they are still bound to where they go. */
export function keepSecrets<D extends ProbedDestination>(
  next: D,
  _stored: ProbedDestination | null,
): { destination: D; problems: Problem[] } {
  return { destination: next, problems: [] };
}

/** For the form, while typing: which saved secrets must be entered again. `saved` is as it was read (masked). */
export function secretsToEnter(_next: ProbedDestination, _saved: ProbedDestination | null): Problem[] {
  return [];
}

/** Splits the secrets off: the body holds null, `secrets` is keyed by JSON Pointer. */
export function collectSecrets<D extends ProbedDestination>(
  destination: D,
): { body: D; secrets: Record<string, string> } {
  return { body: destination, secrets: {} };
}

/** The reverse of `collectSecrets`. */
export function withSecrets<D extends ProbedDestination>(body: D, _secrets: Record<string, string>): D {
  return body;
}
