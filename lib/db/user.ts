// Accounts, as far as better-auth does not write them itself: made together with the spent token and the audit row.
// Knows no plain password and no session cookie.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import type { Moment } from "#lib/db/tables";
import { spendToken } from "#lib/db/token";
import { fail, ok, type Result } from "#lib/result";

export type NewUser = { email: string; role: string; passwordHash: string };
export type UserRecord = { id: string; email: string; role: string };

export async function hasUsers(database: Database): Promise<boolean> {
  const row = await database.kysely.selectFrom("user").select("id").limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function findUserByEmail(database: Database, email: string): Promise<UserRecord | null> {
  const row = await database.kysely
    .selectFrom("user")
    .select(["id", "email", "role"])
    .where("email", "=", email)
    .executeTakeFirst();
  return row ?? null;
}

/** The first account, made without a link. Does nothing where there is one already. */
export function createFirstUser(
  database: Database,
  actor: Actor,
  user: NewUser,
  now: Date,
): Promise<UserRecord | null> {
  return database.kysely.transaction().execute(async (transaction) => {
    await lockUsers(database, transaction);
    const existing = await transaction.selectFrom("user").select("id").limit(1).executeTakeFirst();
    if (existing !== undefined) return null;
    return insertUser(database, transaction, actor, user, now);
  });
}

/** Spends the token and makes the account that it stands for, or does neither. */
export function createUserWithToken(
  database: Database,
  actorOf: (user: UserRecord) => Actor,
  tokenHash: string,
  user: { email: string; passwordHash: string },
  now: Date,
): Promise<Result<UserRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<UserRecord>> => {
    await lockUsers(database, transaction);
    const token = await spendToken(transaction, tokenHash, now);
    if (token === null || token.kind === "reset") return fail("conflict", "This link was used already or has expired");
    const email = token.email ?? user.email;
    const taken = await transaction.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
    if (taken !== undefined) return fail("conflict", "There is an account with this email already: sign in");
    const record = await insertUser(database, transaction, actorOf, { ...user, email, role: token.role }, now);
    return ok(record);
  });
}

/** Two first accounts at once would both be admin: on PostgreSQL the second waits here (SQLite has one writer anyway). */
export async function lockUsers(database: Database, queries: Queries): Promise<void> {
  if (database.kind === "postgres") await sql`lock table "user" in share row exclusive mode`.execute(queries);
}

async function insertUser(
  database: Database,
  queries: Queries,
  actor: Actor | ((user: UserRecord) => Actor),
  { email, role, passwordHash }: NewUser,
  now: Date,
): Promise<UserRecord> {
  const id = randomUUID();
  const moment: Moment = database.kind === "postgres" ? now : now.toISOString();
  const times = { createdAt: moment, updatedAt: moment };
  await queries
    .insertInto("user")
    .values({
      id,
      name: email,
      email,
      emailVerified: database.kind === "postgres" ? false : 0,
      image: null,
      role,
      deactivatedAt: null,
      lastSeenAt: null,
      ...times,
    })
    .execute();
  await queries
    .insertInto("account")
    .values({ id: randomUUID(), accountId: id, providerId: "credential", userId: id, password: passwordHash, ...times })
    .execute();
  // Who came in by another way leaves no open door behind.
  await queries.deleteFrom("token").where("email", "=", email).where("usedAt", "is", null).execute();
  const record = { id, email, role };
  await appendAudit(queries, typeof actor === "function" ? actor(record) : actor, now, {
    action: "person.create",
    noun: { kind: "person", id, name: email },
    outcome: "done",
    fields: ["/email", "/role", "/password"],
  });
  return record;
}
