// What is done to a destination's delivery without a new revision: a pause is stored, a retry and a discard are only told.
import { type Actor, appendAudit } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { nameOf } from "#lib/db/destination";

/** Paused since `pausedAt`; null = not any more. False: it stood so already, or there is no such destination. */
export function setPaused(
  database: Database,
  actor: Actor,
  id: string,
  isPaused: boolean,
  now: Date,
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("destination")
      .set({ pausedAt: isPaused ? now.toISOString() : null })
      .where("id", "=", id)
      .where("deletedAt", "is", null)
      .where("pausedAt", isPaused ? "is" : "is not", null)
      .returning("body")
      .executeTakeFirst();
    if (row === undefined) return false;
    const noun = { kind: "destination", id, name: nameOf(row.body) };
    const action = isPaused ? "destination.pause" : "destination.resume";
    await appendAudit(transaction, actor, now, { action, noun, outcome: "done", fields: [] });
    return true;
  });
}

/** What somebody did to a destination's queue, which lies with the engine. */
export type QueueChange = {
  action: "destination.retry" | "destination.discard";
  /** false: the engine was asked and did not answer. */
  isDone: boolean;
  /** How many it concerned; null = not known, or no matter. */
  items: number | null;
  /** Where, if another node was asked to. */
  node?: string;
};

export async function noteQueueChange(
  database: Database,
  actor: Actor,
  destination: { id: string; name: string },
  { action, isDone, items, node }: QueueChange,
  now: Date,
): Promise<void> {
  const noun = { kind: "destination", ...destination };
  const known = { ...(items !== null && { items }), ...(node !== undefined && { node }) };
  const detail = Object.keys(known).length === 0 ? {} : { detail: known };
  const outcome = isDone ? "done" : "asked";
  await appendAudit(database.kysely, actor, now, { action, noun, outcome, fields: [], ...detail });
}
