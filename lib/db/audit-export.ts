// The way of audit rows out of the database: rows after a cursor in an order that no late commit can break, and the one
// cursor. Knows neither telemetry nor engine.
import * as z from "zod";
import { type AuditRecord, auditRecordOf } from "#lib/db/audit";
import type { Database, Queries } from "#lib/db/client";

/** `cursor`: the last row that was handed over. */
export type ExportState = { cursor: number };

const fact = "audit export";
const ExportFact = z.object({ cursor: z.int() });

/** null while no destination wants the audit: then there is no cursor. */
export async function readExportState(database: Database): Promise<ExportState | null> {
  const value = await storedState(database.kysely);
  return value === null ? null : ExportFact.parse(JSON.parse(value));
}

/** The newest row there is; 0 = none. */
export async function newestAuditId(database: Database): Promise<number> {
  const row = await database.kysely
    .selectFrom("audit")
    .select((select) => select.fn.max("id").as("id"))
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** The cursor begins behind the newest row: what happened before does not count. The first of two nodes wins. */
export async function beginAuditExport(database: Database): Promise<void> {
  const state: ExportState = { cursor: await newestAuditId(database) };
  await database.kysely
    .insertInto("instance")
    .values({ key: fact, value: stateText(state) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** Nobody wants the audit any more: whoever does later begins anew. */
export async function endAuditExport(database: Database): Promise<void> {
  await database.kysely.deleteFrom("instance").where("key", "=", fact).execute();
}

/** Writes `next` if `seen` is still what is stored. False: another node was faster. */
export async function replaceExportState(database: Database, seen: ExportState, next: ExportState): Promise<boolean> {
  const written = await database.kysely
    .updateTable("instance")
    .set({ value: stateText(next) })
    .where("key", "=", fact)
    .where("value", "=", stateText(seen))
    .executeTakeFirst();
  return written.numUpdatedRows > 0n;
}

/** Rows after the cursor, oldest first. They appear in the order of their numbers (lib/db/audit.ts), so that none is passed by. */
export async function listAuditAfter(database: Database, cursor: number, limit: number): Promise<AuditRecord[]> {
  const rows = await database.kysely
    .selectFrom("audit")
    .selectAll()
    .where("id", ">", cursor)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(auditRecordOf);
}

/** The same state is the same text: rows are compared by it. */
function stateText({ cursor }: ExportState): string {
  return JSON.stringify({ cursor });
}

async function storedState(queries: Queries): Promise<string | null> {
  const row = await queries.selectFrom("instance").select("value").where("key", "=", fact).executeTakeFirst();
  return row?.value ?? null;
}
