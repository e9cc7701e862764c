// What waits in one lane, in the order in which it goes: batches that were tried or parted before, then what was never tried. Also
// how a batch that waits is lost. Sends nothing; what its batches come to is settled here and nowhere else.
import { type BatchLimits, chooseBatch, type Wanted } from "#lib/engine/deliver/batch";
import type { LaneReader } from "#lib/engine/deliver/lane-reader";
import { part, type QueuedBatch, settled } from "#lib/engine/deliver/queued-batch";
import type { Cursors, Lane } from "#lib/engine/log/cursors";
import type { Tally } from "#lib/engine/log/lane-state";
import type { LogRecord } from "#lib/engine/log/record";

export type LaneQueue = {
  lane: Lane;
  cursors: Cursors;
  reader: LaneReader;
  /** Parted, refused or failed: goes before what was never tried. In the log's order. */
  again: QueuedBatch[];
  /** This one may be at fault: something else goes before it, once. */
  suspect: QueuedBatch | null;
  /** Everything before the position is settled; `isQuiet`: no batch that was tried waits. */
  onSettled(lowWater: number, isQuiet: boolean): void;
};

export function hasWork({ again, reader }: LaneQueue): boolean {
  return again.length > 0 || reader.waiting().length > 0;
}

/** A batch, how long the oldest waits for company, or null: nothing waits. */
export function next(
  queue: LaneQueue,
  wanted: Wanted,
  limits: BatchLimits,
  nowMs: number,
): QueuedBatch | { waitMs: number } | null {
  const waiting = queue.reader.waiting();
  const other = queue.again.findIndex((batch) => batch !== queue.suspect);
  // The suspect goes only where there is nothing else.
  const at = other === -1 && waiting.length === 0 ? 0 : other;
  if (at !== -1 && queue.again.length > 0) {
    queue.suspect = null;
    return queue.again.splice(at, 1)[0] ?? null;
  }
  const choice = chooseBatch(waiting, wanted, limits, nowMs);
  if (choice === null || "waitMs" in choice) return choice;
  queue.suspect = null;
  return queue.reader.take(choice.count);
}

/** What was let go after a failure is read again; what cannot be read any more is corrupt. */
export async function refreshed(queue: LaneQueue, batch: QueuedBatch): Promise<QueuedBatch> {
  if (batch.records !== null || batch.made !== null) return batch;
  const records = await queue.reader.again(batch);
  const items = records.reduce((sum, record) => sum + record.items, 0);
  const corrupt = batch.corrupt + batch.items - items;
  return Object.assign(batch, { records, items, corrupt, requests: records.length });
}

/** In the log's order: what failed together comes back as it was. */
export function putBack(queue: LaneQueue, batch: QueuedBatch, isSuspect = false): void {
  const kept = light(batch);
  const at = queue.again.findIndex(({ from }) => from >= kept.from);
  queue.again.splice(at === -1 ? queue.again.length : at, 0, kept);
  if (isSuspect) queue.suspect = kept;
  // While it fails, nothing is held in memory.
  queue.reader.forget();
}

/** In place of the batch they were. */
export function putParts(queue: LaneQueue, parts: readonly QueuedBatch[]): void {
  const from = parts[0]?.from ?? 0;
  const at = queue.again.findIndex((one) => one.from >= from);
  queue.again.splice(at === -1 ? queue.again.length : at, 0, ...parts.map(light));
}

export function settle({ lane, cursors, again, onSettled }: LaneQueue, batch: QueuedBatch, outcome: Tally): void {
  const tally = settled(batch, outcome);
  if (tally === null) return;
  cursors.settle(lane, batch.from, batch.to, tally);
  onSettled(cursors.lowWater(lane), again.length === 0);
}

/** What a lane has to lose: bytes over a bound, or what came before a moment. */
export type Excess = { overBytes: number } | { beforeMs: number };

/** null: nothing. */
export function excessOf({ lane, cursors }: LaneQueue, overBytes: number, beforeMs: number): Excess | null {
  if (overBytes > 0) return { overBytes };
  const { oldestAtMs } = cursors.queue(lane);
  return oldestAtMs !== null && oldestAtMs < beforeMs ? { beforeMs } : null;
}

/** The oldest go. False: nothing that could be lost is here, what is in flight is left to its answer. */
export function loseOldest(queue: LaneQueue, excess: Excess): Promise<boolean> {
  return "overBytes" in excess ? loseBytes(queue, excess.overBytes) : loseBefore(queue, excess.beforeMs, "expired");
}

/** Gives up what waits at this moment and came before `beforeMs`, nothing being in flight; the items. */
export async function discardBefore(queue: LaneQueue, beforeMs: number): Promise<number> {
  const { lane, cursors } = queue;
  const ledger = () => cursors.ledger(lane);
  const before = ledger();
  // Until as much is settled as was received by now.
  const isLeft = () => ledger().received - ledger().queued < before.received;
  while (isLeft() && (await loseBefore(queue, beforeMs, "discarded")));
  return (ledger().dropped.discarded ?? 0) - (before.dropped.discarded ?? 0);
}

async function oldest(queue: LaneQueue): Promise<QueuedBatch | null> {
  const first = queue.again.shift();
  if (first) return refreshed(queue, first);
  if (queue.reader.waiting().length === 0) await queue.reader.fill(1);
  const count = queue.reader.waiting().length;
  return count === 0 ? null : queue.reader.take(count);
}

async function loseBytes(queue: LaneQueue, bytes: number): Promise<boolean> {
  const batch = await oldest(queue);
  if (batch) lose(queue, batch, countFor(batch.records ?? [], bytes), "quota");
  return batch !== null;
}

async function loseBefore(queue: LaneQueue, beforeMs: number, reason: "expired" | "discarded"): Promise<boolean> {
  const batch = await oldest(queue);
  if (!batch) return false;
  const records = batch.made ? [] : (batch.records ?? []);
  const young = records.findIndex(({ receivedAtMs }) => receivedAtMs >= beforeMs);
  const isTooYoung = records.length > 0 ? young === 0 : batch.newestAtMs >= beforeMs;
  if (isTooYoung) putParts(queue, [batch]);
  else lose(queue, batch, young === -1 ? records.length : young, reason);
  return !isTooYoung;
}

/** The first `count` requests of it; what was converted or cut is lost whole. */
function lose(queue: LaneQueue, batch: QueuedBatch, count: number, reason: "quota" | "expired" | "discarded"): void {
  const records = batch.made ? [] : (batch.records ?? []);
  const [gone, rest] = count < records.length ? part(batch, records, count) : [batch, null];
  if (rest) putParts(queue, [rest]);
  settle(queue, gone, { dropped: { [reason]: itemsOf(gone) } });
}

function itemsOf({ made, items }: QueuedBatch): number {
  return made?.items ?? items;
}

/** How many of the first records hold `bytes`. */
function countFor(records: readonly LogRecord[], bytes: number): number {
  let sum = 0;
  const last = records.findIndex(({ size }) => {
    sum += size;
    return sum >= bytes;
  });
  return last === -1 ? records.length : last + 1;
}

/** Without its bodies: they are read again. */
function light(batch: QueuedBatch): QueuedBatch {
  return { ...batch, records: null };
}
