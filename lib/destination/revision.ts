// Revisions of a destination as they are read, and what restoring one would change. Pure; no value of a secret is here.
import * as z from "zod";
import { countSame, type Difference, differences, fieldLabels } from "#lib/destination/difference";
import { bindingsOf } from "#lib/destination/origin";
import type { Problem } from "#lib/destination/problem";
import { withDefaults } from "#lib/destination/resolve";
import { Destination, SavedDestination } from "#lib/destination/schema";
import { mapSecrets, type SecretPlace } from "#lib/destination/secret-places";
import { keepSecrets, maskSecrets } from "#lib/destination/secrets";

/** One line of the history. */
export const Revision = z.strictObject({
  revision: z.int(),
  at: z.string(),
  author: z.strictObject({ kind: z.enum(["user", "key", "file", "system"]), name: z.string() }),
  action: z.string(),
  message: z.string().nullable(),
  /** JSON Pointers of what changed. */
  fields: z.array(z.string()),
  /** The revision that this one brought back. */
  restored: z.int().nullable(),
});
export type Revision = z.output<typeof Revision>;

/** With the destination as it was written, its secrets as null. */
export const DestinationRevision = Revision.extend({ destination: Destination });
export type DestinationRevision = z.output<typeof DestinationRevision>;

export const FieldDifference = z.strictObject({
  path: z.string(),
  label: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

export const RevisionDifference = z.strictObject({
  /** null: there is none before it, or it is not kept. */
  from: z.int().nullable(),
  to: z.int(),
  /** null = not set; a secret reads "saved" or "changed". */
  items: z.array(FieldDifference),
  /** How many fields stay as they are. */
  unchanged: z.int(),
});
export type RevisionDifference = z.output<typeof RevisionDifference>;

/** A value that does not come back with the revision. */
const SecretToEnter = z.strictObject({
  /** Where it belongs, as a JSON Pointer: what POST takes. */
  path: z.string(),
  label: z.string(),
  /** host:port that the revision sends it to; null: no signal that is on sends it. */
  host: z.string().nullable(),
  /** host:port that the saved value was entered for; null: none is saved. */
  savedFor: z.string().nullable(),
  message: z.string(),
});
export type SecretToEnter = z.output<typeof SecretToEnter>;

export const Restoration = z.strictObject({
  revision: z.int(),
  current: z.int(),
  items: z.array(FieldDifference),
  unchanged: z.int(),
  secrets: z.array(SecretToEnter),
  /** What forbids it, by field. */
  problems: z.record(z.string(), z.array(z.string())),
});
export type Restoration = z.output<typeof Restoration>;

export const GivenSecret = z.strictObject({ path: z.string(), value: z.string() });
export type GivenSecret = z.output<typeof GivenSecret>;
export const RestoreSubmission = z.strictObject({ secrets: z.array(GivenSecret).max(100).optional() });
export type RestoreSubmission = z.output<typeof RestoreSubmission>;

/** `probe`: only where the restore was asked to test. */
export const RestoredDestination = SavedDestination.extend({
  probe: z
    .strictObject({
      /** What GET /probes/{id} streams, to one reader who comes within 2 s; null: none was started. */
      id: z.string().nullable(),
      /** Why none was. */
      message: z.string().nullable(),
    })
    .optional(),
});
export type RestoredDestination = z.output<typeof RestoredDestination>;

/** `entered`: of each secret the revision in which its value was entered. A value is told by that number: equal ones are the same. */
export function withEntered(destination: Destination, entered: Record<string, number>): Destination {
  const since = (key: string) => (Object.hasOwn(entered, key) ? entered[key] : 0);
  return mapSecrets(destination, (value, { isSecret, key }) => (isSecret ? `entered ${since(key)}` : value));
}

/** Field by field, defaults filled in. */
export function compareRevisions(
  from: Destination | null,
  to: Destination,
): { items: Difference[]; unchanged: number } {
  const [a, b] = [from === null ? { signals: {} } : withDefaults(from), withDefaults(to)];
  return { items: differences(a, b), unchanged: countSame(a, b) };
}

/**
 * The destination of an old revision with the values that are saved now, where they may go on being sent; `toEnter` are those
 * that may not, `strange` what was given and has no place in it. Old values do not come back: one that was rotated stays so.
 */
export function restoredFrom(
  old: Destination,
  current: Destination,
  { secrets = [] }: RestoreSubmission,
): { destination: Destination; toEnter: Problem[]; strange: Problem[] } {
  const given = new Map(secrets.map(({ path, value }) => [path, value]));
  const places = new Set<string>();
  const filled = mapSecrets(old, (value, { isSecret, pointer }) => {
    // A readable value that was hidden since is as little there as a secret.
    if (!isSecret && value !== null) return value;
    places.add(pointer);
    return given.get(pointer) ?? null;
  });
  const { destination, problems } = keepSecrets(filled, current);
  const strange = secrets.flatMap(({ path }, index): Problem[] => {
    if (places.has(path)) return [];
    const message = "The revision has no secret at this path";
    return [{ path: `/secrets/${index}/path`, code: "settings.invalid", message, fix: null }];
  });
  return { destination, toEnter: problems, strange };
}

/** Headers that are secret in `next`, and readable or not there before: what older revisions tell of them is to be hidden. */
export function headersMadeSecret(next: Destination, before: Destination): string[] {
  const named = (destination: Destination, isSecret: boolean) =>
    new Set(placesOf(destination).flatMap((place) => (place.isSecret === isSecret ? (place.header ?? []) : [])));
  const readable = named(next, false);
  const known = named(before, true);
  return [...named(next, true)].filter((name) => !known.has(name) && !readable.has(name));
}

/** An older revision without the readable values of these headers, wherever they stand in it; null where it holds none. */
export function withoutValuesOf(old: Destination, headers: readonly string[]): Destination | null {
  let isChanged = false;
  const hidden = mapSecrets(old, (value, { isSecret, header }) => {
    if (isSecret || value === null || header === undefined || !headers.includes(header)) return value;
    isChanged = true;
    return null;
  });
  return isChanged ? hidden : null;
}

/** What restoring `old` over `current` changes, in the words of the form. */
export function describeRestoration(
  old: Destination,
  current: Destination,
): Pick<Restoration, "items" | "unchanged" | "secrets"> {
  const { toEnter } = restoredFrom(old, current, {});
  const secrets = secretsToEnter(old, current, toEnter);
  const { items, unchanged } = compareRevisions(maskSecrets(current), maskSecrets(old));
  const asked = new Map(secrets.map((secret) => [secret.path, secret]));
  const plain = items.filter(({ path }) => !asked.has(path));
  const lost = secrets.map(({ path, label, savedFor }) => ({
    ...{ path, label },
    from: savedFor === null ? null : `saved for ${savedFor}`,
    to: "to be entered again",
  }));
  const counted = [...asked.keys()].filter((path) => items.every((item) => item.path !== path)).length;
  return { items: [...plain, ...lost], unchanged: unchanged - counted, secrets };
}

function secretsToEnter(old: Destination, current: Destination, toEnter: readonly Problem[]): SecretToEnter[] {
  const labels = fieldLabels(old);
  const places = placesOf(old);
  const saved = placesOf(current).filter(({ isSecret }) => isSecret);
  return toEnter.map(({ path, message }) => {
    const place = places.find(({ pointer }) => pointer === path);
    const before = saved.find(({ key }) => key === place?.key);
    return {
      path,
      label: labels.get(path) ?? path,
      host: place === undefined ? null : hostAt(old, place),
      savedFor: before === undefined ? null : hostAt(current, before),
      message,
    };
  });
}

function placesOf(destination: Destination): SecretPlace[] {
  const places: SecretPlace[] = [];
  mapSecrets(destination, (value, place) => {
    places.push(place);
    return value;
  });
  return places;
}

function hostAt(destination: Destination, { slot, part }: SecretPlace): string | null {
  const [first] = bindingsOf(destination, slot, part);
  return first === undefined ? null : first.origin.replace(/^https?:\/\//, "");
}
