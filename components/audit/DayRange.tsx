"use client";
// Two days of whoever looks, as the moments between them: the second day belongs to it.
import { useSyncExternalStore } from "react";
import { TextField } from "#components/ui/TextField";

const never = () => () => {};

type Range = { from: string; to: string };

export function DayRange({
  from,
  to,
  onChange,
}: {
  from: string | undefined;
  to: string | undefined;
  onChange: (range: Range) => void;
}) {
  // The server does not know whose midnight it is.
  const isHere = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const firstDay = isHere ? dayOf(from, 0) : "";
  const lastDay = isHere ? dayOf(to, -1) : "";
  return (
    <div className="flex flex-wrap gap-2">
      <TextField
        className="w-[168px] max-rail:w-[calc(50%-4px)]"
        label="From"
        max={lastDay || undefined}
        onChange={({ target }) => onChange({ from: midnight(target.value, 0), to: to ?? "" })}
        type="date"
        value={firstDay}
      />
      <TextField
        className="w-[168px] max-rail:w-[calc(50%-4px)]"
        label="To"
        min={firstDay || undefined}
        onChange={({ target }) => onChange({ from: from ?? "", to: midnight(target.value, 1) })}
        type="date"
        value={lastDay}
      />
    </div>
  );
}

/** "2026-11-21" of a moment; `days` 0 or -1: the end of a range is the midnight after its last day. */
function dayOf(iso: string | undefined, days: 0 | -1): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const day = new Date(at.getTime() + (days === 0 ? 0 : -1));
  return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function midnight(day: string, after: 0 | 1): string {
  const at = new Date(`${day}T00:00:00`);
  if (day === "" || Number.isNaN(at.getTime())) return "";
  if (after === 1) at.setDate(at.getDate() + 1);
  return at.toISOString();
}
