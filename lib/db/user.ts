// Accounts, as far as better-auth does not write them itself: made together with the spent token and the audit row.
// Knows no plain password and no session cookie.
import { randomUUID } from "node:crypto";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { lockTable } from "#lib/db/lock-table";
import { momentOf } from "#lib/db/moment";
import { findOpenToken, spendToken } from "#lib/db/token";
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

/** The first account, made without a link. Does nothing where there is one already. Two at once would both be admin. */
export function createFirstUser(
  database: Database,
  actor: Actor,
  user: NewUser,
  now: Date,
): Promise<UserRecord | null> {
  return database.kysely.transaction().execute(async (transaction) => {
    await lockTable(transaction, "user");
    const existing = await transaction.selectFrom("user").select("id").limit(1).executeTakeFirst();
    if (existing !== undefined) return null;
    const { email, role, passwordHash } = user;
    const made = { email, role, isVerified: false, wayIn: { providerId: "credential" as const, passwordHash } };
    return insertUser(database, transaction, actor, made, now);
  });
}

/** Makes the account that the token stands for and spends it, or does neither. */
export function createUserWithToken(
  database: Database,
  actorOf: (user: UserRecord) => Actor,
  tokenHash: string,
  user: { email: string; passwordHash: string },
  now: Date,
): Promise<Result<UserRecord>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<UserRecord>> => {
    await lockTable(transaction, "user");
    const token = await findOpenToken(transaction, tokenHash, now);
    if (token === null || token.kind === "reset") return isSpent();
    const email = token.email ?? user.email;
    const taken = await transaction.selectFrom("user").select("id").where("email", "=", email).executeTakeFirst();
    if (taken !== undefined) return fail("conflict", "There is an account with this email already: sign in");
    // Nothing may fail from here on: it would be spent for nothing.
    if (!(await spendToken(transaction, tokenHash, now))) return isSpent();
    const wayIn = { providerId: "credential" as const, passwordHash: user.passwordHash };
    const made = { email, role: token.role, isVerified: false, wayIn };
    return ok(await insertUser(database, transaction, actorOf, made, now));
  });
}

function isSpent(): Result<never> {
  return fail("conflict", "This link was used already or has expired");
}

export type WayIn =
  | { providerId: "credential"; passwordHash: string }
  /** Whom the provider means, for good. */
  | { providerId: "oidc"; accountId: string };

/** Inside a transaction that holds the people's table. */
export async function insertUser(
  database: Database,
  queries: Queries,
  actor: Actor | ((user: UserRecord) => Actor),
  { email, role, isVerified, wayIn }: { email: string; role: string; isVerified: boolean; wayIn: WayIn },
  now: Date,
): Promise<UserRecord> {
  const record = { id: randomUUID(), email, role };
  const emailVerified = database.kind === "postgres" ? isVerified : Number(isVerified);
  const moment = momentOf(database, now);
  const times = { createdAt: moment, updatedAt: moment };
  const own = { emailVerified, image: null, deactivatedAt: null, lastSeenAt: null };
  await queries
    .insertInto("user")
    .values({ ...record, name: email, ...own, ...times })
    .execute();
  await insertWayIn(database, queries, record.id, wayIn, now);
  // Who came in by another way leaves no open door behind.
  await queries.deleteFrom("token").where("email", "=", email).where("usedAt", "is", null).execute();
  const hasPassword = wayIn.providerId === "credential";
  await appendAudit(queries, typeof actor === "function" ? actor(record) : actor, now, {
    action: "person.create",
    noun: { kind: "person", id: record.id, name: email },
    outcome: "done",
    fields: ["/email", "/role", ...(hasPassword ? ["/password"] : [])],
    detail: { role, ...(!hasPassword && { by: wayIn.providerId }) },
  });
  return record;
}

export async function insertWayIn(
  database: Database,
  queries: Queries,
  userId: string,
  wayIn: WayIn,
  now: Date,
): Promise<void> {
  const moment = momentOf(database, now);
  const isCredential = wayIn.providerId === "credential";
  await queries
    .insertInto("account")
    .values({
      id: randomUUID(),
      accountId: isCredential ? userId : wayIn.accountId,
      providerId: wayIn.providerId,
      userId,
      password: isCredential ? wayIn.passwordHash : null,
      createdAt: moment,
      updatedAt: moment,
    })
    .execute();
}
