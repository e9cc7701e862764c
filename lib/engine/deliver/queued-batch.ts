// A batch as a lane holds it: a span of the log whose records of this lane go out in one request, or a piece of a single request
// that was too large. Says how it is parted; knows neither the log nor the wire.

import type { Tally } from "#lib/engine/log/lane-state";
import type { LogRecord } from "#lib/engine/log/record";

/** What a batch and those it was parted into have in common: when the trouble with it began. */
export type Root = { firstRefusedAtMs: number | null };

/** A request that was cut: its span is settled when the last piece is. */
type Share = { left: number; tally: Required<Tally> };

export type QueuedBatch = {
  root: Root;
  /** The span of the log; the lane's own records in it, and nothing of it is settled. */
  from: number;
  to: number;
  /** Where its first record lies: much of others may lie before it. */
  first: number;
  /** Received requests, their items, and their bytes in the log. */
  requests: number;
  items: number;
  bytes: number;
  newestAtMs: number;
  /** Items that were there once and are damage now. */
  corrupt: number;
  /** null = to be read again: what waits after a failure holds no memory. */
  records: readonly LogRecord[] | null;
  /** As it goes out, where it took more than reading to make it, so that it is not made twice. */
  made: Made | null;
};

/** Protobuf, uncompressed. `dropped` are the items that conversion took out. */
export type Made = { body: Uint8Array; items: number; dropped: Required<Tally>["dropped"]; share: Share | null };

/** `from`: where the batch before it ended, so that spans leave no gap. */
export function queuedBatch(from: number, records: readonly LogRecord[], root: Root = newRoot()): QueuedBatch {
  const last = records.at(-1);
  let items = 0;
  let bytes = 0;
  let newestAtMs = 0;
  for (const record of records) {
    items += record.items;
    bytes += record.size;
    newestAtMs = Math.max(newestAtMs, record.receivedAtMs);
  }
  const to = last === undefined ? from : last.position + last.size;
  const first = records[0]?.position ?? from;
  return { root, from, to, first, requests: records.length, items, bytes, newestAtMs, corrupt: 0, records, made: null };
}

function newRoot(): Root {
  return { firstRefusedAtMs: null };
}

/** The first `count` requests and the rest, of which there must be one. What lies behind the last record stays with the rest. */
export function part(batch: QueuedBatch, records: readonly LogRecord[], count: number): [QueuedBatch, QueuedBatch] {
  const left = { ...queuedBatch(batch.from, records.slice(0, count), batch.root), corrupt: batch.corrupt };
  return [left, { ...queuedBatch(left.to, records.slice(count), batch.root), to: batch.to }];
}

/** Pieces of one request; the first of them stands for its bytes in the log. */
export function pieces(batch: QueuedBatch, cut: readonly { body: Uint8Array; items: number }[]): QueuedBatch[] {
  const made = batch.made;
  const share = made?.share ?? { left: 1, tally: { delivered: 0, rejected: 0, dropped: {}, bytes: batch.bytes } };
  share.left += cut.length - 1;
  return cut.map(({ body, items }, index) => ({
    ...batch,
    records: null,
    // Parted further by items, where a piece turns out bad.
    requests: items,
    items,
    corrupt: index === 0 ? batch.corrupt : 0,
    made: { body, items, dropped: index === 0 ? (made?.dropped ?? {}) : {}, share },
  }));
}

/** What its span is settled with, once all of it is; null: pieces of it are still to come. */
export function settled({ bytes, corrupt, made }: QueuedBatch, outcome: Tally): Tally | null {
  const sum = made?.share?.tally ?? { delivered: 0, rejected: 0, dropped: {}, bytes };
  add(sum, outcome);
  add(sum, { dropped: { corrupt, ...made?.dropped } });
  if (!made?.share) return sum;
  made.share.left -= 1;
  return made.share.left === 0 ? sum : null;
}

function add(sum: Required<Tally>, { delivered = 0, rejected = 0, dropped = {} }: Tally): void {
  sum.delivered += delivered;
  sum.rejected += rejected;
  for (const [reason, items] of Object.entries(dropped) as [keyof typeof dropped, number][]) {
    if (items > 0) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + items;
  }
}
