// Everybody who has an account or an invitation. Never a link.
import { type KeyRole, keyRoles, mayGrant, opensReceiver, roles } from "#lib/auth/permissions";
import { listPeople as list } from "#lib/changes/people";
import { listKeyRows } from "#lib/db/key";
import type { MadeKey, Person } from "#lib/person";
import { runtime } from "#lib/runtime";

export async function listPeople(): Promise<Person[]> {
  return list(await runtime());
}

/** By the id of whoever made them. */
export async function listMadeKeys(): Promise<Record<string, MadeKey[]>> {
  const { database } = await runtime();
  const made: Record<string, MadeKey[]> = {};
  for (const { makerId, name, role } of await listKeyRows(database)) {
    const known = keyRoles.find((one) => one === role);
    if (makerId === null || known === undefined) continue;
    made[makerId] = [...(made[makerId] ?? []), madeKeyOf(name, known)];
  }
  return made;
}

function madeKeyOf(name: string, role: KeyRole): MadeKey {
  return { name, isIngest: opensReceiver(role), tooMuchFor: roles.filter((one) => !mayGrant(one, role)) };
}
