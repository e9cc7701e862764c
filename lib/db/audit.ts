// The record of who did what: appended in the transaction of the change, never rewritten. Holds no value of anything.
import { type Selectable, sql } from "kysely";
import * as z from "zod";
import type { AuditAction } from "#lib/audit/action";
import { isPostgres, type Queries } from "#lib/db/client";
import type { Tables } from "#lib/db/tables";

/** Who changes something. `system` is Outspan itself: start-up, the purge. */
export type Actor = { kind: "user" | "key" | "file" | "system"; id: string | null; name: string };

export type AuditEntry = {
  action: AuditAction;
  noun: { kind: string; id: string | null; name: string | null };
  /** `asked`: of the engine, which did not answer; it may be done. */
  outcome: "done" | "asked" | "refused";
  /** JSON Pointers of what changed. */
  fields: string[];
  detail?: AuditDetail;
};

/** Numbers and short texts beside it: how many items were discarded, a verdict, a target's origin. Never contents of anything. */
type AuditDetail = Record<string, number | string>;

/** As it was appended. */
export type AuditRecord = {
  /** Ever growing, in the order of the commits. */
  id: number;
  at: string;
  actor: { kind: string; id: string | null; name: string };
  action: string;
  noun: { kind: string; id: string | null; name: string | null };
  outcome: string;
  fields: string[];
  detail: AuditDetail;
};

/** Any constant that no other program on the same PostgreSQL database uses: "outaudit" in ASCII. */
const advisoryLock = "0x6f75746175646974";

/** Call it inside the transaction that makes the change. */
export async function appendAudit(queries: Queries, actor: Actor, now: Date, entry: AuditEntry): Promise<void> {
  if (isPostgres(queries) && !queries.isTransaction) {
    return queries.transaction().execute((transaction) => appendAudit(transaction, actor, now, entry));
  }
  await takeTurn(queries);
  await queries
    .insertInto("audit")
    .values({
      at: now.toISOString(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      action: entry.action,
      nounKind: entry.noun.kind,
      nounId: entry.noun.id,
      nounName: entry.noun.name,
      outcome: entry.outcome,
      fields: JSON.stringify(entry.fields),
      detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
    })
    .execute();
}

/**
 * PostgreSQL hands out numbers before it commits: without this a smaller one could appear after a greater one, and a reader who
 * remembers the greatest would never see it. Held until the commit. SQLite has one writer at a time.
 */
async function takeTurn(queries: Queries): Promise<void> {
  if (!isPostgres(queries)) return;
  await sql`select pg_advisory_xact_lock(${sql.raw(BigInt(advisoryLock).toString())})`.execute(queries);
}

const Fields = z.array(z.string());
const Detail = z.record(z.string(), z.union([z.number(), z.string()]));

export function auditRecordOf(row: Selectable<Tables["audit"]>): AuditRecord {
  return {
    id: row.id,
    at: row.at,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    noun: { kind: row.nounKind, id: row.nounId, name: row.nounName },
    outcome: row.outcome,
    fields: Fields.parse(JSON.parse(row.fields)),
    detail: row.detail === null ? {} : Detail.parse(JSON.parse(row.detail)),
  };
}
