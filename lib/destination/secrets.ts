// The rules of secrets: hidden on the way out, kept on the way in only for where they went before, split off for sealing.
import { type Binding, bindingsOf } from "#lib/destination/origin";
import type { Problem } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import { mapSecrets, type SecretPlace } from "#lib/destination/secret-places";

type Stored = { value: string | null; place: SecretPlace };

/** The destination with every secret as null. */
export function maskSecrets<D extends ProbedDestination>(destination: D): D {
  return mapSecrets(destination, (value, { isSecret }) => (isSecret ? null : value));
}

/**
 * Fills null secrets from the stored destination (its secrets opened), matched by connection slot and header name in any
 * case. A secret that would reach a new (origin, ca, skipVerify, serverName, proxy) stays null and is a problem.
 */
export function keepSecrets<D extends ProbedDestination>(
  next: D,
  stored: ProbedDestination | null,
): { destination: D; problems: Problem[] } {
  const known = storedValues(stored);
  const problems: Problem[] = [];
  const destination = mapSecrets(next, (value, place) => {
    if (value !== null) return value;
    const found = known.get(place.key);
    const kept = found?.value ?? null;
    const message = kept === null ? nothingSaved(place) : refusal(place, next, found, stored);
    if (message === null) return kept;
    problems.push({ path: place.pointer, code: "secret.enter_again", message, fix: null });
    return null;
  });
  return { destination, problems };
}

/** The same judgement for a form that knows only that secrets are saved: which of them must be entered again. */
export function secretsToEnter(next: ProbedDestination, saved: ProbedDestination | null): Problem[] {
  const placeholder = (value: string | null) => value ?? "saved";
  return keepSecrets(next, saved && mapSecrets(saved, placeholder)).problems;
}

/** Of each secret that it holds, by slot and name, whether its value is another one than `before` had there. */
export function enteredSecrets(next: ProbedDestination, before: ProbedDestination | null): Record<string, boolean> {
  const known = storedValues(before);
  const entered: Record<string, boolean> = {};
  mapSecrets(next, (value, { isSecret, key }) => {
    const old = known.get(key);
    if (isSecret) entered[key] = old === undefined || !old.place.isSecret || old.value !== value;
    return value;
  });
  return entered;
}

function storedValues(stored: ProbedDestination | null): Map<string, Stored> {
  const known = new Map<string, Stored>();
  if (!stored) return known;
  mapSecrets(stored, (value, place) => {
    known.set(place.key, { value, place });
    return value;
  });
  return known;
}

function nothingSaved({ part }: SecretPlace): string {
  return part === "headers" ? "No value is saved for this header: enter it" : "No value is saved here: enter it";
}

/** Why a stored value may not be kept; null when it may. */
function refusal(
  place: SecretPlace,
  next: ProbedDestination,
  found: Stored | undefined,
  stored: ProbedDestination | null,
): string | null {
  if (!found || !stored) return null;
  if (!found.place.isSecret) return place.isSecret ? "This value was readable: enter a new one to keep secret" : null;
  if (!place.isSecret) return "To make this value readable, enter it again";
  const before = bindingsOf(stored, place.slot, place.part);
  const added = bindingsOf(next, place.slot, place.part).find(({ key }) => before.every((old) => old.key !== key));
  return added
    ? whyAgain(
        before.filter(({ to }) => to === added.to),
        added,
      )
    : null;
}

function whyAgain(before: readonly Binding[], added: Binding): string {
  const [first] = before;
  if (!first) return "Saved while no signal used it, so enter the value again.";
  const same = before.find(({ origin }) => origin === added.origin);
  if (same) return `Saved for ${same.host} with other TLS or proxy settings, so enter the value again.`;
  const sameHost = before.find(({ host }) => host === added.host);
  return sameHost
    ? `Saved for ${sameHost.origin}. The ${added.to} is now ${added.origin}, so enter the value again.`
    : `Saved for ${first.host}. The ${added.to} is now another host, so enter the value again.`;
}

/** Splits the secrets off: the body holds null in their place, `secrets` is keyed by JSON Pointer into the body. */
export function collectSecrets<D extends ProbedDestination>(
  destination: D,
): { body: D; secrets: Record<string, string> } {
  const secrets: Record<string, string> = {};
  const body = mapSecrets(destination, (value, { isSecret, pointer }) => {
    if (!isSecret) return value;
    if (value !== null) secrets[pointer] = value;
    return null;
  });
  return { body, secrets };
}

/** The reverse of `collectSecrets`. */
export function withSecrets<D extends ProbedDestination>(body: D, secrets: Record<string, string>): D {
  return mapSecrets(
    body,
    (value, { pointer }) => value ?? (Object.hasOwn(secrets, pointer) ? secrets[pointer] : null) ?? null,
  );
}
