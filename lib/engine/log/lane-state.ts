// What one lane (a destination and a signal) has received and what became of it: pure, so that replaying the same facts gives the
// same ledger. Knows nothing of files. received = delivered + queued + rejected + dropped holds by construction.

export const dropReasons = [
  "quota",
  "expired",
  "too_large",
  "discarded",
  "corrupt",
  "baseline",
  "out_of_order",
  "unconvertible",
] as const;
type Reason = (typeof dropReasons)[number];

export type Tally = {
  delivered?: number;
  rejected?: number;
  dropped?: Partial<Record<Reason, number>>;
  /** Bytes of this lane's records in the span: what leaves its queue. */
  bytes?: number;
};

export type Ledger = {
  received: number;
  delivered: number;
  queued: number;
  rejected: number;
  dropped: Partial<Record<Reason, number>>;
};

export type Queue = { items: number; bytes: number; oldestAtMs: number | null };

export type Received = { position: number; size: number; items: number; bytes: number; receivedAtMs: number };

export type LaneState = {
  /** Nothing before it counts. */
  opened: number;
  low: number;
  /** Settled spans above `low`, in order, never touching. */
  beyond: [from: number, to: number][];
  /** Records below it were counted, and are not counted again when the log is replayed. */
  counted: number;
  /** Where the last record of this lane ends. */
  last: number;
  received: number;
  delivered: number;
  rejected: number;
  dropped: Partial<Record<Reason, number>>;
  bytesIn: number;
  bytesOut: number;
  /** When the queued records came, in order. */
  marks: Mark[];
};

/** Neighbouring records, from the first one's place to where the last one ends, and when the oldest and the newest of them came. */
type Mark = [from: number, to: number, oldestAtMs: number, newestAtMs: number];

const markMs = 1000;
const marksMax = 64;

export function openLane(position: number): LaneState {
  const ends = { opened: position, low: position, counted: position, last: position };
  const counts = { received: 0, delivered: 0, rejected: 0, dropped: {}, bytesIn: 0, bytesOut: 0 };
  return { ...ends, ...counts, beyond: [], marks: [] };
}

export function receive(lane: LaneState, record: Received): void {
  if (record.position < lane.counted) return;
  balance(lane);
  lane.received += record.items;
  lane.bytesIn += record.bytes;
  lane.counted = record.position + record.size;
  lane.last = lane.counted;
  mark(lane, record);
}

/**
 * The age of the oldest is told by the first mark, and too high by at most what that one spans: a second, or else a 32nd of what the
 * backlog spanned. For of n marks over a span T some two neighbours span no more than 2T / (n - 1) together.
 */
function mark(lane: LaneState, { position, size, receivedAtMs }: Received): void {
  if (position < lane.low) return;
  const added: Mark = [position, position + size, receivedAtMs, receivedAtMs];
  const newest = lane.marks.at(-1);
  if (newest !== undefined && spanOf(newest, added) < markMs) join(newest, added);
  else lane.marks.push(added);
  if (lane.marks.length > marksMax) joinClosest(lane.marks);
}

function spanOf(mark: Mark, next: Mark): number {
  return Math.max(mark[3], next[3]) - Math.min(mark[2], next[2]);
}

function join(mark: Mark, next: Mark): void {
  mark[1] = next[1];
  mark[2] = Math.min(mark[2], next[2]);
  mark[3] = Math.max(mark[3], next[3]);
}

function joinClosest(marks: Mark[]): void {
  let closest: { index: number; mark: Mark; next: Mark; span: number } | null = null;
  for (const [index, next] of marks.entries()) {
    const mark = marks[index - 1];
    if (mark === undefined) continue;
    const span = spanOf(mark, next);
    if (closest === null || span < closest.span) closest = { index, mark, next, span };
  }
  if (closest === null) return;
  join(closest.mark, closest.next);
  marks.splice(closest.index, 1);
}

