// The record of who did what: appended in the transaction of the change, never rewritten. Holds no value of anything.
import type { Queries } from "#lib/db/client";

/** Who changes something. `system` is Outspan itself: start-up, the purge. */
export type Actor = { kind: "user" | "key" | "file" | "system"; id: string | null; name: string };

export type AuditEntry = {
  action: string;
  noun: { kind: string; id: string | null; name: string | null };
  /** `asked`: of the engine, which did not answer; it may be done. */
  outcome: "done" | "asked" | "refused";
  /** JSON Pointers of what changed. */
  fields: string[];
  detail?: AuditDetail;
};

/** Numbers and short texts beside it: how many items were discarded, a verdict, a target's origin. Never contents of anything. */
export type AuditDetail = Record<string, number | string>;

/** Call it inside the transaction that makes the change. */
export async function appendAudit(queries: Queries, actor: Actor, now: Date, entry: AuditEntry): Promise<void> {
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
