// What the head of the panel says of a test that runs or has ended.
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import type { SpanState } from "#components/ui/Span";
import type { Verdict } from "#lib/otlp/report";
import type { HeadWords } from "./ProbeHead";
import { endedStages, type ProbeState, rowsOf, verdictOf } from "./probe-state";
import { deliveredWords } from "./report-words";
import { joinWords, stageLabels } from "./stage-words";
import { formatMs } from "./trace-words";

const verdictLook: Record<Verdict, { ink: string; icon: ReactNode }> = {
  accepted: { ink: "text-span-ink", icon: <CircleCheck aria-hidden="true" size={18} /> },
  warning: { ink: "text-wait-ink", icon: <CircleAlert aria-hidden="true" size={18} /> },
  failed: { ink: "text-stop-ink", icon: <CircleX aria-hidden="true" size={18} /> },
};

export function headWords(state: ProbeState): HeadWords {
  const ms = totalMs(state);
  return {
    title: titleOf(state),
    verdict: state.phase === "done" ? { ...verdictLook[state.report.verdict], word: verdictOf(state.report) } : null,
    isStopped: state.phase === "stopped",
    time: ms === null ? null : formatMs(ms),
    text: textOf(state),
    span: { state: spanState(state), progress: progressOf(state) },
  };
}

function titleOf(state: ProbeState): string {
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
