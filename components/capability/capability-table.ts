// The rows of a run as a table is read: one line for what was tried, a column for each signal, grouped by what was varied. Pure.
import type { CapabilityAspect, CapabilityRow, CapabilityVerdict } from "#lib/destination/capability";
import { type Signal, signals } from "#lib/otlp/signal";

export type TableLine = { what: string; cells: Partial<Record<Signal, CapabilityRow>> };
export type TableGroup = { aspect: CapabilityAspect; label: string; lines: TableLine[] };

const groups: readonly [CapabilityAspect, string][] = [
  ["settings", "Saved settings"],
  ["encoding", "Encoding"],
  ["compression", "Compression"],
  ["temporality", "Temporality"],
  ["histograms", "Histograms"],
  ["size", "Batch size"],
  ["transport", "Other transport"],
];

export const verdictWords: Record<CapabilityVerdict, string> = {
  accepted: "Accepted",
  partial: "In part",
  refused: "Refused",
  unknown: "Unknown",
  skipped: "Not sent",
};

export function tableOf(rows: readonly CapabilityRow[]): { columns: Signal[]; groups: TableGroup[] } {
  const columns = signals.filter((signal) => rows.some((row) => row.signal === signal));
  const filled = groups.flatMap(([aspect, label]) => {
    const lines = linesOf(rows.filter((row) => row.aspect === aspect));
    return lines.length === 0 ? [] : [{ aspect, label, lines }];
  });
  return { columns, groups: filled };
}

/** Sizes in order, whichever signal came first; everything else as it was tried. */
function linesOf(rows: readonly CapabilityRow[]): TableLine[] {
  const lines = new Map<string, TableLine>();
  for (const row of [...rows].sort((one, other) => (one.bytes ?? 0) - (other.bytes ?? 0))) {
    const line = lines.get(row.what) ?? { what: row.what, cells: {} };
    line.cells[row.signal] = row;
    lines.set(row.what, line);
  }
  return [...lines.values()];
}

/** "Metrics: HTTP 415: …"; signals that were told the same are named together. */
export function evidenceOf({ cells }: TableLine): { whose: Signal[]; evidence: string }[] {
  const told: { whose: Signal[]; evidence: string }[] = [];
  for (const signal of signals) {
    const evidence = cells[signal]?.evidence;
    if (evidence === undefined) continue;
    const same = told.find((one) => one.evidence === evidence);
    if (same === undefined) told.push({ whose: [signal], evidence });
    else same.whose.push(signal);
  }
  return told;
}
