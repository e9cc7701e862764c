// Codes of the second factor that were wrong in a row. Each is counted in advance: parallel guesses cannot all see the same low count.
// Only who knows the password gets to guess one, so from the tenth on it is kept until there is another password, and told.
import { type Actor, appendAudit } from "#lib/db/audit";
import { type Database, isPostgres, type Queries } from "#lib/db/client";

/** Tries that cost nothing; then 1 s, 2 s, 4 s … up to half an hour. */
const freeCodes = 10;
const waitMsMax = 30 * 60_000;
const system: Actor = { kind: "system", id: null, name: "Outspan" };

type WrongCodes = { count: number; since: string };

/** Null: go ahead, it is counted. Else when the next one may be tried. `waits`: not for a browser that was here before. */
export function beginCode(database: Database, userId: string, waits: boolean, now: Date): Promise<Date | null> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom("twoFactor")
      .select(["wrongCodes", "wrongSince", "wrongAt"])
      .where("userId", "=", userId)
      .$if(isPostgres(transaction), (query) => query.forUpdate())
      .executeTakeFirst();
    if (row === undefined) return null;
    const beyond = row.wrongCodes - freeCodes;
    if (waits && beyond >= 0 && row.wrongAt !== null) {
      const until = new Date(Date.parse(row.wrongAt) + Math.min(1000 * 2 ** beyond, waitMsMax));
      if (until > now) return until;
    }
    const at = now.toISOString();
    const counted = { wrongCodes: row.wrongCodes + 1, wrongSince: row.wrongSince ?? at, wrongAt: at };
    await transaction.updateTable("twoFactor").set(counted).where("userId", "=", userId).execute();
    return null;
  });
}

/** After a right one: gives back the one that was counted; fewer than ten before it are forgotten. */
export async function forgiveCodes(database: Database, userId: string): Promise<void> {
  await clear(database.kysely, userId, freeCodes);
  await database.kysely
    .updateTable("twoFactor")
    .set(({ eb }) => ({ wrongCodes: eb("wrongCodes", "-", 1) }))
    .where("userId", "=", userId)
    .where("wrongCodes", ">", freeCodes)
    .execute();
}

/** After a wrong one: the tenth in a row is a row of the audit. */
export function noteWrongCode(database: Database, person: { id: string; email: string }, now: Date): Promise<void> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom("twoFactor")
      .select("wrongCodes")
      .where("userId", "=", person.id)
      .executeTakeFirst();
    if (row?.wrongCodes !== freeCodes) return;
    await appendAudit(transaction, system, now, {
      action: "person.wrong_codes",
      noun: { kind: "person", id: person.id, name: person.email },
      outcome: "done",
      fields: [],
      detail: { count: row.wrongCodes },
    });
  });
}

/** Null where there were fewer than ten: people mistype. */
export async function findWrongCodes(database: Database, userId: string): Promise<WrongCodes | null> {
  const row = await database.kysely
    .selectFrom("twoFactor")
    .select(["wrongCodes", "wrongSince"])
    .where("userId", "=", userId)
    .where("wrongCodes", ">=", freeCodes)
    .executeTakeFirst();
  return row === undefined || row.wrongSince === null ? null : { count: row.wrongCodes, since: row.wrongSince };
}

/** Inside the transaction of a new password: who guessed knew the one before. */
export async function forgetWrongCodes(queries: Queries, userId: string): Promise<void> {
  await clear(queries, userId, null);
}

async function clear(queries: Queries, userId: string, atMost: number | null): Promise<void> {
  let clearing = queries
    .updateTable("twoFactor")
    .set({ wrongCodes: 0, wrongSince: null, wrongAt: null })
    .where("userId", "=", userId);
  if (atMost !== null) clearing = clearing.where("wrongCodes", "<=", atMost);
  await clearing.execute();
}
