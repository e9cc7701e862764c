// The story of what is done to a destination's delivery: pause, resume, retry, discard. No revision; who did it is audited.
import { actorOf, type Identity } from "#lib/auth/identity";
import { noteQueueChange, type QueueChange, setPaused } from "#lib/db/delivery";
import { type DestinationRecord, findDestinationRow } from "#lib/db/destination";
import { orderOfNodes } from "#lib/db/node-order";
import { bodyOf } from "#lib/db/saved-destination";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

/** What is received for it waits; what waits already, too. */
export function pauseDestination(runtime: Runtime, identity: Identity, id: string): Promise<Result<null>> {
  return change(runtime, identity, id, true);
}

export function resumeDestination(runtime: Runtime, identity: Identity, id: string): Promise<Result<null>> {
  return change(runtime, identity, id, false);
}

async function change(runtime: Runtime, identity: Identity, id: string, isPaused: boolean): Promise<Result<null>> {
  if ((await findDestinationRow(runtime.database, id)) === null) return notFound();
  await setPaused(runtime.database, actorOf(identity), id, isPaused, runtime.now());
  await runtime.engine.reconfigure();
  return ok(null);
}

/** What waits is tried now, whatever was waited for. */
export async function retryDestination(runtime: Runtime, identity: Identity, id: string): Promise<Result<null>> {
  const row = await findDestinationRow(runtime.database, id);
  if (row === null) return notFound();
  const askedAt = runtime.now();
  const retried = await runtime.engine.client.retry(id);
  if (!retried.ok) return retried;
  await tellOtherNodes(runtime, identity, { action: "retry", destination: id, askedAt });
  const isDone = retried.data !== "unanswered";
  await note(runtime, identity, row, { action: "destination.retry", isDone, items: null });
  return isDone ? ok(null) : unanswered;
}

/** Gives up what waits. The row comes after it, because only then the number is known; where no answer came, it is not. */
export async function discardQueue(
  runtime: Runtime,
  identity: Identity,
  id: string,
): Promise<Result<{ items: number }>> {
  const row = await findDestinationRow(runtime.database, id);
  if (row === null) return notFound();
  const askedAt = runtime.now();
  const discarded = await runtime.engine.client.discard(id);
  if (!discarded.ok) return discarded;
  await tellOtherNodes(runtime, identity, { action: "discard", destination: id, askedAt });
  const items = discarded.data === "unanswered" ? null : discarded.data.items;
  await note(runtime, identity, row, { action: "destination.discard", isDone: items !== null, items });
  return items === null ? unanswered : ok({ items });
}

/**
 * What waited there when it was asked is sent or given up by them, within a second or two; nobody waits for it, and what is given up
 * is in a row of theirs.
 */
function tellOtherNodes(
  { database, nodes, now }: Runtime,
  identity: Identity,
  { askedAt, ...order }: { action: "retry" | "discard"; destination: string; askedAt: Date },
): Promise<void> {
  const there = nodes.others().filter(({ isAway }) => !isAway);
  return orderOfNodes(
    database,
    there.map(({ id }) => id),
    { ...order, actor: actorOf(identity) },
    Math.max(0, now().getTime() - askedAt.getTime()),
  );
}

function note(runtime: Runtime, identity: Identity, row: DestinationRecord, change: QueueChange): Promise<void> {
  const destination = { id: row.id, name: bodyOf(row).name };
  return noteQueueChange(runtime.database, actorOf(identity), destination, change, runtime.now());
}

const unanswered = fail(
  "unavailable",
  "The engine was asked and has not answered: it may be done all the same. Look at what waits before you ask again.",
);

function notFound(): Result<never> {
  return fail("not_found", "There is no such destination");
}
