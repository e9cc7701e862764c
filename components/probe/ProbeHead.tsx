"use client";
// The head of the panel: what a test will do, what it is doing, and the verdict in the one status region of the page.
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { Span, type SpanState } from "#components/ui/Span";
import type { Verdict } from "#lib/otlp/report";
import { endedStages, type ProbeState, rowsOf, verdictOf } from "./probe-state";
import { deliveredWords } from "./report-words";
import { formatMs, joinWords, stageLabels } from "./stage-words";

const verdictLook: Record<Verdict, { ink: string; icon: ReactNode }> = {
  accepted: { ink: "text-span-ink", icon: <CircleCheck aria-hidden="true" size={18} /> },
  warning: { ink: "text-wait-ink", icon: <CircleAlert aria-hidden="true" size={18} /> },
  failed: { ink: "text-stop-ink", icon: <CircleX aria-hidden="true" size={18} /> },
};

export function ProbeHead({ state, promise }: { state: ProbeState; promise: string }) {
  const verdict = state.phase === "done" ? state.report.verdict : null;
  const ms = totalMs(state);
  const text = textOf(state);
  return (
    <div className="grid gap-2 border-b border-line-soft px-5 py-4 max-rail:px-4 max-rail:pt-5">
      <div className="flex min-h-6 items-center gap-2 text-16 font-head tracking-[-0.012em]">
        <h2 className="sr-only">Test</h2>
        {verdict === null && <span className="min-w-0 truncate">{titleOf(state)}</span>}
        <div
          className={cn("flex min-w-0 items-center gap-2", verdict !== null && verdictLook[verdict].ink)}
          role="status"
        >
          {verdict !== null && verdictLook[verdict].icon}
          {state.phase === "done" && verdictOf(state.report)}
          {state.phase === "stopped" && <span className="sr-only">Stopped</span>}
        </div>
        {ms !== null && (
          <span className="mono-12 ml-auto min-w-14 text-right tracking-normal text-ink-3">{formatMs(ms)}</span>
        )}
      </div>
      {state.phase === "idle" && <p className="text-13 text-pretty text-ink-2">{promise}</p>}
      <Span progress={progressOf(state)} state={spanState(state)} />
      {text !== "" && <p className="text-13 text-pretty text-ink-2">{text}</p>}
    </div>
  );
}

function titleOf(state: ProbeState): string {
  if (state.phase === "idle") return "Test before you save";
  if (state.phase === "stopped") return "Stopped";
  if (state.phase === "broken") return "No verdict";
  const running = rowsOf(state).filter((row) => row.running);
  const names = [...new Set(running.map((row) => stageLabels[row.stage]))];
  return names.length === 0 ? "Testing" : `Testing ${joinWords(names)}`;
}

function textOf(state: ProbeState): string {
  if (state.phase === "stopped")
    return "The test was stopped before its verdict. What was sent by then cannot be called back.";
  if (state.phase === "broken") return state.error.message;
  if (state.phase !== "done") return "";
  if (state.report.verdict === "failed") return "";
  return `The server accepted ${deliveredWords(state.report)}. Accepted is not yet stored: to see them arrive, search for the ids below at the vendor.`;
}

function spanState(state: ProbeState): SpanState {
  if (state.phase === "idle" || state.phase === "stopped" || state.phase === "broken") return "idle";
  if (state.phase === "done") return state.report.verdict === "failed" ? "failed" : "done";
  return "running";
}

function progressOf(state: ProbeState): number {
  const rows = rowsOf(state);
  if (rows.length === 0) return 0;
  const passed = rows.filter(
    (row) => row.done !== null && row.done.status !== "skipped" && row.done.status !== "failed",
  );
  return Math.max(state.phase === "running" || state.phase === "starting" ? 0.04 : 0.06, passed.length / rows.length);
}

function totalMs(state: ProbeState): number | null {
  if (state.phase === "done") return state.report.durationMs;
  const ended = endedStages(state);
  return ended.length === 0 ? null : Math.max(...ended.map((stage) => stage.startMs + stage.durationMs));
}
