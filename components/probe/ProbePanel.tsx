"use client";
// The live probe beside the form: head, diagnoses, the trace, ids to search for, and how it was run. Starts nothing itself.
import { Download, Timer } from "lucide-react";
import { useId } from "react";
import { Button } from "#components/ui/Button";
import type { Fix } from "#lib/destination/problem";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Report, Stage } from "#lib/otlp/report";
import { DiagnosisCard } from "./DiagnosisCard";
import { ProbeHead } from "./ProbeHead";
import { ProbeIds } from "./ProbeIds";
import type { Planned, ProbeState } from "./probe-state";
import { stageOf, wordsOf } from "./report-words";
import { StageList } from "./StageList";
import type { Sending } from "./stage-words";

export type ProbePanelProps = {
  state: ProbeState;
  plan: Planned[];
  sending: Sending;
  promise: string;
  /** What the last test sent, to show what a fix changes. Never rendered as it is. */
  tested: ProbedDestination | null;
  sdk: boolean;
  onSdkChange: (sdk: boolean) => void;
  onFix: (fix: Fix) => void;
  onStop: () => void;
  /** The form has changed since the test. */
  isStale: boolean;
  isReadOnly: boolean;
};

export function ProbePanel(props: ProbePanelProps) {
  const { state, plan, sending, promise, isReadOnly } = props;
  const isDone = state.phase === "done";
  const drawing = isDone
    ? state.report.id
    : state.phase === "running" || state.phase === "starting"
      ? "progress"
      : state.phase;
  return (
    <div className="min-w-0 overflow-hidden rounded-[inherit]">
      <ProbeHead promise={isReadOnly ? "Testing needs the role Admin." : promise} state={state} />
      {/* A report takes the place of the running list at once, as one new drawing. */}
      <div className={isDone ? "animate-arrive" : undefined} key={drawing}>
        {isDone && <Diagnoses {...props} report={state.report} />}
        <StageList plan={plan} sending={sending} state={state} />
        {isDone && <ProbeIds report={state.report} />}
      </div>
      <Foot {...props} key={`foot ${drawing}`} />
    </div>
  );
}

function Diagnoses({ report, tested, onFix, isReadOnly }: ProbePanelProps & { report: Report }) {
  let firstFix = true;
  const told = new Set<Stage | null>();
  return report.diagnosis.map((diagnosis) => {
    const stage = stageOf(diagnosis, report);
    const isFirst = diagnosis.fix !== null && firstFix;
    if (diagnosis.fix !== null) firstFix = false;
    const words = told.has(stage) ? null : wordsOf(stage);
    told.add(stage);
    return (
      <DiagnosisCard
        diagnosis={diagnosis}
        isFirst={isFirst}
        key={diagnosis.code + diagnosis.signals.join()}
        onFix={isReadOnly ? null : onFix}
        stage={stage}
        tested={tested}
        words={words}
      />
    );
  });
}

function Foot({ state, sdk, onSdkChange, onStop, isStale, isReadOnly }: ProbePanelProps) {
  const id = useId();
  const footLook =
    "flex min-h-[53px] flex-wrap items-center justify-between gap-x-3 gap-y-1 border-t border-line-soft px-5 py-3 text-13 text-ink-3 max-rail:px-4";
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
      {state.phase === "done" ? (
        <span className="num">
          Tested {clock(state.report)} · {isStale ? "before your last change" : state.saved ? "saved" : "unsaved draft"}
        </span>
      ) : (
        <span className="flex items-center gap-2">
          <Timer aria-hidden="true" size={16} /> Usually under half a second
        </span>
      )}
      {state.phase === "done" && <EvidenceFile report={state.report} />}
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
          SDK check <span className="text-ink-3">also sends one metric with a stock OpenTelemetry SDK</span>
        </span>
      </label>
    </div>
  );
}

/** The whole report as a file: it never holds a secret. */
function EvidenceFile({ report }: { report: Report }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `outspan-test-${report.id}.json` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button icon={<Download aria-hidden="true" size={14} />} onClick={save} size="sm" variant="ghost">
      Report
    </Button>
  );
}

function clock(report: Report): string {
  return new Date(report.startedAt).toLocaleTimeString("en-GB");
}
