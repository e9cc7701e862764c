// What a probe looks like from the page while it runs: rows that exist from the start and fill as stages end.
// Pure: knows neither the network nor React.
import type { ProbeEvent, Report, Stage, StageName } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";
import type { AppError } from "#lib/result";
import type { Planned } from "./plan-probe";

export type Row = Planned & { key: string; done: Stage | null; running: boolean };

export type ProbeState =
  | { phase: "idle" }
  | { phase: "starting"; plan: Planned[] }
  | { phase: "running"; plan: Planned[]; stages: Stage[] }
  | { phase: "done"; plan: Planned[]; report: Report; saved: boolean }
  | { phase: "stopped"; plan: Planned[]; stages: Stage[] }
  | { phase: "broken"; plan: Planned[]; stages: Stage[]; error: AppError };

/**
 * Plan and results as one list: the order of the plan, with stages nobody planned where they belong. One that was skipped
 * waits for the end: it would push what is below it for no news.
 */
export function rowsOf(state: ProbeState): Row[] {
  if (state.phase === "idle") return [];
  const ended = endedStages(state);
  const left = [...ended];
  const rows: Row[] = [];
  for (const planned of state.plan) {
    const found = left.findIndex((stage) => stage.stage === planned.stage && overlaps(stage.signals, planned.signals));
    const done = found === -1 ? null : (left.splice(found, 1)[0] ?? null);
    if (done === null && state.phase === "done") continue;
    rows.push({ ...planned, signals: done?.signals ?? planned.signals, key: keyOf(planned), done, running: false });
  }
  for (const stage of left) {
    if (state.phase !== "done" && stage.status === "skipped") continue;
    insert(rows, { ...stage, key: `${keyOf(stage)}+${stage.startMs}`, done: stage, running: false });
  }
  return state.phase === "running" ? markRunning(rows) : rows;
}

export function endedStages(state: ProbeState): Stage[] {
  if (state.phase === "idle" || state.phase === "starting") return [];
  return state.phase === "done" ? state.report.stages : state.stages;
}

const shared: readonly StageName[] = ["settings", "dns", "tcp", "proxy", "tls", "token", "protocol", "auth"];
const order: readonly StageName[] = [...shared, ...signals, "sdk"];

function insert(rows: Row[], row: Row): void {
  const rank = order.indexOf(row.stage);
  const after = rows.findIndex((other) => order.indexOf(other.stage) > rank);
  rows.splice(after === -1 ? rows.length : after, 0, row);
}

/** Per signal, the first stage without a result is the one at work; the SDK check waits for all of them. */
function markRunning(rows: Row[]): Row[] {
  const first = new Set<string>();
  for (const signal of signals) {
    const next = rows.find((row) => row.done === null && row.stage !== "sdk" && row.signals.includes(signal));
    if (next !== undefined) first.add(next.key);
  }
  if (first.size === 0) for (const row of rows) if (row.done === null) first.add(row.key);
  return rows.map((row) => ({ ...row, running: first.has(row.key) }));
}

function keyOf({ stage, signals: whose }: Planned): string {
  return `${stage}:${whose.join(",")}`;
}

function overlaps(one: readonly Signal[], other: readonly Signal[]): boolean {
  return one.length === 0 || other.length === 0 || one.some((signal) => other.includes(signal));
}

/** The next state after one line of the stream. */
export function advance(state: ProbeState, event: ProbeEvent, saved: boolean): ProbeState {
  if (state.phase !== "starting" && state.phase !== "running") return state;
  if ("report" in event) return { phase: "done", plan: state.plan, report: event.report, saved };
  const stages = state.phase === "running" ? state.stages : [];
  return { phase: "running", plan: state.plan, stages: [...stages, event.stage] };
}

/** The verdict in words, as the status region says it. */
export function verdictOf(report: Report): string {
  if (report.verdict === "failed") return "Not accepted";
  if (report.verdict === "warning") {
    const things = Math.max(1, report.diagnosis.length);
    return `Accepted, with ${things} ${things === 1 ? "thing" : "things"} to know`;
  }
  const sent = report.stages.filter(({ stage }) => (signals as readonly string[]).includes(stage)).length;
  return sent > 1 ? `All ${sent} signals accepted` : "Accepted";
}

/** Where the trace of the whole ends, in ms: the scale of every bar. */
export function spanOf(stages: readonly Stage[], atLeastMs = 0): number {
  return Math.max(1, atLeastMs, ...stages.map((stage) => stage.startMs + stage.durationMs));
}
