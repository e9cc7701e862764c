// The story of bringing back a revision of a destination: a new revision, with the values that are saved now where they may go, and
// none for another host.
import type { Identity } from "#lib/auth/identity";
import { changedFields } from "#lib/changes/changed-fields";
import {
  conflict,
  hidingSecrets,
  invalid,
  isStale,
  overwriteDestination,
  type Precondition,
  valueProblems,
} from "#lib/changes/destination";
import { knownSecrets } from "#lib/changes/named-secrets";
import { parseShape } from "#lib/changes/parse-shape";
import { findDestinationRow } from "#lib/db/destination";
import { findRevision } from "#lib/db/revision";
import { bodyOf } from "#lib/db/saved-destination";
import { openDestination, sealDestination } from "#lib/db/sealed-destination";
import { fieldsOf } from "#lib/destination/problem";
import { withDefaults } from "#lib/destination/resolve";
import { describeRestoration, type Restoration, RestoreSubmission, restoredFrom } from "#lib/destination/revision";
import type { Destination, SavedDestination } from "#lib/destination/schema";
import { enteredSecrets } from "#lib/destination/secrets";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** `target.revision`: the one that the writer saw as the current one; "any" restores over whatever is there. */
export async function restoreDestination(
  runtime: Runtime,
  identity: Identity,
  target: { id: string; revision: Precondition; from: number },
  submitted: unknown,
  message: string | null = null,
): Promise<Result<SavedDestination>> {
  const { id, from } = target;
  const parsed = parseShape(RestoreSubmission, submitted);
  if (!parsed.ok) return parsed;
  const [old, known] = await Promise.all([findOld(runtime, id, from), knownSecrets(runtime)]);
  if (old === null) return noRevision();
  return overwriteDestination(runtime, identity, target, "destination.restore", (row) => {
    if (row.revision === from)
      return fail("invalid", `Revision ${from} is the current one: there is nothing to restore`);
    const stored = openDestination(runtime, row);
    const { destination, toEnter, strange } = restoredFrom(old, stored, parsed.data);
    const wrong = [...strange, ...valueProblems(destination, runtime, known)];
    if (wrong.length > 0) return invalid([...toEnter, ...wrong]);
    if (isStale(target.revision, row)) return conflict(row);
    if (toEnter.length > 0) return invalid(toEnter);
    return ok({
      content: sealDestination(runtime, id, destination),
      fields: changedFields(withDefaults(stored), withDefaults(destination)),
      entered: enteredSecrets(destination, stored),
      hide: hidingSecrets(destination, stored),
      restored: from,
      message,
    });
  });
}

/** What it would change, before anybody does it. */
export async function planRestoration(runtime: Runtime, id: string, revision: number): Promise<Result<Restoration>> {
  const [row, old, known] = await Promise.all([
    findDestinationRow(runtime.database, id),
    findOld(runtime, id, revision),
    knownSecrets(runtime),
  ]);
  if (row === null || old === null) return noRevision();
  const stored = openDestination(runtime, row);
  const { destination } = restoredFrom(old, stored, {});
  const problems = fieldsOf(valueProblems(destination, runtime, known));
  return ok({ revision, current: row.revision, ...describeRestoration(old, stored), problems });
}

async function findOld({ database }: Runtime, id: string, revision: number): Promise<Destination | null> {
  const row = await findRevision(database.kysely, { kind: "destination", id }, revision);
  return row === null ? null : bodyOf(row);
}

function noRevision(): Result<never> {
  return fail("not_found", "This destination has no such revision, or it is not kept any more");
}
