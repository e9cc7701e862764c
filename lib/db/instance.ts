// Facts about this instance as a whole, one row each.
import type { Database } from "#lib/db/client";

/** null where nobody wrote it yet. */
export async function findInstanceFact(database: Database, key: string): Promise<string | null> {
  const row = await database.kysely.selectFrom("instance").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value ?? null;
}

/** Writes the value if there is none yet, and returns the one that counts. */
export function claimInstanceFact(database: Database, key: string, value: string): Promise<string> {
  return database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("instance")
      .values({ key, value })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    const row = await transaction
      .selectFrom("instance")
      .select("value")
      .where("key", "=", key)
      .executeTakeFirstOrThrow();
    return row.value;
  });
}

/** Replaces what was there. */
export async function writeInstanceFact(database: Database, key: string, value: string): Promise<void> {
  await database.kysely
    .insertInto("instance")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}
