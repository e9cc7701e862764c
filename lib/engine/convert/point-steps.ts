// One point after another of one stream: what goes out for it and what is remembered. Knows no bytes and no other stream.
// Deltas never get negative, windows never overlap, and what cannot be known is dropped with its reason (R13.*).
import { addBuckets, coarsen, subtractBuckets, width } from "#lib/engine/convert/exponential-buckets";
import type { ExponentialPoint, HistogramPoint, NumberPoint, Point } from "#lib/engine/convert/metric-point";

export type Reason = "baseline" | "out_of_order" | "unconvertible";
/** `emit` is the very `point` when nothing in it changes; `keep` absent = what was remembered stays. */
export type Step = { emit: Point | Reason; keep?: Point };

/** `since` is our own start, or when a stream was last forgotten: what began later began at zero under our eyes (R13.8). */
export function toDelta(previous: Point | undefined, point: Point, since: bigint): Step {
  const startKnown = point.start > 0n && point.start < point.time;
  if (!previous) return { emit: startKnown && point.start > since ? point : "baseline", keep: point };
  if (point.time <= previous.time) return { emit: "out_of_order" };
  // A start that is unknown on either side has not moved; one that is later than all that is told began at zero there.
  const known = point.start > 0n && point.start !== previous.start;
  if (known && point.start >= previous.time) return { emit: startKnown ? point : "baseline", keep: point };
  const moved = known && previous.start > 0n;
  const difference = moved ? null : subtract(point, previous);
  if (!difference) return { emit: "baseline", keep: point };
  return { emit: { ...difference, start: previous.time, time: point.time }, keep: point };
}

/** Aligned windows add up, a gap or an overlap begins anew (R13.12), after what is already told. */
export function toCumulative(previous: Point | undefined, point: Point): Step {
  if (!previous) return { emit: point, keep: point };
  if (point.time <= previous.time) return { emit: "out_of_order" };
  const aligned = point.start === 0n || point.start === previous.time;
  const total = aligned ? add(previous, point) : null;
  const start = point.start > previous.time ? point.start : previous.time;
  const emit = total ? { ...total, start: previous.start, time: point.time } : { ...point, start };
  return { emit, keep: emit };
}

function subtract(later: Point, earlier: Point): Point | null {
  if (later.kind === "number") return earlier.kind === "number" ? subtractNumber(later, earlier) : null;
  if (later.kind !== earlier.kind || later.count < earlier.count) return null;
  // min and max of the interval cannot be known (R13.10).
  const sum = later.sum === null || earlier.sum === null ? null : later.sum - earlier.sum;
  const spread = { count: later.count - earlier.count, sum, min: null, max: null };
  if (later.kind === "histogram")
    return earlier.kind === "histogram" ? subtractHistogram(later, earlier, spread) : null;
  return earlier.kind === "exponential" ? subtractExponential(later, earlier, spread) : null;
}

type Spread = Pick<HistogramPoint, "count" | "sum" | "min" | "max">;

function subtractNumber(later: NumberPoint, earlier: NumberPoint): NumberPoint | null {
  if (later.value < earlier.value) return null;
  if (typeof later.value === "bigint" && typeof earlier.value === "bigint")
    return { ...later, value: later.value - earlier.value };
  return { ...later, value: Number(later.value) - Number(earlier.value) };
}

function subtractHistogram(later: HistogramPoint, earlier: HistogramPoint, spread: Spread): HistogramPoint | null {
  if (later.bounds !== earlier.bounds || later.buckets.length !== earlier.buckets.length) return null;
  const buckets = later.buckets.map((count, index) => count - (earlier.buckets[index] ?? 0));
  return buckets.some((count) => count < 0) ? null : { ...later, ...spread, buckets };
}

function subtractExponential(later: ExponentialPoint, earlier: ExponentialPoint, spread: Spread) {
  if (later.zeroThreshold !== earlier.zeroThreshold || later.zeroCount < earlier.zeroCount) return null;
  const scale = Math.min(later.scale, earlier.scale);
  const sides = (["positive", "negative"] as const).map((side) =>
    subtractBuckets(coarsen(later[side], later.scale - scale), coarsen(earlier[side], earlier.scale - scale)),
  );
  const [positive, negative] = sides;
  if (!positive || !negative) return null;
  return { ...later, ...spread, scale, zeroCount: later.zeroCount - earlier.zeroCount, positive, negative };
}

/** `null` = the two cannot be one total: another layout, or more than its number holds. */
function add(total: Point, point: Point): Point | null {
  if (point.kind === "number") return total.kind === "number" ? addNumber(total, point) : null;
  if (total.kind !== point.kind || !Number.isSafeInteger(total.count + point.count)) return null;
  const spread = {
    count: total.count + point.count,
    sum: both(total.sum, point.sum, (one, other) => one + other),
    min: both(total.min, point.min, Math.min),
    max: both(total.max, point.max, Math.max),
  };
  if (point.kind === "histogram") {
    if (total.kind !== "histogram" || total.bounds !== point.bounds) return null;
    if (total.buckets.length !== point.buckets.length) return null;
    const buckets = point.buckets.map((count, index) => count + (total.buckets[index] ?? 0));
    return { ...point, ...spread, buckets };
  }
  return total.kind === "exponential" ? addExponential(total, point, spread) : null;
}

function both(one: number | null, other: number | null, join: (one: number, other: number) => number): number | null {
  if (one === null || other === null) return null;
  const joined = join(one, other);
  return Number.isFinite(joined) ? joined : null;
}

function addNumber(total: NumberPoint, point: NumberPoint): NumberPoint | null {
  if (typeof total.value === "bigint" && typeof point.value === "bigint") {
    const value = total.value + point.value;
    return BigInt.asIntN(64, value) === value ? { ...point, value } : null;
  }
  const value = Number(total.value) + Number(point.value);
  return Number.isFinite(value) ? { ...point, value } : null;
}

/** What R12.5 names as the most buckets; a point that came with more keeps them. */
const mostBuckets = 160;

function addExponential(total: ExponentialPoint, point: ExponentialPoint, spread: Spread): ExponentialPoint | null {
  if (total.zeroThreshold !== point.zeroThreshold) return null;
  const sides = ["positive", "negative"] as const;
  const lengths = sides.flatMap((side) => [total[side].counts.length, point[side].counts.length]);
  const most = Math.max(mostBuckets, ...lengths);
  let scale = Math.min(total.scale, point.scale);
  const at = (from: ExponentialPoint, side: "positive" | "negative") => coarsen(from[side], from.scale - scale);
  while (sides.some((side) => width(at(total, side), at(point, side)) > most)) scale -= 1;
  const [positive, negative] = sides.map((side) => addBuckets(at(total, side), at(point, side)));
  if (!positive || !negative) return null;
  return { ...point, ...spread, scale, zeroCount: total.zeroCount + point.zeroCount, positive, negative };
}
