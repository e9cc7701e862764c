// Revisions of a named secret as they are kept and read: where it might go, under which keys, until when. Pure; no value is here,
// and no fingerprint, which is another one under another sealing key.
import * as z from "zod";
import { FieldDifference, Revision } from "#lib/destination/revision";
import { headerOf } from "#lib/destination/secret-key";

/** As a revision keeps it. */
export const KeptSecret = z.object({
  origins: z.array(z.string()),
  /** `expiresAt`: as the value itself told. */
  keys: z.array(z.object({ key: z.string(), expiresAt: z.string().nullable() })),
  expiresAt: z.string().nullable(),
});
export type KeptSecret = z.output<typeof KeptSecret>;

/** `changes` null: the one before is not kept. */
export const SecretRevision = Revision.extend({ changes: z.array(FieldDifference).nullable() });
export type SecretRevision = z.output<typeof SecretRevision>;

/** `entered`: by `enteredKey` the revision in which the value was entered. */
export type SecretState = { secret: KeptSecret; entered: Record<string, number> };

type SecretDifferences = { items: z.output<typeof FieldDifference>[]; unchanged: number };

/** Headers are the same in any case. */
export function enteredKey(key: string): string {
  return headerOf(key).toLowerCase();
}

/** `from` null: all that `to` sets. A value reads no more than that it changed. */
export function compareSecrets(from: SecretState | null, to: SecretState): SecretDifferences {
  const before = from === null ? new Map<string, Field>() : fieldsOf(from);
  const after = fieldsOf(to);
  const isSame = (path: string) =>
    before.get(path)?.shown === after.get(path)?.shown && before.get(path)?.since === after.get(path)?.since;
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  const items = paths.flatMap((path) => {
    if (isSame(path)) return [];
    const [old, now] = [before.get(path), after.get(path)];
    const isValueAlone = old !== undefined && old.shown === now?.shown;
    const label = now?.label ?? old?.label ?? path;
    return [{ path, label, from: old?.shown ?? null, to: isValueAlone ? "changed" : (now?.shown ?? null) }];
  });
  return { items, unchanged: paths.filter(isSame).length };
}

type Field = { label: string; shown: string; since?: number };

function fieldsOf({ secret: { origins, keys, expiresAt }, entered }: SecretState): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const origin of origins) fields.set(`/origins/${origin}`, { label: "Origin", shown: origin });
  for (const { key, expiresAt: told } of keys) {
    const name = enteredKey(key);
    const since = Object.hasOwn(entered, name) ? (entered[name] ?? 0) : 0;
    fields.set(`/values/${name}`, { label: `Header ${headerOf(key)}`, shown: "saved", since });
    if (told !== null) {
      fields.set(`/values/${name}/expiresAt`, { label: `Expiry told by ${headerOf(key)}`, shown: momentWords(told) });
    }
  }
  if (expiresAt !== null) fields.set("/expiresAt", { label: "Expires", shown: momentWords(expiresAt) });
  return fields;
}

/** "2027-01-31 12:00 UTC". */
function momentWords(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
