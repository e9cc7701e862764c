// One batch there and back: made, sent, judged, and what follows from it. Keeps what one lane has learned of its destination: the pace,
// the largest request, when something was last accepted. Knows no loop and no other batch.
import { batchDefaults } from "#lib/engine/deliver/batch";
import { cutToFit } from "#lib/engine/deliver/cut";
import { judge, judgeUnopened, type Verdict } from "#lib/engine/deliver/judge";
import type { LaneChannel, Sent } from "#lib/engine/deliver/lane-channel";
import { type LaneQueue, putBack, putParts, refreshed, settle } from "#lib/engine/deliver/lane-queue";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import type { Outgoing, Rendered } from "#lib/engine/deliver/outgoing";
import { afterVerdict, type Pace, paceDefaults, unhurried } from "#lib/engine/deliver/pace";
import { part, pieces, type QueuedBatch } from "#lib/engine/deliver/queued-batch";
import type { Signal } from "#lib/otlp/signal";

export type LaneClock = {
  /** Milliseconds since 1970. */
  now(): number;
  monotonicMs(): number;
  random(): number;
};

/** One try that ended, for those who keep the attempts and the facts. */
export type Tried = { settings: LaneSettings; sent: Sent; verdict: Verdict; request: Rendered; durationMs: number };

export type Delivery = {
  signal: Signal;
  queue: LaneQueue;
  channel: LaneChannel;
  outgoing: Outgoing;
  tried(tried: Tried): void;
  /** A request that was given up, for the operator to see. */
  keepRejected(batch: QueuedBatch, reason: string): Promise<void>;
  onBug(error: unknown): void;
  clock: LaneClock;
  learned: Learned;
};

/** Of the destination under one revision of its settings. */
export type Learned = { revision: number; pace: Pace; bytesMax: number; acceptedAtMs: number | null };

export function nothingLearned(revision: number): Learned {
  return { revision, pace: unhurried, bytesMax: batchDefaults.bytesMax, acceptedAtMs: null };
}

export type Ready = LaneSettings & { connection: NonNullable<LaneSettings["connection"]> };

/** Rejects only for a bug; what a peer or a network does is followed up and told to `tried`. */
export async function deliver(delivery: Delivery, waiting: QueuedBatch, settings: Ready, abort: AbortSignal) {
  const { queue, clock, learned, signal } = delivery;
  const batch = await refreshed(queue, waiting);
  const request = batch.items === 0 ? null : await delivery.outgoing.render(batch, settings);
  if (!request || request.items === 0) return settle(queue, batch, {});
  if (request.bodyBytes > learned.bytesMax && (await cutDown(delivery, batch, request))) return;
  const sentAtMs = clock.monotonicMs();
  const { body, items } = request;
  const { encoding } = settings.connection;
  const sent = await delivery.channel.send(settings, { signal, encoding, body, items, isPacked: true }, abort);
  if (abort.aborted) return putBack(queue, batch);
  // What is learned is of the settings it was sent with, whatever they are by now.
  const judging = { ...delivery, learned };
  const verdict = judged(judging, batch, sent);
  learned.pace = afterVerdict(learned.pace, verdict, momentOf(clock, sentAtMs), paceDefaults);
  await follow(judging, verdict, batch, request);
  tell(delivery, { settings, sent, verdict, request, durationMs: clock.monotonicMs() - sentAtMs });
}

export function momentOf(clock: LaneClock, sentAtMs: number) {
  return { sentAtMs, nowMs: clock.monotonicMs(), chance: clock.random() };
}

function judged({ clock, learned }: Delivery, { requests, root }: QueuedBatch, { seen, reply }: Sent): Verdict {
  if (reply === null) return judgeUnopened(seen);
  // What was accepted is no batch any more: whichever it was, it was another one.
  const otherAcceptedAtMs = learned.acceptedAtMs;
  const { firstRefusedAtMs } = root;
  return judge(reply.answer, { nowMs: clock.monotonicMs(), otherAcceptedAtMs, firstRefusedAtMs, requests });
}

async function follow(delivery: Delivery, verdict: Verdict, batch: QueuedBatch, request: Rendered): Promise<void> {
  const { queue, clock, learned } = delivery;
  switch (verdict.kind) {
    case "accepted":
      learned.acceptedAtMs = clock.monotonicMs();
      return settle(queue, batch, { delivered: request.items - verdict.rejected, rejected: verdict.rejected });
    case "again":
      return putBack(queue, batch);
    case "destination_refused":
      batch.root.firstRefusedAtMs ??= clock.monotonicMs();
      return putBack(queue, batch, verdict.tryAnother);
    case "bad_batch":
      batch.root.firstRefusedAtMs ??= clock.monotonicMs();
      if (batch.requests > 1 && (await halve(delivery, batch, request))) return;
      await delivery.keepRejected(batch, verdict.reason);
      return settle(queue, batch, { rejected: request.items });
    case "too_large":
      // Twice what went through is tried again only under other settings.
      learned.bytesMax = Math.max(1, Math.min(learned.bytesMax, Math.ceil(request.bodyBytes / 2)));
      if (await cutDown(delivery, batch, request)) return;
      await delivery.keepRejected(batch, verdict.reason);
      return settle(queue, batch, { dropped: { too_large: request.items } });
  }
}

/** To what the destination takes. False: it is one item. */
function cutDown(delivery: Delivery, batch: QueuedBatch, request: Rendered): Promise<boolean> {
  if (batch.requests > 1) return halve(delivery, batch, request);
  return cutTo(delivery, batch, request, delivery.learned.bytesMax);
}

/** By requests; what was converted can only be cut. False: it is one item. */
async function halve(delivery: Delivery, batch: QueuedBatch, request: Rendered): Promise<boolean> {
  const { records, made } = batch;
  if (made !== null || records === null) {
    return cutTo(delivery, batch, request, Math.ceil(request.bodyBytes / 2));
  }
  putParts(delivery.queue, part(batch, records, Math.ceil(records.length / 2)));
  return true;
}

async function cutTo(
  { signal, queue, outgoing }: Delivery,
  batch: QueuedBatch,
  { items }: Rendered,
  bytesMax: number,
): Promise<boolean> {
  const body = await outgoing.protobuf(batch);
  const cut = body === null ? [] : cutToFit(signal, { body, items }, bytesMax);
  if (cut.length < 2) return false;
  putParts(queue, pieces(batch, cut));
  return true;
}

/** Whoever only looks on must not have it sent again. */
function tell({ tried, onBug }: Delivery, what: Tried): void {
  try {
    tried(what);
  } catch (error) {
    onBug(error);
  }
}
