// The way of audit rows out of the database: rows after a cursor in an order that no late commit can break, and the one
// cursor. Knows neither telemetry nor engine.
import { sql } from "kysely";
import * as z from "zod";
import type { Database, Queries } from "#lib/db/client";

/** `cursor`: the last row that was handed over. */
export type ExportState = { cursor: number };

export type AuditRecord = {
  id: number;
  at: string;
  actor: { kind: string; id: string | null; name: string };
  action: string;
  noun: { kind: string; id: string | null; name: string | null };
  outcome: string;
  fields: string[];
};

const fact = "audit export";
const ExportFact = z.object({ cursor: z.int() });
/** An export that waits for a long transaction would make the changes behind it wait too. */
const lockWaitMs = 500;
const lockNotAvailable = "55P03";

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
  const state: ExportState = { cursor: await settledAuditId(database) };
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

/**
 * Rows after the cursor, oldest first, with no row missing in between. null = a change is being written right now that
 * might still get a smaller number: ask again later.
 */
export function listAuditAfter(database: Database, cursor: number, limit: number): Promise<AuditRecord[] | null> {
  return behindWriters(database, async (queries) => {
    const rows = await queries
      .selectFrom("audit")
      .selectAll()
      .where("id", ">", cursor)
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      at: row.at,
      actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
      action: row.action,
      noun: { kind: row.nounKind, id: row.nounId, name: row.nounName },
      outcome: row.outcome,
      fields: z.array(z.string()).parse(JSON.parse(row.fields)),
    }));
  });
}

/** Any cursor is right to begin at, so that a busy moment is no reason to wait. */
async function settledAuditId(database: Database): Promise<number> {
  const settled = await behindWriters(database, async (queries) => {
    const row = await queries
      .selectFrom("audit")
      .select((select) => select.fn.max("id").as("id"))
      .executeTakeFirst();
    return row?.id ?? 0;
  });
  return settled ?? newestAuditId(database);
}

/**
 * PostgreSQL hands out numbers before it commits, so that a smaller one may appear after a greater one. SHARE waits for all
 * who are inserting and lets nobody begin: what is read under it is complete up to its greatest number. SQLite has one
 * writer at a time.
 */
async function behindWriters<T>(database: Database, read: (queries: Queries) => Promise<T>): Promise<T | null> {
  if (database.kind === "sqlite") return read(database.kysely);
  try {
    return await database.kysely.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = ${sql.lit(lockWaitMs)}`.execute(transaction);
      await sql`lock table audit in share mode`.execute(transaction);
      return read(transaction);
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === lockNotAvailable) return null;
    throw error;
  }
}

/** The same state is the same text: rows are compared by it. */
function stateText({ cursor }: ExportState): string {
  return JSON.stringify({ cursor });
}

async function storedState(queries: Queries): Promise<string | null> {
  const row = await queries.selectFrom("instance").select("value").where("key", "=", fact).executeTakeFirst();
  return row?.value ?? null;
}
