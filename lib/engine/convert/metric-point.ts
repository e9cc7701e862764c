// A data point of a sum, a histogram or an exponential histogram: what conversion must know of it out of its bytes, and
// its bytes with that much changed. Attributes, exemplars, flags, bounds and unknown fields are copied as they came.

import type { WireWriter } from "#lib/engine/convert/wire-writer";
import { latin1, readSlices, type Slice, unzigzag, varintOf } from "#lib/otlp/slices";
import { openWalk, varint } from "#lib/otlp/wire-walk";

type Window = { start: bigint; time: bigint };
/** int64 stays exact as BigInt. */
export type NumberPoint = Window & { kind: "number"; value: bigint | number };
type Spread = { count: number; sum: number | null; min: number | null; max: number | null };
export type HistogramPoint = Window & Spread & { kind: "histogram"; bounds: string; buckets: number[] };
export type Buckets = { offset: number; counts: number[] };
export type ExponentialPoint = Window &
  Spread & {
    kind: "exponential";
    scale: number;
    zeroCount: number;
    zeroThreshold: number;
    positive: Buckets;
    negative: Buckets;
  };
export type Point = NumberPoint | HistogramPoint | ExponentialPoint;

/** The metric's data field (metrics.proto) tells which kind its points are. */
export const kinds: Partial<Record<number, Point["kind"]>> = { 7: "number", 9: "histogram", 10: "exponential" };
/** Where a point of each kind keeps its attributes, its flags and what conversion rewrites. */
export const layouts = {
  number: { attributes: 7, flags: 8, rewritten: new Set([2, 3, 4, 6]) },
  histogram: { attributes: 9, flags: 10, rewritten: new Set([2, 3, 4, 5, 6, 11, 12]) },
  exponential: { attributes: 1, flags: 10, rewritten: new Set([2, 3, 4, 5, 6, 7, 8, 9, 12, 13]) },
} as const;

/** `null` = nothing that could be added or subtracted: no time, an interval that ends before it begins, NaN, too large. */
export function readPoint(bytes: Uint8Array, fields: readonly Slice[], kind: Point["kind"]): Point | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const window = { start: 0n, time: 0n };
  for (const field of fields) {
    if (field.wire !== 1) continue;
    if (field.number === 2) window.start = view.getBigUint64(field.value, true);
    else if (field.number === 3) window.time = view.getBigUint64(field.value, true);
  }
  if (window.time === 0n || window.start > window.time) return null;
  if (kind === "number") return readNumber(view, fields, window);
  if (kind === "histogram") return readHistogram(bytes, view, fields, window);
  return readExponential(bytes, view, fields, window);
}

function readNumber(view: DataView, fields: readonly Slice[], window: Window): NumberPoint | null {
  const field = fields.findLast((slice) => slice.wire === 1 && (slice.number === 4 || slice.number === 6));
  if (!field) return null;
  if (field.number === 6) return { kind: "number", ...window, value: view.getBigInt64(field.value, true) };
  const value = view.getFloat64(field.value, true);
  return Number.isFinite(value) ? { kind: "number", ...window, value } : null;
}

function readHistogram(bytes: Uint8Array, view: DataView, fields: readonly Slice[], window: Window) {
  const count = countOf(view, fields, 4);
  const buckets = eightBytes(fields, 6).map((at) => wholeAt(view, at));
  const bounds = boundsOf(bytes, fields);
  const fits = buckets.length === bounds.length / 8 + 1 || (buckets.length === 0 && bounds === "");
  if (!fits || !areCounts([count, ...buckets])) return null;
  const [sum, min, max] = [doubleOf(view, fields, 5), doubleOf(view, fields, 11), doubleOf(view, fields, 12)];
  return { kind: "histogram" as const, ...window, count, sum, min, max, bounds, buckets };
}

/** As a string of their bytes, to be compared; packed as they nearly always are, or not. */
function boundsOf(bytes: Uint8Array, fields: readonly Slice[]): string {
  let bounds = "";
  for (const field of fields)
    if (field.number === 7 && (field.wire === 1 || field.wire === 2)) bounds += latin1(bytes, field.value, field.end);
  return bounds;
}

function readExponential(bytes: Uint8Array, view: DataView, fields: readonly Slice[], window: Window) {
  const positive = readBuckets(bytes, fields, 8);
  const negative = readBuckets(bytes, fields, 9);
  const [count, zeroCount] = [countOf(view, fields, 4), countOf(view, fields, 7)];
  if (!positive || !negative || !areCounts([count, zeroCount, ...positive.counts, ...negative.counts])) return null;
  const scale = unzigzag(varintOf(fields, 6));
  if (Math.abs(scale) > 0x7fff_ffff) return null;
  const zeroThreshold = doubleOf(view, fields, 14) ?? 0;
  const [sum, min, max] = [doubleOf(view, fields, 5), doubleOf(view, fields, 12), doubleOf(view, fields, 13)];
  const spread = { count, sum, min, max };
  return { kind: "exponential" as const, ...window, ...spread, scale, zeroCount, zeroThreshold, positive, negative };
}

