"use client";
// The list named "Probe" once a test has begun: the trace that its stages draw. Rows exist from the start.
import { CircleMinus } from "lucide-react";
import { isDivided } from "./plan-probe";
import type { ProbeState, Row } from "./probe-state";
import { endedStages, rowsOf, spanOf } from "./probe-state";
import { StageRow } from "./StageRow";
import { listSignals, stageLabels } from "./stage-words";

export function StageList({ state }: { state: ProbeState }) {
  const rows = rowsOf(state);
  // Folded into one line at the end only: a row that left its place under way would move all below it.
  const isSkipped = (row: Row) => state.phase === "done" && row.done?.status === "skipped";
  const kept = rows.filter((row) => !isSkipped(row));
  const skipped = rows.filter(isSkipped);
  const scaleMs = spanOf(endedStages(state), state.phase === "done" ? state.report.durationMs : 0);
  return (
    <ul aria-label="Probe" className="py-2 pl-[46px] max-rail:pl-[42px]">
      {kept.map((row) => (
        <StageRow key={row.key} row={row} scaleMs={scaleMs} showSignals={isDivided(row, rows)} />
      ))}
      {skipped.map((row, position) => (
        <SkippedStage
          isFirst={position === 0}
          isLast={position === skipped.length - 1}
          key={row.key}
          row={row}
          showSignals={isDivided(row, rows)}
        />
      ))}
    </ul>
  );
}

/** Items of their own for a screen reader, running text for the eye. */
function SkippedStage({
  row,
  isFirst,
  isLast,
  showSignals,
}: {
  row: Row;
  isFirst: boolean;
  isLast: boolean;
  showSignals: boolean;
}) {
  return (
    <li className="relative inline text-13 leading-7 font-mid text-ink-3">
      {isFirst && (
        <>
          <CircleMinus aria-hidden="true" className="absolute top-0 -left-[26px] text-ink-off" size={16} />
          <span aria-hidden="true" className="float-right px-5 text-12 leading-7 font-text max-rail:pr-4">
            skipped
          </span>
        </>
      )}
      {stageLabels[row.stage]}
      {showSignals && ` (${listSignals(row.signals)})`}
      <span className="sr-only"> skipped</span>
      {!isLast && <span aria-hidden="true">, </span>}
    </li>
  );
}
