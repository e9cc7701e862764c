// What the revisions hold that rows of the audit name: many at once, by destination and number.
import type { Database } from "#lib/db/client";

export type Named = { id: string; revision: number };

/** So many pairs in one statement; SQLite refuses a condition of more than a thousand parts. */
const pairsMax = 100;

/** Bodies by `keyOf`; one that is not kept any more is absent. */
export async function findRevisionBodies({ kysely }: Database, wanted: readonly Named[]): Promise<Map<string, string>> {
  const bodies = new Map<string, string>();
  for (let start = 0; start < wanted.length; start += pairsMax) {
    const rows = await kysely
      .selectFrom("revision")
      .select(["nounId", "revision", "body"])
      .where("nounKind", "=", "destination")
      .where((where) =>
        where.or(
          wanted
            .slice(start, start + pairsMax)
            .map(({ id, revision }) => where.and([where("nounId", "=", id), where("revision", "=", revision)])),
        ),
      )
      .execute();
    for (const { nounId, revision, body } of rows) bodies.set(keyOf({ id: nounId, revision }), body);
  }
  return bodies;
}

export function keyOf({ id, revision }: Named): string {
  return `${id} ${revision}`;
}
