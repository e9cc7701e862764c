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
