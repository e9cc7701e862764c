// Seals the values of a named secret and opens them again. The blob is bound to the name, the origins and the keys: a row changed by
// hand sends its values nowhere else.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { Sealer } from "#lib/db/sealed-destination";
import type { SecretContent, SecretRecord } from "#lib/db/secret";
import { SecretKey } from "#lib/destination/named-secret";
import type { OpenedSecret } from "#lib/destination/named-secret-headers";
import { headerOf } from "#lib/destination/secret-key";
import { log } from "#lib/log";

/** Beside the sealing, what tells two values of one place apart without telling them. */
export type SecretSealer = Sealer & { fingerprint(place: readonly string[], text: string): string };

const SecretBody = z.strictObject({ origins: z.array(z.string()), keys: z.array(SecretKey) });
export type SecretBody = z.output<typeof SecretBody>;
const Values = z.record(z.string(), z.string());

/** Throws where the row does not hold a secret: that is a bug. */
export function secretBodyOf({ body }: Pick<SecretRecord, "body">): SecretBody {
  return SecretBody.parse(JSON.parse(body));
}

/** `values` by key, one for each of `body.keys`. */
export function sealSecret(
  { seal }: Sealer,
  name: string,
  body: SecretBody,
  values: Record<string, string>,
): Pick<SecretContent, "body" | "sealed"> {
  return { body: JSON.stringify(body), sealed: seal(JSON.stringify(values), contextOf(name, body)) };
}

/** By key; null where they do not open. */
export function openValues({ unseal }: Sealer, row: SecretRecord): Record<string, string> | null {
  const text = unseal(row.sealed, contextOf(row.name, secretBodyOf(row)));
  if (text !== null) return Values.parse(JSON.parse(text));
  log.error("The values of a secret do not open: its row was changed from outside, or the key is another", {
    name: row.name,
  });
  return null;
}

/** As destinations use it: by header, null where the values do not open. */
export function openSecret(sealer: Sealer, row: SecretRecord): OpenedSecret {
  const { origins, keys } = secretBodyOf(row);
  const values = openValues(sealer, row);
  const headers = keys.map(({ key }): [string, string | null] => [headerOf(key), values?.[key] ?? null]);
  return { name: row.name, origins, values: Object.fromEntries(headers) };
}

/** Under another sealing key, which changes the fingerprints too; null where it does not open. */
export function resealSecret(
  from: Sealer,
  to: SecretSealer,
  row: SecretRecord,
): Pick<SecretContent, "body" | "sealed"> | null {
  const values = openValues(from, row);
  if (values === null) return null;
  const { origins, keys } = secretBodyOf(row);
  const renewed = keys.map((one) => ({
    ...one,
    fingerprint: valueFingerprint(to, row.name, one.key, values[one.key] ?? ""),
  }));
  return sealSecret(to, row.name, { origins, keys: renewed }, values);
}

/** Of the value of one header of one secret, however its name is spelt: two secrets do not show that they hold the same value. */
export function valueFingerprint(
  { fingerprint }: Pick<SecretSealer, "fingerprint">,
  name: string,
  key: string,
  value: string,
): string {
  return fingerprint([name, headerOf(key).toLowerCase()], value);
}

function contextOf(name: string, { origins, keys }: SecretBody): string {
  const bound = JSON.stringify([[...origins].sort(), keys.map(({ key }) => key).sort()]);
  return `secret ${name} ${createHash("sha256").update(bound).digest("base64url")}`;
}
