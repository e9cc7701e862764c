// One protobuf export request cut in two by its items, on the wire: repeated fields are dealt out at the level of resource,
// scope, item and, for metrics, data point; everything else (resource, scope, name, unknown fields) goes along in both.
// Pure. Walks over the bytes and keeps no list of what it met: a request may hold a few large items or millions of empty ones.
import { discard, type Output, openOutput, putBytes, putVarint, written } from "#lib/otlp/output";
import type { Signal } from "#lib/otlp/signal";
import { enter, nextField, openWalk, type Walk } from "#lib/otlp/wire-walk";

export type Piece = { body: Uint8Array; items: number };

/** The fields of a message that hold items, and what each of them is; `null`: the field is an item. */
type Level = { fields: readonly number[]; below: Level | null; singular?: boolean };

const points: Level = { fields: [1], below: null };
/** gauge, sum, histogram, exponential_histogram, summary: one of them, not several. */
const metric: Level = { fields: [5, 7, 9, 10, 11], below: points, singular: true };
const request = (item: Level | null): Level => ({
  fields: [1],
  below: { fields: [2], below: { fields: [2], below: item } },
});
const levels: Record<Signal, Level> = {
  traces: request(null),
  metrics: request(metric),
  logs: request(null),
};

/** A message on the way to the cut: where its content lies, and of what sizes its fields are in all. */
type Message = {
  level: Level;
  start: number;
  end: number;
  /** Elements that hold items, the first of them, and their bytes; bytes of elements that hold none, and of all other fields. */
  full: number;
  first: { from: number; number: number; start: number; end: number };
  fullBytes: number;
  emptyBytes: number;
  otherBytes: number;
};

/** `path`: each but the last has one element with items, which is the next. What begins before `border` in the last goes left. */
type Cut = { path: Message[]; border: number; left: Side; right: Side };
/** Of the content of each message of the path, once cut. */
type Side = { isLeft: boolean; sizes: number[]; items: number };
type Half = { out: Output; from: number; end: number };

const growthAlways = 1024 * 1024;

/** Two requests with at least one item each, about equal in bytes; null: it has no two items, or is no such request. */
export function cutRequest(signal: Signal, body: Uint8Array): [Piece, Piece] | null {
  const counted = countItems(signal, body);
  return counted && halve(signal, counted);
}

/** `hasEmpty`: there are elements without items, so that each is to be looked into. */
type Counted = Piece & { hasEmpty: boolean };

/** null: it is no such request. */
function countItems(signal: Signal, body: Uint8Array): Counted | null {
  const seen = { hasEmpty: false };
  const items = itemsUpTo(openWalk(body), levels[signal], body.length, seen);
  return items < 0 ? null : { body, items, ...seen };
}

/** Of a request that was counted, hence walked over to its end: it is not looked at again whether it is one. */
function halve(signal: Signal, piece: Counted): [Piece, Piece] | null {
  const { body } = piece;
  const cut = findCut(signal, piece);
  return cut && [write(body, cut, cut.left), write(body, cut, cut.right)];
}

/**
 * As few cuts as bring every piece to `bytesMax`, or to one item if that alone is larger. In order. Where what goes along with every
 * item is large, it stops before the pieces are many times the whole: those that are too large then are cut when they are refused.
 */
export function cutToFit(signal: Signal, whole: Piece, bytesMax: number): Piece[] {
  const pieces: Piece[] = [];
  let growthLeft = 3 * whole.body.length + growthAlways;
  // The next one last. What is cut is let go before the next is looked at.
  const counted = whole.body.length > bytesMax ? countItems(signal, whole.body) : null;
  const left: Piece[] = [counted ?? whole];
  for (let piece = left.pop(); piece; piece = left.pop()) {
    const isTooLarge = piece.body.length > bytesMax && growthLeft > 0;
    const halves = counted && isTooLarge ? halve(signal, { ...counted, ...piece }) : null;
    if (halves) {
      growthLeft -= halves[0].body.length + halves[1].body.length - piece.body.length;
      left.push(halves[1], halves[0]);
      if (piece !== counted) discard(piece.body);
    } else pieces.push(piece);
  }
  return pieces;
}

function findCut(signal: Signal, { body, items, hasEmpty }: Counted): Cut | null {
  const walk = openWalk(body);
  const path: Message[] = [];
  let message = survey(walk, levels[signal], [0, body.length], hasEmpty);
  while (message.full > 0) {
    path.push(message);
    const { below, singular } = message.level;
    if (message.full > 1) return singular ? null : deal(walk, path, message, items);
    if (!below) return null;
    message = survey(walk, below, [message.first.start, message.first.end], hasEmpty);
  }
  return null;
}

