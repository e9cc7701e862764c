"use client";
// The charts in words and numbers, for those who do not look at them or want to read a figure.
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { cn } from "#components/ui/cn";
import { formatAge, formatCount } from "#lib/destination/amount";
import { type Period, type Series, summaryRows } from "./series";

/** A box that scrolls must be reachable by keyboard. */
const reachable = { tabIndex: 0 };

export function HistoryTable({ series, period }: { series: Series; period: Period }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="border-t border-line-soft">
      <button
        aria-expanded={isOpen}
        className="flex min-h-9 w-full items-center gap-1.5 px-4 text-left text-12 font-mid text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 rail:px-5 touch:min-h-11"
        onClick={() => setOpen(!isOpen)}
        type="button"
      >
        <ChevronRight aria-hidden="true" className={cn("transition-transform", isOpen && "rotate-90")} size={14} />
        Show as table
      </button>
      {isOpen && (
        <section aria-label={`Last ${period} as a table`} className="overflow-x-auto pb-2" {...reachable}>
          <table className="w-full text-12 tabular-nums">
            <thead className="text-ink-3">
              <tr>
                <th className="px-4 py-1.5 text-left font-mid rail:px-5">From</th>
                {["Received", "Delivered", "Lost", "Waiting", "Oldest"].map((head) => (
                  <th className="px-2 text-right font-mid last:pr-4 rail:last:pr-5" key={head}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {summaryRows(series).map((row) => (
                <tr className="border-t border-line-soft" key={row.from}>
                  <th className="px-4 py-1.5 text-left font-mid rail:px-5" scope="row">
                    {new Date(row.from).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}
                  </th>
                  <td className="px-2 text-right">{formatCount(row.received)}</td>
                  <td className="px-2 text-right">{formatCount(row.delivered)}</td>
                  <td className={cn("px-2 text-right", row.lost > 0 && "font-strong text-stop-ink")}>
                    {formatCount(row.lost)}
                  </td>
                  <td className="px-2 text-right">{formatCount(row.queued)}</td>
                  <td className="pr-4 pl-2 text-right whitespace-nowrap rail:pr-5">{formatAge(row.oldestAgeMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
