// What better-auth does not do about sessions: remember when one was last used, list a person's, end them with an audit row.
import type { AuditAction } from "#lib/audit/action";
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";
import { momentOf } from "#lib/db/moment";

export type SessionRecord = { id: string; createdAt: string; usedAt: string; userAgent: string };

/** Not audited: a page view is no change. */
export async function touchSession(database: Database, id: string, userId: string, now: Date): Promise<void> {
  await database.kysely
    .updateTable("session")
    .set({ updatedAt: momentOf(database, now) })
    .where("id", "=", id)
    .execute();
  await seen(database, userId, now);
}

/** The one used last first; those that are over by their age are not there. */
export async function listSessions(database: Database, userId: string, now: Date): Promise<SessionRecord[]> {
  const rows = await database.kysely
    .selectFrom("session")
    .select(["id", "createdAt", "updatedAt", "userAgent"])
    .where("userId", "=", userId)
    .where("expiresAt", ">", momentOf(database, now))
    .orderBy("updatedAt", "desc")
    .execute();
  return rows.map(({ id, createdAt, updatedAt, userAgent }) => ({
    id,
    createdAt: new Date(createdAt).toISOString(),
    usedAt: new Date(updatedAt).toISOString(),
    userAgent: userAgent ?? "",
  }));
}

/** False where this person has no such session. */
export function deleteSession(
  database: Database,
  actor: Actor,
  { id, userId }: { id: string; userId: string },
  action: AuditAction,
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const deleted = await transaction
      .deleteFrom("session")
      .where("id", "=", id)
      .where("userId", "=", userId)
      .returning("id")
      .executeTakeFirst();
    if (deleted === undefined) return false;
    await appendAudit(transaction, actor, now, {
      action,
      noun: { kind: "session", id, name: actor.name },
      outcome: "done",
      fields: [],
    });
    return true;
  });
}

/** All but the one they sit at; how many there were. */
export function deleteOtherSessions(
  database: Database,
  actor: Actor,
  { id, userId }: { id: string; userId: string },
  now: Date,
): Promise<number> {
  return database.kysely.transaction().execute(async (transaction) => {
    const sessions = await endSessions(transaction, userId, id);
    if (sessions === 0) return 0;
    await appendAudit(transaction, actor, now, {
      action: "session.revoke_others",
      noun: { kind: "person", id: userId, name: actor.name },
      outcome: "done",
      fields: [],
      detail: { sessions },
    });
    return sessions;
  });
}

/** Inside the transaction that says why. */
export async function endSessions(queries: Queries, userId: string, exceptId: string | null): Promise<number> {
  let ending = queries.deleteFrom("session").where("userId", "=", userId);
  if (exceptId !== null) ending = ending.where("id", "!=", exceptId);
  return (await ending.returning("id").execute()).length;
}

async function seen(database: Database, userId: string, now: Date): Promise<void> {
  await database.kysely.updateTable("user").set({ lastSeenAt: now.toISOString() }).where("id", "=", userId).execute();
}
