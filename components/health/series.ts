// The history of a destination as columns to draw and rows to read. Pure.
import type { DeliveryHistory } from "#lib/destination/delivery";

export type Period = "hour" | "day";
export type Series = DeliveryHistory[Period];

/** x in seconds since 1970, the y of each line per second. */
export function throughputColumns(series: Series): [number[], number[], number[]] {
  const perSecond = (items: number) => (items * 1000) / series.stepMs;
  return [timesOf(series), series.received.map(perSecond), series.delivered.map(perSecond)];
}

/** y in seconds. */
export function ageColumns(series: Series): [number[], number[]] {
  return [timesOf(series), series.oldestAgeMs.map((ms) => ms / 1000)];
}

function timesOf({ from, stepMs, received }: Series): number[] {
  const start = Date.parse(from);
  return received.map((_, index) => (start + index * stepMs) / 1000);
}

export type SummaryRow = {
  from: number;
  received: number;
  delivered: number;
  lost: number;
  queued: number;
  oldestAgeMs: number;
};

/** About `count` rows: sums of what moved, the last of what waited, the worst age. Newest first. */
export function summaryRows(series: Series, count = 12): SummaryRow[] {
  const size = Math.max(1, Math.ceil(series.received.length / count));
  const start = Date.parse(series.from);
  const rows: SummaryRow[] = [];
  for (let from = 0; from < series.received.length; from += size) {
    const part = (column: readonly number[]) => column.slice(from, from + size);
    const sum = (column: readonly number[]) => part(column).reduce((total, items) => total + items, 0);
    rows.push({
      from: start + from * series.stepMs,
      received: sum(series.received),
      delivered: sum(series.delivered),
      lost: sum(series.lost),
      queued: part(series.queued).at(-1) ?? 0,
      oldestAgeMs: Math.max(0, ...part(series.oldestAgeMs)),
    });
  }
  return rows.reverse();
}
