"use client";
// The table of a run: a line for what was tried, a column for each signal, the server's words when a line is opened.
import { ChevronRight, CircleAlert, CircleCheck, CircleHelp, CircleMinus, CircleX } from "lucide-react";
import { Fragment, useState } from "react";
import { cn } from "#components/ui/cn";
import type { CapabilityRow, CapabilityVerdict } from "#lib/destination/capability";
import { enabledSignals } from "#lib/destination/enabled-signals";
import type { SavedDestination } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";
import { evidenceOf, type TableGroup, type TableLine, tableOf, verdictWords } from "./capability-table";

const look: Record<CapabilityVerdict, { Icon: typeof CircleCheck; icon: string; word: string }> = {
  accepted: { Icon: CircleCheck, icon: "text-span", word: "text-ink" },
  partial: { Icon: CircleAlert, icon: "text-wait", word: "text-wait-ink" },
  refused: { Icon: CircleX, icon: "text-stop", word: "text-stop-ink" },
  unknown: { Icon: CircleHelp, icon: "text-ink-3", word: "text-ink-2" },
  skipped: { Icon: CircleMinus, icon: "text-ink-off", word: "text-ink-3" },
};

export function CapabilityTable({ saved, rows }: { saved: SavedDestination; rows: readonly CapabilityRow[] }) {
  const { groups } = tableOf(rows);
  // All of them from the first row on, so that no column moves.
  const columns = enabledSignals(saved);
  return (
    <table className="w-full table-fixed self-start text-13">
      <caption className="sr-only">What {saved.name} accepts</caption>
      <thead className="text-12 text-ink-3">
        <tr>
          <th className="w-[46%] py-1.5 text-left font-mid max-rail:w-[34%]" scope="col">
            Tried
          </th>
          {columns.map((signal) => (
            <th className="px-2 text-left font-mid max-rail:px-1 max-rail:text-center" key={signal} scope="col">
              {signalFacts[signal].label}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map((group) => (
        <Group columns={columns} group={group} key={group.aspect} />
      ))}
    </table>
  );
}

function Group({ group, columns }: { group: TableGroup; columns: Signal[] }) {
  return (
    <tbody>
      <tr>
        <th
          className="border-t border-line pt-2.5 pb-1 text-left text-12 font-label text-ink-3"
          colSpan={columns.length + 1}
          scope="rowgroup"
        >
          {group.label}
        </th>
      </tr>
      {group.lines.map((line) => (
        <Line columns={columns} key={line.what} line={line} />
      ))}
    </tbody>
  );
}

function Line({ line, columns }: { line: TableLine; columns: Signal[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Fragment>
      <tr className="hover:bg-hover">
        <th className="py-0 text-left font-mid" scope="row">
          <button
            aria-expanded={isOpen}
            className="flex min-h-8 w-full items-center gap-1.5 rounded-sm text-left break-words focus-visible:-outline-offset-2 touch:min-h-11"
            onClick={() => setOpen(!isOpen)}
            type="button"
          >
            <ChevronRight
              aria-hidden="true"
              className={cn("flex-none text-ink-3 transition-transform", isOpen && "rotate-90")}
              size={12}
            />
            <span className="min-w-0">{line.what}</span>
          </button>
        </th>
        {columns.map((signal) => (
          <Verdict key={signal} row={line.cells[signal]} />
        ))}
      </tr>
      {isOpen && (
        <tr>
          <td className="pb-2.5 pl-[18px] max-rail:pl-0" colSpan={columns.length + 1}>
            <dl className="grid gap-1 rounded-md border border-line bg-sunken px-3 py-2">
              {evidenceOf(line).map(({ whose, evidence }) => (
                <div className="grid gap-x-3 rail:grid-cols-[150px_minmax(0,1fr)]" key={whose.join()}>
                  <dt className="text-12 text-ink-3">{whose.map((signal) => signalFacts[signal].label).join(", ")}</dt>
                  <dd className="mono-12 whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">{evidence}</dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Verdict({ row }: { row: CapabilityRow | undefined }) {
  if (row === undefined) return <td />;
  const { Icon, icon, word } = look[row.verdict];
  return (
    <td className="px-2 max-rail:px-1">
      <span
        className={cn(
          "flex items-center gap-1.5 max-rail:flex-col max-rail:gap-0 max-rail:py-1 max-rail:text-12",
          word,
        )}
      >
        <Icon aria-hidden="true" className={cn("flex-none", icon)} size={14} />
        {verdictWords[row.verdict]}
      </span>
    </td>
  );
}
