// What other nodes ask of this one's engine: to try or to give up what waits here. Obeyed at most once and while it is young, and only of
// what came before it was asked. Who asked is in the audit, with how much it was here.
import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "#lib/db/client";
import { noteQueueChange } from "#lib/db/delivery";
import { findDestinationRow } from "#lib/db/destination";
import { type NodeOrder, takeOrders } from "#lib/db/node-order";
import { bodyOf } from "#lib/db/saved-destination";
import type { EngineClient } from "#lib/engine/client";
import { log } from "#lib/log";
import { regularly } from "#lib/regularly";
import { unexpected } from "#lib/unexpected";

export type NodeOrderParts = {
  database: Database;
  client: Pick<EngineClient, "retry" | "discard">;
  /** null = not sure yet that the orders of this node are its own. */
  self(): { id: string; name: string } | null;
  now(): Date;
  monotonicMs(): number;
  everyMs: number;
};

/** As long as a discard may take where it was asked, and an engine that was just restarted here. */
const youngMs = 150_000;
/** A stop leaves an engine that has not answered by then. */
const patienceMs = 2000;

/** Returns how to stop. */
export function startNodeOrders(parts: NodeOrderParts): () => Promise<void> {
  const stopping = new AbortController();
  const busy = new Set<Promise<void>>();
  const stopTaking = regularly(parts.everyMs, "What other nodes asked could not be read", async () => {
    const self = parts.self();
    if (self === null) return;
    // Looked at before the database's clock was: it was asked at this moment or later.
    const [beganMs, began] = [parts.monotonicMs(), parts.now()];
    for (const { ageMs, ...order } of await takeOrders(parts.database, self.id)) {
      const asked = { at: new Date(began.getTime() - ageMs), untilMs: beganMs + youngMs - ageMs };
      const work = obey(parts, order, self.name, { ...asked, stopping: stopping.signal })
        .catch((error: unknown) => void unexpected(error, "What another node asked could not be done", {}))
        .finally(() => busy.delete(work));
      busy.add(work);
    }
  });
  return async () => {
    stopping.abort();
    await stopTaking();
    await Promise.race([Promise.all(busy), wait(patienceMs, undefined, { ref: false })]);
  };
}

/** An engine that is not there is asked again while the order is young. */
async function obey(
  { database, client, now, monotonicMs, everyMs }: NodeOrderParts,
  { action, destination: id, actor }: NodeOrder,
  node: string,
  { at, untilMs, stopping }: { at: Date; untilMs: number; stopping: AbortSignal },
): Promise<void> {
  while (monotonicMs() < untilMs && !stopping.aborted) {
    const done = action === "retry" ? await client.retry(id) : await client.discard(id, at);
    if (!done.ok && done.error.code === "not_found") return;
    if (done.ok) {
      // A retry loses nothing: its row stands where it was asked.
      if (action === "retry") return;
      const items = typeof done.data === "string" ? null : done.data.items;
      const row = await findDestinationRow(database, id);
      const change = { action: "destination.discard" as const, isDone: items !== null, items, node };
      return noteQueueChange(database, actor, { id, name: row === null ? id : bodyOf(row).name }, change, now());
    }
    await wait(everyMs, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
  log.warn("What another node asked came too late, and is not done here", { action, destination: id, by: actor.name });
}
