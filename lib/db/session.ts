// The two things about sessions that better-auth does not do: remember when one was last used, end it with an audit row.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database } from "#lib/db/client";

/** Not audited: a page view is no change. */
export async function touchSession(database: Database, id: string, now: Date): Promise<void> {
  await database.kysely
    .updateTable("session")
    .set({ updatedAt: database.kind === "postgres" ? now : now.toISOString() })
    .where("id", "=", id)
    .execute();
}

export function deleteSession(database: Database, actor: Actor, id: string, action: string, now: Date): Promise<void> {
  return database.kysely.transaction().execute(async (transaction) => {
    const deleted = await transaction.deleteFrom("session").where("id", "=", id).returning("id").executeTakeFirst();
    if (deleted === undefined) return;
    await appendAudit(transaction, actor, now, {
      action,
      noun: { kind: "session", id, name: actor.name },
      outcome: "done",
      fields: [],
    });
  });
}

/** For the row that better-auth wrote a moment ago (it cannot share a transaction with us). */
export async function auditSignIn(database: Database, id: string, userId: string, now: Date): Promise<void> {
  const user = await database.kysely.selectFrom("user").select("email").where("id", "=", userId).executeTakeFirst();
  const name = user?.email ?? userId;
  await appendAudit(database.kysely, { kind: "user", id: userId, name }, now, {
    action: "session.create",
    noun: { kind: "session", id, name },
    outcome: "done",
    fields: [],
  });
}
