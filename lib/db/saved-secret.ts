// A secret's row as its readers see it: no value, who set each and when, when something of it ends, who uses it. Opens nothing.

import { secretBodyOf } from "#lib/db/sealed-secret";
import type { SecretRecord, SecretUser } from "#lib/db/secret";
import type { SavedSecret } from "#lib/destination/named-secret";
import { Author } from "#lib/destination/schema";
import { earliest, expiryState } from "#lib/destination/secret-expiry";
import { provisionedOf } from "#lib/provisioned";

export function savedSecretOf(row: SecretRecord, users: readonly SecretUser[], now: Date): SavedSecret {
  const { origins, keys } = secretBodyOf(row);
  const endsAt = earliest([row.expiresAt, ...keys.map(({ expiresAt }) => expiresAt)]);
  return {
    name: row.name,
    origins,
    values: Object.fromEntries(keys.map(({ key }) => [key, null])),
    keys,
    expiresAt: row.expiresAt,
    expiry: endsAt === null ? null : { at: endsAt, state: expiryState(endsAt, now) },
    usedBy: users.filter(({ secrets }) => secrets.includes(row.name)).map(({ id, name }) => ({ id, name })),
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    updatedBy: Author.parse(JSON.parse(row.updatedBy)),
    provisioned: provisionedOf(row.provisioned),
  };
}
