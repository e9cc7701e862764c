// What all parts of one probe share: its clock, its end, its settings, and the one way a stage gets out: without secrets.
import type { ProbedDestination } from "#lib/destination/schema";
import type { Network } from "#lib/engine/open-socket";
import { cleanStage, type Secrets } from "#lib/engine/redact";
import type { Surroundings } from "#lib/otlp/explain/facts";
import type { Reply } from "#lib/otlp/explain/questions";
import type { Diagnosis, Stage } from "#lib/otlp/report";

export type ProbeRun = {
  id: string;
  destination: ProbedDestination;
  /** The same with every secret as null. */
  masked: ProbedDestination;
  network: Network;
  /** Ends everything: the reader left, or the time limit of the whole. */
  abort: AbortSignal;
  /** The second of the two. */
  timeLimit: AbortSignal;
  random: (bytes: number) => Uint8Array;
  wallClock: () => Date;
  surroundings: Surroundings;
  anonymous: boolean;
  secrets: Secrets;
  stages: Stage[];
  diagnosis: Diagnosis[];
  /** Answers about ports, by question: the same for every signal. */
  portReplies: Map<string, Promise<Reply>>;
  /** Called once for each stage, as it ends. */
  emit: (stage: Stage) => void;
};

type Json = Stage["evidence"][string];
export type Evidence = Record<string, Json | undefined>;

export type StageDraft = Omit<Stage, "evidence"> & { evidence: Evidence };

/** Rounds times, leaves out what is not there, hides secrets, and hands the stage on. */
export function emitStage(run: ProbeRun, draft: StageDraft): void {
  const told = cleanStage({ summary: draft.summary, evidence: compact(draft.evidence) }, run.secrets);
  const stage: Stage = { ...draft, startMs: roundMs(draft.startMs), durationMs: roundMs(draft.durationMs), ...told };
  run.stages.push(stage);
  run.emit(stage);
}

export function skipStage(
  run: ProbeRun,
  stage: Stage["stage"],
  signals: Stage["signals"],
  summary = "Not reached",
): void {
  emitStage(run, {
    stage,
    signals,
    status: "skipped",
    startMs: run.network.now(),
    durationMs: 0,
    summary,
    evidence: {},
  });
}

export function roundMs(ms: number): number {
  return Math.round(Math.max(0, ms) * 100) / 100;
}

/** Absent, empty and null values say nothing. */
function compact(evidence: Evidence): Stage["evidence"] {
  const entries = Object.entries(evidence).filter(([, value]) => {
    if (value === undefined || value === null || value === "") return false;
    return typeof value !== "object" || Object.keys(value).length > 0;
  });
  return Object.fromEntries(entries as [string, Json][]);
}
