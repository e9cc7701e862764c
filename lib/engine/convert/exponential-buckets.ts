// Arithmetic on the buckets of exponential histograms: bring two to one scale by coarsening the finer (R13.6), add,
// subtract. An index at one scale less is the index halved, rounded down.
import type { Buckets } from "#lib/engine/convert/metric-point";

/** `by` scales coarser. */
export function coarsen(buckets: Buckets, by: number): Buckets {
  if (by === 0 || buckets.counts.length === 0) return buckets;
  // Beyond 32 halvings every index that fits an int32 is 0 or -1.
  const factor = 2 ** Math.min(by, 40);
  const offset = Math.floor(buckets.offset / factor);
  const counts: number[] = [];
  for (const [index, count] of buckets.counts.entries()) {
    const place = Math.floor((buckets.offset + index) / factor) - offset;
    counts[place] = (counts[place] ?? 0) + count;
  }
  return { offset, counts };
}

/** How many buckets would hold both. */
export function width(one: Buckets, other: Buckets): number {
  if (one.counts.length === 0 || other.counts.length === 0) return one.counts.length + other.counts.length;
  const end = Math.max(one.offset + one.counts.length, other.offset + other.counts.length);
  return end - Math.min(one.offset, other.offset);
}

export function addBuckets(one: Buckets, other: Buckets): Buckets {
  if (one.counts.length === 0) return other;
  if (other.counts.length === 0) return one;
  const offset = Math.min(one.offset, other.offset);
  const counts = new Array<number>(width(one, other)).fill(0);
  for (const part of [one, other])
    for (const [index, count] of part.counts.entries()) {
      const place = part.offset - offset + index;
      counts[place] = (counts[place] ?? 0) + count;
    }
  return { offset, counts };
}

/** `null` = a bucket went down. */
export function subtractBuckets(later: Buckets, earlier: Buckets): Buckets | null {
  const counts = [...later.counts];
  for (const [index, count] of earlier.counts.entries()) {
    if (count === 0) continue;
    const place = earlier.offset - later.offset + index;
    const rest = (counts[place] ?? 0) - count;
    if (rest < 0) return null;
    counts[place] = rest;
  }
  return trim({ offset: later.offset, counts });
}

/** Without the empty buckets at either end. */
function trim(buckets: Buckets): Buckets {
  const first = buckets.counts.findIndex((count) => count > 0);
  if (first < 0) return { offset: 0, counts: [] };
  const last = buckets.counts.findLastIndex((count) => count > 0);
  return { offset: buckets.offset + first, counts: buckets.counts.slice(first, last + 1) };
}
