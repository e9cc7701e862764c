// The only road on which a row of the audit ever leaves: older than the retention that an admin set, and handed over to whoever
// gets the audit. Each step says so in a row of its own.
import { type Actor, appendAudit } from "#lib/db/audit";
import { readExportState } from "#lib/db/audit-export";
import type { Database } from "#lib/db/client";

/** As the triggers of the audit know it (lib/db/migrations/007-audit.ts). */
export const pruneHorizon = "audit prune horizon";

/** One transaction: what else is written meanwhile waits no longer than for these. */
export const pruneRowsMax = 5000;

/** Up to 5,000 rows from before `horizon`, oldest first. Returns how many; less than that many = there are no more. */
export async function pruneAudit(database: Database, actor: Actor, horizon: Date, now: Date): Promise<number> {
  const before = horizon.toISOString();
  const old = database.kysely.selectFrom("audit").select("id").where("at", "<", before).limit(1);
  if ((await old.executeTakeFirst()) === undefined) return 0;
  const exported = await readExportState(database);
  return database.kysely.transaction().execute(async (transaction) => {
    // A second console waits here until this one has committed, and finds nothing left to do.
    await transaction.insertInto("instance").values({ key: pruneHorizon, value: before }).execute();
    const due = transaction.selectFrom("audit").select("id").where("at", "<", before).orderBy("at").limit(pruneRowsMax);
    const meant = exported === null ? due : due.where("id", "<=", exported.cursor);
    const deleted = await transaction.deleteFrom("audit").where("id", "in", meant).executeTakeFirst();
    const rows = Number(deleted.numDeletedRows);
    await transaction.deleteFrom("instance").where("key", "=", pruneHorizon).execute();
    if (rows === 0) return 0;
    await appendAudit(transaction, actor, now, {
      action: "audit.prune",
      noun: { kind: "audit", id: null, name: null },
      outcome: "done",
      fields: [],
      detail: { rows, before },
    });
    return rows;
  });
}
