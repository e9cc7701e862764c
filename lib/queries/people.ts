// Everybody who has an account or an invitation. Never a link.
import { listPeople as list } from "#lib/changes/people";
import type { Person } from "#lib/person";
import { runtime } from "#lib/runtime";

export async function listPeople(): Promise<Person[]> {
  return list(await runtime());
}
