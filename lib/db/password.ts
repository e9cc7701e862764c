// Hashes of passwords: read to compare, replaced with every session that the old one opened. Knows no plain password.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { momentOf } from "#lib/db/moment";
import { endSessions } from "#lib/db/session";
import { endResetTokens, findOpenToken, spendToken } from "#lib/db/token";
import { forgetWrongCodes } from "#lib/db/wrong-code";
import { fail, ok, type Result } from "#lib/result";

export type Credential = { userId: string; email: string; hash: string; deactivatedAt: string | null };

/** Null: no such account, or one that signs in without a password. */
export async function findCredential(database: Database, email: string): Promise<Credential | null> {
  const row = await database.kysely
    .selectFrom("user")
    .innerJoin("account", "account.userId", "user.id")
    .select(["user.id", "user.email", "user.deactivatedAt", "account.password"])
    .where("user.email", "=", email)
    .where("account.providerId", "=", "credential")
    .executeTakeFirst();
  if (row === undefined || row.password === null) return null;
  return { userId: row.id, email: row.email, hash: row.password, deactivatedAt: row.deactivatedAt };
}

/** Ends every session of this person, also the one that asks: it gets a new one. False where `from` is not the present one any more. */
export function replacePassword(
  database: Database,
  actor: Actor,
  { userId, from, hash }: { userId: string; from: string; hash: string },
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    if (!(await write(transaction, database, { userId, from, hash }, now))) return false;
    // A link to a new password was for the one before.
    await endResetTokens(transaction, actor.name);
    const sessions = await endSessions(transaction, userId, null);
    await appendAudit(transaction, actor, now, {
      action: "person.password",
      noun: { kind: "person", id: userId, name: actor.name },
      outcome: "done",
      fields: ["/password"],
      detail: { sessions },
    });
    return true;
  });
}

/** Spends the link and replaces the password, or does neither. */
export function replacePasswordWithToken(
  database: Database,
  { tokenHash, hash }: { tokenHash: string; hash: string },
  now: Date,
): Promise<Result<null>> {
  const spent = fail("conflict", "This link was used already or has expired");
  return database.kysely.transaction().execute(async (transaction): Promise<Result<null>> => {
    const token = await findOpenToken(transaction, tokenHash, now);
    if (token === null || token.kind !== "reset" || token.email === null) return spent;
    const user = await transaction
      .selectFrom("user")
      .select(["id", "email"])
      .where("email", "=", token.email)
      .where("deactivatedAt", "is", null)
      .executeTakeFirst();
    if (user === undefined || !(await spendToken(transaction, tokenHash, now))) return spent;
    await write(transaction, database, { userId: user.id, from: null, hash }, now);
    const sessions = await endSessions(transaction, user.id, null);
    await appendAudit(transaction, { kind: "user", id: user.id, name: user.email }, now, {
      action: "person.password",
      noun: { kind: "person", id: user.id, name: user.email },
      outcome: "done",
      fields: ["/password"],
      detail: { sessions, by: "link" },
    });
    return ok(null);
  });
}

/** `from`: only where it is this one. */
async function write(
  queries: Queries,
  database: Database,
  { userId, from, hash }: { userId: string; from: string | null; hash: string },
  now: Date,
): Promise<boolean> {
  let writing = queries
    .updateTable("account")
    .set({ password: hash, updatedAt: momentOf(database, now) })
    .where("userId", "=", userId)
    .where("providerId", "=", "credential");
  if (from !== null) writing = writing.where("password", "=", from);
  if ((await writing.returning("id").executeTakeFirst()) === undefined) return false;
  await forgetWrongCodes(queries, userId);
  return true;
}
