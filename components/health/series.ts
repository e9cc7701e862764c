// The history of a destination as columns to draw and rows to read. Pure.
import type { DeliveryHistory } from "#lib/destination/delivery";

export type Period = "hour" | "day";
export type Series = DeliveryHistory[Period];

/** A line begins when the destination was created: before, it has no value. */
type Line = (number | null)[];

/** x in seconds since 1970, the y of each line per second. */
export function throughputColumns(series: Series, createdMs: number): [number[], Line, Line] {
  const perSecond = (items: number) => (items * 1000) / series.stepMs;
  return [
    timesOf(series),
    lineOf(series, "received", createdMs, perSecond),
    lineOf(series, "delivered", createdMs, perSecond),
  ];
}

/** y in seconds. */
export function ageColumns(series: Series, createdMs: number): [number[], Line] {
  return [timesOf(series), lineOf(series, "oldestAgeMs", createdMs, (ms) => ms / 1000)];
}

/** Nothing there to tell of yet when this step ended. */
export function isBefore({ from, stepMs }: Series, index: number, createdMs: number): boolean {
  return Date.parse(from) + (index + 1) * stepMs <= createdMs;
}

function lineOf(
  series: Series,
  column: "received" | "delivered" | "oldestAgeMs",
  createdMs: number,
  scaled: (value: number) => number,
): Line {
  return series[column].map((value, index) => (isBefore(series, index, createdMs) ? null : scaled(value)));
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
