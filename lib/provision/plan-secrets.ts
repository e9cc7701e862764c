// What a configuration changes of the named secrets: compared value by value where they are sealed, told without any.

import type { Identity } from "#lib/auth/identity";
import { createSecret, deleteSecret, saveSecret } from "#lib/changes/secret";
import { markSecret } from "#lib/db/provisioned";
import { openValues, secretBodyOf } from "#lib/db/sealed-secret";
import type { SecretRecord } from "#lib/db/secret";
import { checkSecret } from "#lib/destination/named-secret";
import { expiryFrom } from "#lib/destination/secret-expiry";
import { headerOf } from "#lib/destination/secret-key";
import type { ConfigChange } from "#lib/provision/change";
import type { SecretEntry } from "#lib/provision/entries";
import type { PointedProblem } from "#lib/provision/expand";
import { type Mark, markOf } from "#lib/provisioned";
import { placeOf } from "#lib/provisioned-words";
import type { Runtime } from "#lib/runtime";

/** Who applies: a file, with the lines of its pointers, or whoever sent it (null). */
export type Owner = { file: string; lineOf: (pointer: string) => number } | null;

export type Write = (
  runtime: Runtime,
  identity: Identity,
) => Promise<{ ok: true } | { ok: false; error: { message: string } }>;
/** `change` null: a mark moves, nothing else. */
export type Step = { change: ConfigChange | null; at: string; write: Write };
export type Planned = { steps: Step[]; problems: PointedProblem[] };

export type Sealing = Pick<Runtime, "seal" | "unseal">;

export function planSecret(
  sealing: Sealing,
  entry: SecretEntry,
  row: SecretRecord | undefined,
  owner: Owner,
): { step: Step | null; problem: PointedProblem | null } {
  const { secret, at, isAdopting } = entry;
  const { name } = secret;
  const mark = owner === null ? undefined : markFor(owner, name, at);
  const step = (verb: ConfigChange["verb"], differences: ConfigChange["differences"], write: Write) => {
    return { step: { change: { noun: "secret" as const, name, verb, differences }, at, write }, problem: null };
  };
  const planned = { areUsersJudged: true, ...(mark && { mark }) };
  if (row === undefined) {
    return step("add", [], (runtime, by) => createSecret(runtime, by, secret, null, planned));
  }
  const known = markOf(row.provisioned);
  const path = `${at}/name`;
  if (owner === null && known !== null) return refused(path, `It is provisioned from ${placeOf(known)}`);
  if (owner !== null && known === null && !isAdopting) return refused(path, taken("secret"));
  const { differences, submission } = compared(sealing, entry, row);
  if (differences.length > 0) {
    return step(known === null && mark ? "adopt" : "change", differences, (runtime, by) =>
      saveSecret(runtime, by, { name, revision: "any" }, submission, null, planned),
    );
  }
  if (mark === undefined || JSON.stringify(known) === JSON.stringify(mark)) return { step: null, problem: null };
  const write: Write = async ({ database }) => {
    await markSecret(database, name, mark);
    return { ok: true };
  };
  if (known === null) return step("adopt", [], write);
  return { step: { change: null, at, write }, problem: null };
}

export function removalOf(row: SecretRecord): Step {
  const { name } = row;
  const change: ConfigChange = { noun: "secret", name, verb: "delete", differences: [] };
  return { change, at: "", write: (runtime, by) => deleteSecret(runtime, by, { name, revision: "any" }) };
}

export function markFor({ file, lineOf }: NonNullable<Owner>, key: string, at: string): Mark {
  return { file, line: lineOf(at), key };
}

export function taken(noun: string): string {
  return `A ${noun} of this name was made in the console: write adopt: true to take it over, or choose another name`;
}

function refused(path: string, message: string) {
  return { step: null, problem: { path, message } };
}

/** Values that are there already are kept, so that who set them, and when, stays true. */
function compared(sealing: Sealing, { secret }: SecretEntry, row: SecretRecord) {
  const stored = secretBodyOf(row);
  const values = openValues(sealing, row) ?? {};
  const { origins } = checkSecret(secret);
  const isWider = origins.some((origin) => !stored.origins.includes(origin));
  const expiresAt = secret.expiresAt == null ? null : expiryFrom(secret.expiresAt);
  const differences: ConfigChange["differences"] = [];
  const said = (label: string, from: string | null, to: string | null) => differences.push({ label, from, to });
  if (!isSameSet(origins, stored.origins)) said("Origins", stored.origins.join(", "), origins.join(", "));
  for (const [key, value] of Object.entries(secret.values)) {
    const isThere = Object.hasOwn(values, key);
    if (!isThere || values[key] !== value)
      said(`Header ${headerOf(key)}`, isThere ? "saved" : null, isThere ? "changed" : "saved");
  }
  for (const { key } of stored.keys) {
    if (!Object.hasOwn(secret.values, key)) said(`Header ${headerOf(key)}`, "saved", null);
  }
  if (expiresAt !== row.expiresAt) said("Expires", row.expiresAt, expiresAt);
  const kept = Object.entries(secret.values).map(([key, value]): [string, string | null] => {
    return [key, !isWider && Object.hasOwn(values, key) && values[key] === value ? null : value];
  });
  return { differences, submission: { ...secret, values: Object.fromEntries(kept) } };
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
