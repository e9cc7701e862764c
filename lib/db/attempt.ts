// Failed sign-ins by what they are counted for (lib/auth/sign-in-delay.ts), so that guessing slows down, also across restarts.
// Keys are digests: who tried is in the log (lib/auth/refused-sign-ins.ts), not here. Not audited: these rows are counters.
import { sql } from "kysely";
import type { Database, Queries } from "#lib/db/client";

export type Attempt = { key: string; failures: number; lastAt: string };

/** At most this many rows: an attacker with many addresses must not fill the disk. */
const rowsMax = 30_000;

/** Refused until then, or begun: `waitUntil` is when the next one may be made if this one fails (null = at once). */
export type Begun = { isRefused: true; waitUntil: Date } | { isRefused: false; waitUntil: Date | null };

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
): Promise<Begun> {
  return database.kysely.transaction().execute(async (transaction) => {
    if (database.kind === "postgres") await sql`lock table attempt in exclusive mode`.execute(transaction);
    await forget(transaction, forgetBefore);
    const attempts = await transaction.selectFrom("attempt").selectAll().where("key", "in", keys).execute();
    const longest = latest(attempts.map(waitUntil));
    if (longest !== null && longest > now) return { isRefused: true, waitUntil: longest };
    const lastAt = now.toISOString();
    for (const key of keys) {
      await transaction
        .insertInto("attempt")
        .values({ key, failures: 1, lastAt })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ failures: sql`attempt.failures + 1`, lastAt }))
        .execute();
    }
    const failuresOf = (key: string) => attempts.find((attempt) => attempt.key === key)?.failures ?? 0;
    const next = keys.map((key) => waitUntil({ key, failures: failuresOf(key) + 1, lastAt }));
    return { isRefused: false, waitUntil: latest(next) };
  });
}

function latest(dates: (Date | null)[]): Date | null {
  return dates.filter((date) => date !== null).sort((a, b) => Number(b) - Number(a))[0] ?? null;
}

/** A success: its own place starts over. What it shares with others gets back no more than the one that was counted in advance. */
export async function forgiveAttempt(database: Database, own: string, shared: string[]): Promise<void> {
  await database.kysely.deleteFrom("attempt").where("key", "=", own).execute();
  if (shared.length > 0) await returnAttempt(database, shared);
}

/** Neither a failure nor a success yet: each gets back the one that was counted in advance, and no more. */
export async function returnAttempt(database: Database, keys: string[]): Promise<void> {
  await database.kysely
    .updateTable("attempt")
    .set({ failures: sql`attempt.failures - 1` })
    .where("key", "in", keys)
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
