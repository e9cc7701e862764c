// One protobuf export request cut in two by its items, on the wire: repeated fields are dealt out at the level of resource,
// scope, item and, for metrics, data point; everything else (resource, scope, name, unknown fields) goes along in both.
// Pure. Reads the request once, decodes no item, and copies each byte once however often it is cut.
import { type Output, openOutput, putBytes, putVarint, written } from "#lib/otlp/output";
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

/** A field: where it lies, its size with its key, how many items it holds. `inside`: its own fields, where items are in them. */
type Part = {
  number: number;
  from: number;
  end: number;
  size: number;
  holdsItems: boolean;
  items: number;
  inside: Part[] | null;
  /** Not all of `inside` is there any more: it cannot be copied as it lies. */
  isCut: boolean;
};

/** Two requests with at least one item each, about equal in bytes; null: it has no two items, or is no such request. */
export function cutRequest(signal: Signal, body: Uint8Array): [Piece, Piece] | null {
  const parts = readParts(openWalk(body), levels[signal], body.length);
  const halves = parts && cut(levels[signal], parts);
  return halves && [write(body, halves[0]), write(body, halves[1])];
}

/** As few cuts as bring every piece to `bytesMax`, or to one item if that alone is larger. In order. */
export function cutToFit(signal: Signal, whole: Piece, bytesMax: number): Piece[] {
  if (whole.body.length <= bytesMax) return [whole];
  const parts = readParts(openWalk(whole.body), levels[signal], whole.body.length);
  const halves = parts && cut(levels[signal], parts);
  if (!halves) return [whole];
  const fit = (part: Part[]): Piece[] => {
    const smaller = sizeOf(part) > bytesMax ? cut(levels[signal], part) : null;
    return smaller ? smaller.flatMap(fit) : [write(whole.body, part)];
  };
  return halves.flatMap(fit);
}

function readParts(walk: Walk, level: Level, end: number): Part[] | null {
  const parts: Part[] = [];
  while (walk.at < end) {
    if (!nextField(walk, end)) return null;
    const { number, from, at } = walk;
    const holdsItems = walk.wire === 2 && level.fields.includes(number);
    let inside: Part[] | null = null;
    if (holdsItems && level.below) {
      inside = readParts(walk, level.below, enter(walk));
      if (!inside) return null;
    }
    const items = inside ? itemsOf(inside) : Number(holdsItems);
    parts.push({ number, from, end: at, size: at - from, holdsItems, items, inside, isCut: false });
  }
  return parts;
}

function cut(level: Level, parts: Part[]): [Part[], Part[]] | null {
  const full = parts.filter((part) => part.items > 0);
  const [first] = full;
  if (!first) return null;
  if (full.length > 1) return level.singular ? null : deal(parts, full);
  const inner = level.below && first.inside && cut(level.below, first.inside);
  if (!inner) return null;
  const [left, right] = [cutPart(first, inner[0]), cutPart(first, inner[1])];
  // What holds no item stays, once, with the left half.
  return [
    parts.map((part) => (part === first ? left : part)),
    parts.flatMap((part) => (part === first ? [right] : part.holdsItems ? [] : [part])),
  ];
}

/** The half of the bytes decides, but each side gets at least one element with items. */
function deal(parts: readonly Part[], full: readonly Part[]): [Part[], Part[]] {
  const total = sizeOf(full);
  let lastOnTheLeft: Part | undefined;
  let bytes = 0;
  for (const part of full.slice(0, -1)) {
    // An element goes left while more than half of it lies there.
    if (lastOnTheLeft && bytes + part.size / 2 > total / 2) break;
    lastOnTheLeft = part;
    bytes += part.size;
  }
  const left: Part[] = [];
  const right: Part[] = [];
  let isLeft = true;
  for (const part of parts) {
    if (part.items === 0) {
      left.push(part);
      if (!part.holdsItems) right.push(part);
    } else (isLeft ? left : right).push(part);
    if (part === lastOnTheLeft) isLeft = false;
  }
  return [left, right];
}

function cutPart(part: Part, inside: Part[]): Part {
  const content = sizeOf(inside);
  const size = varintSize(part.number * 8) + varintSize(content) + content;
  return { ...part, inside, items: itemsOf(inside), size, isCut: true };
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}

function sizeOf(parts: readonly Part[]): number {
  let size = 0;
  for (const part of parts) size += part.size;
  return size;
}

function itemsOf(parts: readonly Part[]): number {
  let items = 0;
  for (const part of parts) items += part.items;
  return items;
}

function write(body: Uint8Array, parts: readonly Part[]): Piece {
  const out = openOutput(sizeOf(parts));
  putParts(out, body, parts);
  return { body: written(out), items: itemsOf(parts) };
}

function putParts(out: Output, body: Uint8Array, parts: readonly Part[]): void {
  // Neighbours that stay are copied in one.
  let from = 0;
  let end = 0;
  for (const part of parts) {
    if (part.isCut || part.from !== end) {
      putBytes(out, body, from, end);
      from = part.from;
      end = part.from;
    }
    if (part.isCut && part.inside) {
      putVarint(out, part.number * 8 + 2);
      putVarint(out, sizeOf(part.inside));
      putParts(out, body, part.inside);
      from = part.end;
    }
    end = part.end;
  }
  putBytes(out, body, from, end);
}
