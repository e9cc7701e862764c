// Failed sign-ins per account and per address, so that guessing slows down, also across restarts.
// Keys are digests: who tried what is in the audit, not here. Not audited itself: these rows are counters.
import { sql } from "kysely";
import type { Database, Queries } from "#lib/db/client";

export type Attempt = { key: string; failures: number; lastAt: string };

/** At most this many rows: an attacker with many addresses must not fill the disk. */
const rowsMax = 10_000;

/**
 * Decides in one transaction, under the write lock, whether a try may go ahead, and if so counts it as failed in
 * advance: parallel guesses cannot all see the same low count.
 */
export function beginAttempt(
  database: Database,
  keys: string[],
  waitUntil: (attempt: Attempt) => Date | null,
  now: Date,
  forgetBefore: Date,
): Promise<{ waitUntil: Date } | null> {
  return database.kysely.transaction().execute(async (transaction) => {
    if (database.kind === "postgres") await sql`lock table attempt in exclusive mode`.execute(transaction);
    await forget(transaction, forgetBefore);
    const attempts = await transaction.selectFrom("attempt").selectAll().where("key", "in", keys).execute();
    const waits = attempts.map(waitUntil).filter((wait) => wait !== null && wait > now);
    const longest = waits.sort((a, b) => Number(b) - Number(a))[0];
    if (longest) return { waitUntil: longest };
    for (const key of keys) {
      await transaction
        .insertInto("attempt")
        .values({ key, failures: 1, lastAt: now.toISOString() })
        .onConflict((conflict) =>
          conflict.column("key").doUpdateSet({ failures: sql`attempt.failures + 1`, lastAt: now.toISOString() }),
        )
        .execute();
    }
    return null;
  });
}

/** A success: the account starts over, and the address gets back the one that was counted in advance. */
export async function forgiveAttempt(database: Database, accountKey: string, addressKey: string | null): Promise<void> {
  await database.kysely.deleteFrom("attempt").where("key", "=", accountKey).execute();
  if (addressKey === null) return;
  await database.kysely
    .updateTable("attempt")
    .set({ failures: sql`attempt.failures - 1` })
    .where("key", "=", addressKey)
    .where("failures", ">", 0)
    .execute();
}

async function forget(queries: Queries, before: Date): Promise<void> {
  await queries.deleteFrom("attempt").where("lastAt", "<", before.toISOString()).execute();
  const keep = queries.selectFrom("attempt").select("key").orderBy("lastAt", "desc").limit(rowsMax);
  const { count } = await queries
    .selectFrom("attempt")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count > rowsMax) await queries.deleteFrom("attempt").where("key", "not in", keep).execute();
}
