"use client";
// One stage of the trace: state, name, bar at its offset, milliseconds, one line, and its evidence when asked for.
import { ChevronRight, CircleAlert, CircleCheck, CircleDashed, CircleX, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "#components/ui/cn";
import type { Stage, StageStatus } from "#lib/otlp/report";
import type { Row } from "./probe-state";
import { rowLook } from "./row-look";
import { StageEvidence } from "./StageEvidence";
import { listSignals, stageLabels } from "./stage-words";
import { formatMs, waitOf } from "./trace-words";

/** The list leaves room for the icons of its last line; all other rows take it back. */
const fullRow = "-ml-[46px] w-[calc(100%+46px)] max-rail:-ml-[42px] max-rail:w-[calc(100%+42px)]";

const colour: Record<StageStatus, { icon: string; name: string; bar: string }> = {
  passed: { icon: "text-span", name: "", bar: "bg-span" },
  warned: { icon: "text-wait", name: "text-wait-ink", bar: "bg-wait" },
  failed: { icon: "text-stop", name: "text-stop-ink", bar: "bg-stop" },
  skipped: { icon: "text-ink-off", name: "text-ink-3", bar: "bg-ink-off" },
};
const icons = { passed: CircleCheck, warned: CircleAlert, failed: CircleX, skipped: CircleDashed };

export function StageRow({ row, scaleMs, showSignals }: { row: Row; scaleMs: number; showSignals: boolean }) {
  if (row.done !== null) return <EndedStage done={row.done} scaleMs={scaleMs} showSignals={showSignals} />;
  return row.running ? <RunningStage row={row} showSignals={showSignals} /> : <WaitingStage row={row} />;
}

function EndedStage({ done, scaleMs, showSignals }: { done: Stage; scaleMs: number; showSignals: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const Icon = icons[done.status];
  const look = colour[done.status];
  const label = stageLabels[done.stage];
  const hasEvidence = Object.keys(done.evidence).length > 0;
  const bar = { left: `${(done.startMs / scaleMs) * 100}%`, width: `${(done.durationMs / scaleMs) * 100}%` };
  return (
    <li className={fullRow}>
      <button
        aria-expanded={hasEvidence ? isOpen : undefined}
        className={cn(rowLook, "w-full py-[5px] text-left transition-colors", hasEvidence && "hover:bg-hover")}
        disabled={!hasEvidence}
        onClick={() => setOpen(!isOpen)}
        type="button"
      >
        <Icon aria-hidden="true" className={look.icon} size={16} />
        <span className={cn("text-13 font-strong", look.name)}>
          {label}
          <span className="sr-only">, {done.status}</span>
        </span>
        <span aria-hidden="true" className="relative h-1 rounded-full bg-line-soft">
          <span className={cn("absolute inset-y-0 min-w-[3px] max-w-full rounded-full", look.bar)} style={bar} />
        </span>
        <span className="mono-12 min-w-11 text-right leading-5 text-ink-3">{formatMs(done.durationMs)}</span>
        <ChevronRight
          aria-hidden="true"
          className={cn("text-ink-3 transition-transform", isOpen && "rotate-90", !hasEvidence && "invisible")}
          size={12}
        />
        <Line isWrapped={isOpen}>
          {showSignals && <Whose signals={done.signals} />}
          {done.summary}
        </Line>
      </button>
      {isOpen && <StageEvidence stage={done} />}
    </li>
  );
}

function RunningStage({ row, showSignals }: { row: Row; showSignals: boolean }) {
  const elapsed = useElapsed();
  return (
    <li className={cn(rowLook, fullRow, "bg-span-soft py-[5px]")}>
      <LoaderCircle aria-hidden="true" className="animate-spin text-span" size={16} />
      <span className="text-13 font-strong text-span-ink">
        {stageLabels[row.stage]}
        <span className="sr-only">, running</span>
      </span>
      <span aria-hidden="true" className="h-1 rounded-full bg-span-line" />
      <span className="mono-12 min-w-11 text-right leading-5 text-ink-3">{elapsed < 100 ? "" : formatMs(elapsed)}</span>
      <span />
      <Line>
        {showSignals && <Whose signals={row.signals} />}
        {elapsed < 2000 ? "" : waitOf(row.stage)}
      </Line>
    </li>
  );
}

function WaitingStage({ row }: { row: Row }) {
  return (
    <li className={cn(rowLook, fullRow, "py-[5px]")}>
      <CircleDashed aria-hidden="true" className="text-ink-off" size={16} />
      <span className="text-13 font-mid text-ink-3">
        {stageLabels[row.stage]}
        <span className="sr-only">, waiting</span>
      </span>
      <Line />
    </li>
  );
}

/** Always there, at the height of one line, so that a stage fills without moving those below it. */
function Line({ children, isWrapped }: { children?: React.ReactNode; isWrapped?: boolean }) {
  return (
    <span
      className={cn(
        "col-span-full col-start-2 block min-h-[18px] text-12 text-ink-3",
        isWrapped ? "text-pretty break-words" : "truncate",
      )}
    >
      {children}
    </span>
  );
}

function Whose({ signals }: { signals: Row["signals"] }) {
  return <span className="text-ink-2">{listSignals(signals)} · </span>;
}

/** Milliseconds since this row began to run, ten times a second. */
function useElapsed(): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setElapsed(performance.now() - began), 100);
    return () => clearInterval(timer);
  }, []);
  return elapsed;
}
