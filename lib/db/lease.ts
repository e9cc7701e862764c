// Work that one node at a time does for all: who holds it, and until when by the database's clock. Knows no work.
import type { Database } from "#lib/db/client";
import { databaseClock } from "#lib/db/database-clock";

/** Takes or renews it. False: another node holds it, and its time is not over. */
export async function takeLease(database: Database, name: string, holder: string, forMs: number): Promise<boolean> {
  const until = databaseClock(database, forMs);
  const row = await database.kysely
    .insertInto("lease")
    .values({ name, holder, until })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ holder, until })
        .where((where) =>
          where.or([where("lease.holder", "=", holder), where("lease.until", "<=", databaseClock(database))]),
        ),
    )
    .returning("holder")
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever comes next need not wait. */
export async function giveLeaseBack(database: Database, name: string, holder: string): Promise<void> {
  await database.kysely.deleteFrom("lease").where("name", "=", name).where("holder", "=", holder).execute();
}

/** null = nobody, or its time is over. */
export async function leaseHolder(database: Database, name: string): Promise<string | null> {
  const row = await database.kysely
    .selectFrom("lease")
    .select("holder")
    .where("name", "=", name)
    .where("until", ">", databaseClock(database))
    .executeTakeFirst();
  return row?.holder ?? null;
}
