"use client";
// The list named "Probe": what each stage will check, then the trace it drew. Rows exist from the start.
import { CircleDashed, CircleMinus } from "lucide-react";
import { cn } from "#components/ui/cn";
import type { Planned, ProbeState, Row } from "./probe-state";
import { endedStages, rowsOf, spanOf } from "./probe-state";
import { rowLook, StageRow } from "./StageRow";
import { listSignals, promiseOf, type Sending, stageLabels } from "./stage-words";

export function StageList({ state, plan, sending }: { state: ProbeState; plan: Planned[]; sending: Sending }) {
  const listLook = "py-2";
  if (state.phase === "idle")
    return (
      <ul aria-label="Probe" className={listLook}>
        {plan.map((planned) => (
          <IdleStage key={planned.stage + planned.signals.join()} planned={planned} plan={plan} sending={sending} />
        ))}
      </ul>
    );
  const rows = rowsOf(state);
  // Folded into one line at the end only: a row that left its place under way would move all below it.
  const isSkipped = (row: Row) => state.phase === "done" && row.done?.status === "skipped";
  const kept = rows.filter((row) => !isSkipped(row));
  const skipped = rows.filter(isSkipped);
  const scaleMs = spanOf(endedStages(state), state.phase === "done" ? state.report.durationMs : 0);
  return (
    <ul aria-label="Probe" className={cn(listLook, "flex flex-wrap pl-[46px] max-rail:pl-[42px]")}>
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

/** Several connections have this stage, so each row must say whose it is. */
function isDivided(row: Planned, all: readonly Planned[]): boolean {
  return all.filter((other) => other.stage === row.stage).length > 1;
}

function IdleStage({ planned, plan, sending }: { planned: Planned; plan: Planned[]; sending: Sending }) {
  const promise = promiseOf(planned.stage, sending);
  return (
    <li className={cn(rowLook, "py-[5px]")}>
      <CircleDashed aria-hidden="true" className="text-ink-off" size={16} />
      <span className="text-13 font-mid text-ink-3">{stageLabels[planned.stage]}</span>
      <span className="col-span-3 text-right text-12 text-ink-3">
        {isDivided(planned, plan) ? `${promise} · ${listSignals(planned.signals)}` : promise}
      </span>
    </li>
  );
}

/** Items of their own for a screen reader, one line for the eye. */
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
    <li
      className={cn(
        "relative flex items-center py-1.5 text-13 font-mid text-ink-3",
        isLast && "flex-1 pr-5 max-rail:pr-4",
      )}
    >
      {isFirst && <CircleMinus aria-hidden="true" className="absolute -left-[26px] text-ink-off" size={16} />}
      {stageLabels[row.stage]}
      {showSignals && ` (${listSignals(row.signals)})`}
      <span className={isLast ? "ml-auto pl-2.5 text-12 font-text" : "sr-only"}> skipped</span>
      {!isLast && (
        <span aria-hidden="true" className="mr-1">
          ,
        </span>
      )}
    </li>
  );
}