function survey(walk: Walk, level: Level, [start, end]: [number, number], hasEmpty: boolean): Message {
  const first = { from: 0, number: 0, start: 0, end: 0 };
  const message = { level, start, end, full: 0, first, fullBytes: 0, emptyBytes: 0, otherBytes: 0 };
  walk.at = start;
  while (walk.at < end) {
    nextField(walk, end);
    const { from, number, at, start: content } = walk;
    if (!holdsItems(walk, level)) message.otherBytes += at - from;
    else if (!hasEmpty || isFull(walk, level.below)) {
      message.fullBytes += at - from;
      if (message.full++ === 0) message.first = { from, number, start: content, end: at };
    } else message.emptyBytes += at - from;
  }
  return message;
}

function holdsItems({ wire, number }: Walk, { fields }: Level): boolean {
  return wire === 2 && (fields.length === 1 ? fields[0] === number : fields.includes(number));
}

/** Whether the field just read, of those that hold items, holds one. Leaves the walk behind it. */
function isFull(walk: Walk, below: Level | null): boolean {
  if (!below) return true;
  const end = enter(walk);
  let found = false;
  while (walk.at < end && !found) {
    nextField(walk, end);
    found = holdsItems(walk, below) && isFull(walk, below.below);
  }
  walk.at = end;
  return found;
}

/** -1 = it is no message. */
function itemsUpTo(walk: Walk, level: Level, end: number, seen: { hasEmpty: boolean } | null = null): number {
  let items = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return -1;
    if (!holdsItems(walk, level)) continue;
    const more = level.below ? itemsUpTo(walk, level.below, enter(walk), seen) : 1;
    if (more < 0) return -1;
    if (more === 0 && seen) seen.hasEmpty = true;
    items += more;
  }
  return items;
}

/** The half of the bytes decides, but each side gets at least one element with items. */
function deal(walk: Walk, path: Message[], last: Message, items: number): Cut {
  let border = last.start;
  let elements = 0;
  let bytes = 0;
  let itemsLeft = 0;
  const { below } = last.level;
  walk.at = last.start;
  while (walk.at < last.end && elements < last.full - 1) {
    nextField(walk, last.end);
    const { from, at } = walk;
    if (!holdsItems(walk, last.level)) continue;
    const more = below ? itemsUpTo(walk, below, enter(walk)) : 1;
    if (more === 0) continue;
    // An element goes left while more than half of it lies there.
    if (elements > 0 && bytes + (at - from) / 2 > last.fullBytes / 2) break;
    border = at;
    elements += 1;
    bytes += at - from;
    itemsLeft += more;
  }
  const right = last.otherBytes + last.fullBytes - bytes;
  return {
    ...{ path, border },
    left: { isLeft: true, sizes: sizesOf(path, last.otherBytes + last.emptyBytes + bytes, true), items: itemsLeft },
    right: { isLeft: false, sizes: sizesOf(path, right, false), items: items - itemsLeft },
  };
}

function sizesOf(path: Message[], last: number, isLeft: boolean): number[] {
  const sizes = [last];
  for (const { first, otherBytes, emptyBytes } of path.slice(0, -1).reverse()) {
    const [inside = 0] = sizes;
    const size = varintSize(first.number * 8) + varintSize(inside) + inside;
    sizes.unshift(otherBytes + size + (isLeft ? emptyBytes : 0));
  }
  return sizes;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

function write(body: Uint8Array, cut: Cut, side: Side): Piece {
  const half = { out: openOutput(side.sizes[0] ?? 0), from: 0, end: 0 };
  writeMessage(openWalk(body), cut, side, half, 0);
  putKept(half, body);
  return { body: written(half.out), items: side.items };
}

function writeMessage(walk: Walk, cut: Cut, side: Side, half: Half, depth: number): void {
  const message = cut.path[depth];
  if (!message) return;
  const isLast = depth === cut.path.length - 1;
  walk.at = message.start;
  while (walk.at < message.end) {
    nextField(walk, message.end);
    const { from, at, number } = walk;
    if (!holdsItems(walk, message.level)) keep(half, walk.bytes, from, at);
    else if (!isLast && from === message.first.from) {
      putKept(half, walk.bytes);
      putVarint(half.out, number * 8 + 2);
      putVarint(half.out, side.sizes[depth + 1] ?? 0);
      writeMessage(walk, cut, side, half, depth + 1);
      walk.at = at;
    } else {
      // What holds no item stays, once, with the left half.
      const isEmpty = !isLast || (message.emptyBytes > 0 && !isFull(walk, message.level.below));
      if (side.isLeft === (isEmpty || from < cut.border)) keep(half, walk.bytes, from, at);
    }
  }
}

/** Neighbours that stay are copied in one. */
function keep(half: Half, body: Uint8Array, from: number, end: number): void {
  if (from !== half.end) {
    putKept(half, body);
    half.from = from;
  }
  half.end = end;
}

function putKept(half: Half, body: Uint8Array): void {
  putBytes(half.out, body, half.from, half.end);
  half.from = half.end;
}
