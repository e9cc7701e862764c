// A probe: settings, then every distinct connection side by side, down to one real item per enabled signal (api.md §2.2).
// Its parts say what each stage is; this file says in which order they run and what they come to.
import { randomBytes } from "node:crypto";
import { enabledSignals } from "#lib/destination/resolve";
import { maskSecrets } from "#lib/destination/secrets";
import type { Network } from "#lib/engine/open-socket";
import { probeLane } from "#lib/engine/probe-lane";
import { type Lane, lanesOf } from "#lib/engine/probe-lanes";
import { emitStage, type ProbeRun, roundMs, skipStage } from "#lib/engine/probe-run";
import { checkSettings } from "#lib/engine/probe-settings";
import { needsToken } from "#lib/engine/probe-token";
import type { ProbeRequest } from "#lib/engine/protocol";
import { cleanDiagnosis, secretsOf } from "#lib/engine/redact";
import { rankAll } from "#lib/otlp/explain/diagnose";
import { noSurroundings, type Surroundings } from "#lib/otlp/explain/facts";
import type { Report, Stage, Verdict } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";

const probeLimitMs = 30_000;
/** Wrong values told in one report. */
const problemsMax = 20;

export type ProbeContext = {
  id: string;
  abort: AbortSignal;
  emit: (stage: Stage) => void;
  /** Policy and name look-up; the clock is the probe's own. */
  network: Omit<Network, "now">;
  /** Absent = nothing is known of this host. */
  surroundings?: Surroundings;
};

/** Never throws for what a destination or a peer does: that is in the report. */
export async function runProbe(request: ProbeRequest, context: ProbeContext): Promise<Report> {
  const startedAt = new Date();
  const lanes = lanesOf(request.destination);
  const run = newRun(request, context, lanes);
  const isRight = await checkSettings(run, request.problems);
  if (isRight) {
    await Promise.all(lanes.map((lane) => probeLane(run, lane)));
    if (request.sdk) await checkSdk(run, lanes);
  } else {
    skipAll(run, lanes, request.sdk);
  }
  const ranked = isRight ? rankAll(run.diagnosis) : rankAll(run.diagnosis, problemsMax);
  const diagnosis = ranked.map((one) => cleanDiagnosis(one, run.secrets));
  const verdict = verdictOf(run.stages, enabledSignals(request.destination), diagnosis.length > 0);
  return {
    id: context.id,
    verdict,
    startedAt: startedAt.toISOString(),
    durationMs: roundMs(run.network.now()),
    stages: run.stages,
    diagnosis,
  };
}

function newRun(request: ProbeRequest, context: ProbeContext, lanes: readonly Lane[]): ProbeRun {
  const origin = performance.now();
  const timeLimit = AbortSignal.timeout(probeLimitMs);
  const connections = lanes.flatMap(({ groups }) => groups.flatMap((group) => group.members[0]?.connection ?? []));
  return {
    id: context.id,
    destination: request.destination,
    masked: maskSecrets(request.destination),
    network: {
      ...context.network,
      now: () => performance.now() - origin,
      authorizers: context.network.authorizers.fresh(),
    },
    abort: AbortSignal.any([context.abort, timeLimit]),
    timeLimit,
    random: (bytes) => randomBytes(bytes),
    wallClock: () => new Date(),
    surroundings: context.surroundings ?? noSurroundings,
    anonymous: request.anonymous,
    secrets: secretsOf(request.destination, connections),
    stages: [],
    diagnosis: [],
    portReplies: new Map(),
    emit: context.emit,
  };
}

/** After wrong settings nothing is sent; each signal still has its own stage. */
function skipAll(run: ProbeRun, lanes: readonly Lane[], withSdk: boolean): void {
  const enabled = enabledSignals(run.destination);
  if (enabled.length === 0) return;
  const hasTls = lanes.some(({ connection }) => connection.target.tls);
  for (const stage of ["dns", "tcp", ...(hasTls ? (["tls"] as const) : [])] as const) skipStage(run, stage, enabled);
  for (const group of lanes.flatMap(({ groups }) => groups)) {
    if (needsToken(run, group)) skipStage(run, "token", group.signals);
  }
  for (const stage of ["protocol", "auth"] as const) skipStage(run, stage, enabled);
  for (const signal of enabled) skipStage(run, signal, [signal]);
  if (withSdk) skipStage(run, "sdk", enabled);
}

/** Loaded only when asked for: the stock exporter costs memory that a probe does not need. */
async function checkSdk(run: ProbeRun, lanes: readonly Lane[]): Promise<void> {
  const { sdkStage } = await import("#lib/engine/sdk-check");
  emitStage(run, await sdkStage(run, lanes));
}

/** "failed" if any enabled signal was not taken; "warning" if something must be told (api.md §2.2). */
function verdictOf(stages: readonly Stage[], enabled: readonly Signal[], hasDiagnosis: boolean): Verdict {
  const taken = (signal: Signal) =>
    stages.some(({ stage, status }) => stage === signal && (status === "passed" || status === "warned"));
  if (enabled.length === 0 || !signals.every((signal) => !enabled.includes(signal) || taken(signal))) return "failed";
  const isTold = stages.some(({ status }) => status === "warned" || status === "failed");
  return hasDiagnosis || isTold ? "warning" : "accepted";
}
