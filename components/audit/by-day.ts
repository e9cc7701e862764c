// Entries in the order they came, cut where the day changes.
import type { AuditItem } from "#lib/audit/entry";

export type Day = { day: string; rows: AuditItem[] };

/** `isLocal`: days of the browser's zone, else of UTC. A day that comes again after a clock went back is told again. */
export function byDay(items: readonly AuditItem[], isLocal: boolean): Day[] {
  const days: Day[] = [];
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", ...(isLocal ? {} : { timeZone: "UTC" }) });
  for (const item of items) {
    const day = format.format(new Date(item.at));
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(item);
    else days.push({ day, rows: [item] });
  }
  return days;
}
