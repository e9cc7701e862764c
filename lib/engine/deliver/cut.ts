// One protobuf export request cut in two by its items, on the wire: repeated fields are dealt out at the level of resource,
// scope, item and, for metrics, data point; everything else (resource, scope, name, unknown fields) goes along in both.
// Pure. Never decodes an item.
import type { Signal } from "#lib/otlp/signal";
import { concat, readFields, type WireField, writeDelimited, writeKey, writeVarint } from "#lib/otlp/wire";

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

/** Two requests with at least one item each, about equal in bytes; null: it has no two items, or is no such request. */
export function cutRequest(signal: Signal, body: Uint8Array): [Piece, Piece] | null {
  return cut(levels[signal], body);
}

/** Items as the cut counts them, for what was not counted before. null: not protobuf. */
export function countItems(signal: Signal, body: Uint8Array): number | null {
  return count(levels[signal], body);
}

/** As few cuts as bring every piece to `bytesMax`, or to one item if that alone is larger. In order. */
export function cutToFit(signal: Signal, whole: Piece, bytesMax: number): Piece[] {
  if (whole.body.length <= bytesMax) return [whole];
  const halves = cutRequest(signal, whole.body);
  return halves ? halves.flatMap((half) => cutToFit(signal, half, bytesMax)) : [whole];
}

type Slot = { field: WireField; bytes: Uint8Array; items: number };

function count(level: Level | null, body: Uint8Array): number | null {
  if (!level) return 1;
  const fields = readFields(body);
  if (!fields) return null;
  let sum = 0;
  for (const field of fields) {
    const items = holdsItems(level, field) ? count(level.below, field.bytes) : 0;
    if (items === null) return null;
    sum += items;
  }
  return sum;
}

function holdsItems(level: Level, field: WireField): field is Extract<WireField, { bytes: Uint8Array }> {
  return field.wire === 2 && level.fields.includes(field.number);
}

function cut(level: Level, body: Uint8Array): [Piece, Piece] | null {
  const slots = readSlots(level, body);
  if (!slots) return null;
  const full = slots.filter((slot) => slot.items > 0);
  const [first] = full;
  if (!first) return null;
  if (full.length > 1) return level.singular ? null : deal(level, slots, full);
  if (!level.below || first.field.wire !== 2) return null;
  const inner = cut(level.below, first.field.bytes);
  if (!inner) return null;
  const { number } = first.field;
  const [left, right] = inner.map((piece) => writeDelimited(number, piece.body));
  if (!left || !right) return null;
  const join = (instead: Uint8Array, isKept: (slot: Slot) => boolean) =>
    concat(slots.filter(isKept).map((slot) => (slot === first ? instead : slot.bytes)));
  // What holds no item stays, once, with the left half.
  return [
    { body: join(left, () => true), items: inner[0].items },
    { body: join(right, (slot) => slot === first || !holdsItems(level, slot.field)), items: inner[1].items },
  ];
}

function readSlots(level: Level, body: Uint8Array): Slot[] | null {
  const fields = readFields(body);
  if (!fields) return null;
  const slots: Slot[] = [];
  for (const field of fields) {
    const items = holdsItems(level, field) ? count(level.below, field.bytes) : 0;
    if (items === null) return null;
    slots.push({ field, bytes: written(field), items });
  }
  return slots;
}

/** The half of the bytes decides, but each side gets at least one element with items. */
function deal(level: Level, slots: readonly Slot[], full: readonly Slot[]): [Piece, Piece] {
  const total = full.reduce((sum, slot) => sum + slot.bytes.length, 0);
  const onTheLeft = new Set<Slot>();
  let bytes = 0;
  for (const slot of full.slice(0, -1)) {
    // An element goes left while more than half of it lies there.
    if (onTheLeft.size > 0 && bytes + slot.bytes.length / 2 > total / 2) break;
    onTheLeft.add(slot);
    bytes += slot.bytes.length;
  }
  const side = (isKept: (slot: Slot) => boolean): Piece => {
    const kept = slots.filter((slot) => !holdsItems(level, slot.field) || isKept(slot));
    return { body: concat(kept.map((slot) => slot.bytes)), items: kept.reduce((sum, slot) => sum + slot.items, 0) };
  };
  return [
    side((slot) => slot.items === 0 || onTheLeft.has(slot)),
    side((slot) => slot.items > 0 && !onTheLeft.has(slot)),
  ];
}

function written(field: WireField): Uint8Array {
  if (field.wire === 0) return concat([writeKey(field.number, 0), writeVarint(field.varint)]);
  if (field.wire === 2) return writeDelimited(field.number, field.bytes);
  return concat([writeKey(field.number, field.wire), field.bytes]);
}
