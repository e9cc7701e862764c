"use client";
// The live probe beside the form: head, diagnoses, the trace, ids to search for, and how it was run. Starts nothing itself.
import { Timer } from "lucide-react";
import { useId } from "react";
import { Button } from "#components/ui/Button";
import { cn } from "#components/ui/cn";
import type { Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import { IdleList } from "./IdleList";
import type { Live } from "./live";
import { ProbeHead } from "./ProbeHead";
import type { Planned } from "./plan-probe";
import type { ProbeState } from "./probe-state";
import type { Sending } from "./stage-words";

type ProbePanelProps = {
  /** What draws a test; null until it is loaded, which is before one begins. */
  live: Live | null;
  state: ProbeState;
  plan: Planned[];
  sending: Sending;
  promise: string;
  /** What the last test sent, to show what a fix changes. Never rendered as it is. */
  tested: ProbedDestination | null;
  sdk: boolean;
  onSdkChange: (sdk: boolean) => void;
  onFix: ((fix: Fix) => void) | null;
  onStop: () => void;
  /** The form has changed since the test. */
  isStale: boolean;
  isReadOnly: boolean;
};

export function ProbePanel(props: ProbePanelProps) {
  const { live, state, plan, sending, promise, tested, onFix, isReadOnly, isStale } = props;
  const isDone = state.phase === "done";
  const drawing = isDone
    ? state.report.id
    : state.phase === "running" || state.phase === "starting"
      ? "progress"
      : state.phase;
  return (
    // A verdict on other values is no evidence for these: it loses its colour and keeps its place.
    <div className={cn("min-w-0 overflow-clip rounded-[inherit]", isStale ? "bg-sunken grayscale" : "bg-surface")}>
      <ProbeHead
        isReadOnly={isReadOnly}
        isStale={isStale}
        promise={isReadOnly ? "Testing needs the role Editor." : promise}
        words={live === null || state.phase === "idle" ? null : live.headWords(state)}
      />
      {/* A report takes the place of the running list at once, as one new drawing. */}
      <div className={isDone ? "animate-arrive" : undefined} key={drawing}>
        {live !== null && isDone && (
          <live.Diagnoses isStale={isStale} onFix={isReadOnly ? null : onFix} report={state.report} tested={tested} />
        )}
        {live === null || state.phase === "idle" ? (
          <IdleList plan={plan} sending={sending} />
        ) : (
          <live.StageList state={state} />
        )}
        {live !== null && isDone && <live.ProbeIds report={state.report} />}
      </div>
      <Foot {...props} key={`foot ${drawing}`} />
    </div>
  );
}

function Foot({ live, state, tested, sdk, onSdkChange, onStop, isStale, isReadOnly }: ProbePanelProps) {
  const id = useId();
  const footLook =
    "bottom-0 flex min-h-[53px] flex-wrap items-center justify-between gap-x-3 gap-y-1 border-t border-line-soft bg-inherit px-5 py-3 text-13 text-ink-3 wide:sticky max-rail:px-4";
  if (state.phase === "starting" || state.phase === "running")
    return (
      <div className={footLook}>
        Ends within 30 s
        <Button onClick={onStop} shortcut="Esc" size="sm" variant="ghost">
          Stop
        </Button>
      </div>
    );
  return (
    <div className={footLook}>
      {live !== null && state.phase === "done" ? (
        <live.DoneFoot isStale={isStale} report={state.report} saved={state.saved} tested={tested} />
      ) : (
        <span className="flex items-center gap-2">
          <Timer aria-hidden="true" size={16} /> Usually under half a second
        </span>
      )}
      <label className="flex w-full items-start gap-2 text-ink-2" htmlFor={id}>
        <input
          checked={sdk}
          className="mt-[3px] size-4 flex-none accent-(--act)"
          disabled={isReadOnly}
          id={id}
          onChange={(event) => onSdkChange(event.target.checked)}
          type="checkbox"
        />
        <span>
          SDK check <span className="text-ink-3">also sends 1 data point with a stock OpenTelemetry SDK</span>
        </span>
      </label>
    </div>
  );
}