/** `false` = it was settled before. A span that is so in part is a bug of the caller: whose items would they be? */
export function settleSpan(lane: LaneState, from: number, to: number, tally: Tally): boolean {
  const start = Math.max(from, lane.opened);
  if (start >= to || covers(lane, start, to)) return false;
  if (start < lane.low || lane.beyond.some((span) => span[0] < to && start < span[1])) {
    throw new Error(`The span ${from} to ${to} was settled in part`);
  }
  lane.delivered += tally.delivered ?? 0;
  lane.rejected += tally.rejected ?? 0;
  lane.bytesOut += tally.bytes ?? 0;
  for (const reason of dropReasons) drop(lane, reason, tally.dropped?.[reason] ?? 0);
  insert(lane, start, to);
  return true;
}

function drop(lane: LaneState, reason: Reason, items: number): void {
  if (items !== 0) lane.dropped[reason] = (lane.dropped[reason] ?? 0) + items;
}

function covers(lane: LaneState, from: number, to: number): boolean {
  return to <= lane.low || lane.beyond.some((span) => span[0] <= from && to <= span[1]);
}

function insert(lane: LaneState, from: number, to: number): void {
  let index = lane.beyond.findIndex((span) => span[0] >= to);
  if (index === -1) index = lane.beyond.length;
  const before = lane.beyond[index - 1];
  const next = lane.beyond[index];
  const end = next !== undefined && next[0] === to ? next[1] : to;
  if (end !== to) lane.beyond.splice(index, 1);
  if (before !== undefined && before[1] === from) before[1] = end;
  else lane.beyond.splice(index, 0, [from, end]);
  const first = lane.beyond[0];
  if (first === undefined || first[0] !== lane.low) return;
  lane.low = first[1];
  lane.beyond.shift();
  while ((lane.marks[0]?.[1] ?? Number.POSITIVE_INFINITY) <= lane.low) lane.marks.shift();
}

export function isSettled(lane: LaneState, position: number): boolean {
  return position < lane.low || lane.beyond.some(([from, to]) => from <= position && position < to);
}

function outOf(lane: LaneState): number {
  let items = lane.delivered + lane.rejected;
  for (const reason of dropReasons) items += lane.dropped[reason] ?? 0;
  return items;
}

/** What of the span is not settled, in order. */
export function gapsOf(lane: LaneState, from: number, to: number): [from: number, to: number][] {
  const gaps: [number, number][] = [];
  let at = Math.max(from, lane.low);
  for (const [start, end] of lane.beyond) {
    if (end <= at) continue;
    if (start >= to) break;
    if (start > at) gaps.push([at, start]);
    at = end;
  }
  if (at < to) gaps.push([at, to]);
  return gaps;
}

/** All is settled, and yet fewer came out than went in: they were in records that could not even be counted any more. */
function balance(lane: LaneState): void {
  if (lane.low < lane.last) return;
  drop(lane, "corrupt", Math.max(0, lane.received - outOf(lane)));
  lane.bytesIn = 0;
  lane.bytesOut = 0;
  lane.marks = [];
}

/** The log was replayed: what came out is known to have come in, even if its record is lost. */
export function replayed(lane: LaneState): void {
  lane.received = Math.max(lane.received, outOf(lane));
  balance(lane);
}

export function ledgerOf(lane: LaneState): Ledger {
  const { delivered, rejected } = lane;
  const dropped = { ...lane.dropped };
  const out = outOf(lane);
  const left = Math.max(0, lane.received - out);
  const isDone = lane.low >= lane.last;
  if (isDone && left > 0) dropped.corrupt = (dropped.corrupt ?? 0) + left;
  return { received: out + left, delivered, queued: isDone ? 0 : left, rejected, dropped };
}

export function queueOf(lane: LaneState): Queue {
  if (lane.low >= lane.last) return { items: 0, bytes: 0, oldestAtMs: null };
  const bytes = Math.max(0, lane.bytesIn - lane.bytesOut);
  return { items: Math.max(0, lane.received - outOf(lane)), bytes, oldestAtMs: lane.marks[0]?.[2] ?? null };
}
