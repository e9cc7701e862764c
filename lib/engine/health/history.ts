// What one destination received, delivered and lost over the last hour and the last day, in steps, for charts and rates. Fed with
// totals once a second; times of the wall clock. Bounded: 13 kB a destination.
import type { DeliveryHistory } from "#lib/destination/delivery";

/** Counted since ever, all signals together. */
export type Totals = { received: number; delivered: number; lost: number; queued: number; oldestAgeMs: number };

export type History = {
  sample(totals: Totals, nowMs: number): void;
  deliveredPerSecond(): number;
  /** Delivered in each of the last 30 steps of 10 s, oldest first. */
  recent(): number[];
  shown(nowMs: number): DeliveryHistory;
  /** To be written down, and taken up again after a restart; null: nothing ever happened. */
  saved(): SavedHistory | null;
};

/** Ages in seconds: those of a month in milliseconds are more than a column holds. */
type Column = "received" | "delivered" | "lost" | "queued" | "oldestAgeSeconds";
const columns: readonly Column[] = ["received", "delivered", "lost", "queued", "oldestAgeSeconds"];
/** `step`: number of the step since 1970 that the last value belongs to. `values`: little-endian 32-bit integers in base64. */
type SavedRing = { step: number; values: Record<Column, string> };
export type SavedHistory = { hour: SavedRing; day: SavedRing };

const hourStepMs = 10_000;
const hourSteps = 360;
const dayStepMs = 300_000;
const daySteps = 288;
const recentSteps = 30;
const rateSeconds = 10;

export function createHistory(saved: SavedHistory | null = null): History {
  const hour = createRing(hourStepMs, hourSteps, saved?.hour ?? null);
  const day = createRing(dayStepMs, daySteps, saved?.day ?? null);
  let last: Totals | null = null;
  let isUsed = false;
  let delivered: { atMs: number; total: number }[] = [];
  return {
    sample(totals, nowMs) {
      const before = last ?? totals;
      const grown = {
        received: totals.received - before.received,
        delivered: totals.delivered - before.delivered,
        lost: totals.lost - before.lost,
        queued: totals.queued,
        oldestAgeSeconds: Math.round(totals.oldestAgeMs / 1000),
      };
      isUsed ||= grown.received + grown.delivered + grown.lost + grown.queued > 0;
      hour.add(grown, nowMs);
      day.add(grown, nowMs);
      last = totals;
      delivered.push({ atMs: nowMs, total: totals.delivered });
      delivered = delivered.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs <= rateSeconds * 1000);
    },
    deliveredPerSecond() {
      const [first] = delivered;
      const newest = delivered.at(-1);
      if (!first || !newest || newest.atMs <= first.atMs) return 0;
      return ((newest.total - first.total) * 1000) / (newest.atMs - first.atMs);
    },
    recent: () => hour.last("delivered", recentSteps),
    shown: (nowMs) => ({ hour: hour.shown(nowMs), day: day.shown(nowMs) }),
    saved: () => (saved || isUsed ? { hour: hour.saved(), day: day.saved() } : null),
  };
}

function createRing(stepMs: number, steps: number, saved: SavedRing | null) {
  const rows = {} as Record<Column, Int32Array>;
  for (const column of columns) rows[column] = new Int32Array(steps);
  let step = saved?.step ?? 0;
  for (const column of saved ? columns : []) rows[column].set(decoded(saved?.values[column] ?? "").slice(-steps));

  /** Rows move to the left; a clock that was set back counts into the step that is. */
  function moveTo(now: number): void {
    const by = step === 0 ? steps : Math.min(now - step, steps);
    if (by <= 0) return;
    for (const column of columns) {
      rows[column].copyWithin(0, by);
      rows[column].fill(0, steps - by);
    }
    step = now;
  }

  const all = <T>(of: (row: Int32Array) => T) =>
    Object.fromEntries(columns.map((column) => [column, of(rows[column])])) as Record<Column, T>;
  return {
    add(grown: Record<Column, number>, nowMs: number) {
      moveTo(Math.floor(nowMs / stepMs));
      const at = steps - 1;
      for (const column of ["received", "delivered", "lost"] as const) {
        rows[column][at] = (rows[column][at] ?? 0) + grown[column];
      }
      rows.queued[at] = Math.max(rows.queued[at] ?? 0, grown.queued);
      rows.oldestAgeSeconds[at] = Math.max(rows.oldestAgeSeconds[at] ?? 0, grown.oldestAgeSeconds);
    },
    last: (column: Column, count: number) => [...rows[column].subarray(steps - count)],
    shown(nowMs: number) {
      moveTo(Math.floor(nowMs / stepMs));
      const { oldestAgeSeconds, ...counts } = all((row) => [...row]);
      const oldestAgeMs = oldestAgeSeconds.map((seconds) => seconds * 1000);
      return { stepMs, from: new Date((step - steps + 1) * stepMs).toISOString(), ...counts, oldestAgeMs };
    },
    saved: (): SavedRing => ({ step, values: all(encoded) }),
  };
}

function encoded(row: Int32Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString("base64");
}

function decoded(text: string): Int32Array {
  const bytes = Buffer.from(text, "base64");
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}