function readBuckets(bytes: Uint8Array, fields: readonly Slice[], number: number): Buckets | null {
  const buckets: Buckets = { offset: 0, counts: [] };
  for (const field of fields) {
    if (field.number !== number || field.wire !== 2) continue;
    const inner = readSlices(bytes, field.value, field.end);
    if (!inner) return null;
    for (const slice of inner) {
      if (slice.number === 1 && slice.wire === 0) buckets.offset = unzigzag(slice.varint);
      if (slice.number !== 2) continue;
      if (slice.wire === 0) buckets.counts.push(slice.varint);
      else if (slice.wire === 2 && !readVarints(bytes, slice, buckets.counts)) return null;
    }
  }
  return Math.abs(buckets.offset) > 0x7fff_ffff ? null : buckets;
}

function readVarints(bytes: Uint8Array, packed: Slice, into: number[]): boolean {
  const walk = openWalk(bytes, packed.value);
  while (walk.at < packed.end) {
    const value = varint(walk, packed.end);
    if (value < 0) return false;
    into.push(value);
  }
  return true;
}

/** Where each element of a list of fixed64 or double is, packed or not. */
function eightBytes(fields: readonly Slice[], number: number): number[] {
  const places: number[] = [];
  for (const field of fields) {
    if (field.number !== number || (field.wire !== 1 && field.wire !== 2)) continue;
    for (let at = field.value; at + 8 <= field.end; at += 8) places.push(at);
  }
  return places;
}

function countOf(view: DataView, fields: readonly Slice[], number: number): number {
  const field = fields.findLast((slice) => slice.number === number && slice.wire === 1);
  return field ? wholeAt(view, field.value) : 0;
}

function wholeAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000;
}

/** Absent, NaN and the infinities are all `null`: none may be folded into a sum (R5.6, R5.8). */
function doubleOf(view: DataView, fields: readonly Slice[], number: number): number | null {
  const field = fields.findLast((slice) => slice.number === number && slice.wire === 1);
  const value = field ? view.getFloat64(field.value, true) : null;
  return Number.isFinite(value) ? value : null;
}

function areCounts(values: readonly number[]): boolean {
  return values.every(Number.isSafeInteger);
}

/** The point's fields with those of `point` in place of its own. */
export function writePoint(writer: WireWriter, bytes: Uint8Array, fields: readonly Slice[], point: Point): void {
  const { rewritten } = layouts[point.kind];
  // Neighbours that stay are copied in one.
  let from = 0;
  let end = 0;
  for (const field of fields) {
    if (rewritten.has(field.number)) continue;
    if (field.from !== end) {
      writer.copy(bytes, from, end);
      from = field.from;
    }
    end = field.end;
  }
  writer.copy(bytes, from, end);
  if (point.start > 0n) writer.fixed64(2, point.start);
  writer.fixed64(3, point.time);
  if (point.kind === "number") {
    if (typeof point.value === "bigint") writer.fixed64(6, point.value);
    else writer.double(4, point.value);
    return;
  }
  writer.count(4, point.count);
  if (point.sum !== null) writer.double(5, point.sum);
  if (point.kind === "histogram") writeHistogram(writer, point);
  else writeExponential(writer, point);
}

function writeHistogram(writer: WireWriter, point: HistogramPoint): void {
  if (point.buckets.length > 0) {
    const mark = writer.open(6);
    for (const count of point.buckets) writer.bareCount(count);
    writer.close(mark, 6);
  }
  if (point.min !== null) writer.double(11, point.min);
  if (point.max !== null) writer.double(12, point.max);
}

function writeExponential(writer: WireWriter, point: ExponentialPoint): void {
  if (point.scale !== 0) writer.sint32(6, point.scale);
  writer.count(7, point.zeroCount);
  writeBuckets(writer, 8, point.positive);
  writeBuckets(writer, 9, point.negative);
  if (point.min !== null) writer.double(12, point.min);
  if (point.max !== null) writer.double(13, point.max);
}

function writeBuckets(writer: WireWriter, number: number, buckets: Buckets): void {
  if (buckets.counts.length === 0) return;
  const mark = writer.open(number);
  if (buckets.offset !== 0) writer.sint32(1, buckets.offset);
  const list = writer.open(2);
  for (const count of buckets.counts) writer.bareVarint(count);
  writer.close(list, 2);
  writer.close(mark, number);
}
