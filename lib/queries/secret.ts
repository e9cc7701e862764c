// Reads of named secrets for pages and the API: who may get them, who set them, who uses them. Never a value.
import { savedSecretOf } from "#lib/db/saved-secret";
import { findSecretRow, listSecretRows, listSecretUsers } from "#lib/db/secret";
import type { SavedSecret } from "#lib/destination/named-secret";
import { type Runtime, runtime, undeleteMs } from "#lib/runtime";

/** By name. */
export async function listSecrets(): Promise<SavedSecret[]> {
  const started = await runtime();
  const [rows, users] = await Promise.all([listSecretRows(started.database.kysely), usersOf(started)]);
  return rows.map((row) => savedSecretOf(row, users, started.now()));
}

/** Those in use of which something ends soon or has ended. */
export async function listEndingSecrets(): Promise<SavedSecret[]> {
  const started = await runtime();
  const now = started.now();
  const rows = await listSecretRows(started.database.kysely);
  const isEnding = ({ expiry }: SavedSecret) => expiry !== null && expiry.state !== "later";
  if (!rows.some((row) => isEnding(savedSecretOf(row, [], now)))) return [];
  const users = await usersOf(started);
  return rows.map((row) => savedSecretOf(row, users, now)).filter((one) => isEnding(one) && one.usedBy.length > 0);
}

export async function findSecret(name: string): Promise<SavedSecret | null> {
  const started = await runtime();
  const row = await findSecretRow(started.database.kysely, name);
  return row === null ? null : savedSecretOf(row, await usersOf(started), started.now());
}

function usersOf({ database, now }: Runtime) {
  return listSecretUsers(database.kysely, new Date(now().getTime() - undeleteMs));
}
