// What does this endpoint accept? Sends the planned requests one after another, each with items, and tells a row as each ends. At most one
// a second to public addresses; ends at the first refusal of the credentials, and when the server asks to wait.
import type { CapabilityEnd, CapabilityRow, CapabilitySummary } from "#lib/destination/capability";
import { checkDestination } from "#lib/destination/check";
import { whyNotToPort } from "#lib/destination/other-transport";
import type { Problem } from "#lib/destination/problem";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { checkTlsMaterial } from "#lib/destination/tls-material";
import { openChannels } from "#lib/engine/capabilities/channels";
import {
  areSame,
  type Case,
  connectionWith,
  planCases,
  requestsMax,
  type Setting,
  type Tried,
} from "#lib/engine/capabilities/plan";
import { type Sender, type Sent, sendCase } from "#lib/engine/capabilities/send-case";
import {
  canBeBase,
  isUnjudged,
  newSignalState,
  noteVerdict,
  type SignalState,
  settingFor,
  whyNot,
} from "#lib/engine/capabilities/signal-state";
import { summarise, type Told } from "#lib/engine/capabilities/summary";
import { unjudgedWords } from "#lib/engine/capabilities/verdict";
import type { Network } from "#lib/engine/open-socket";
import { roundMs } from "#lib/engine/probe-run";
import type { CapabilityRequest } from "#lib/engine/protocol";
import { secretsOf } from "#lib/engine/redact";

export type CapabilityContext = {
  id: string;
  abort: AbortSignal;
  emit(row: CapabilityRow): void;
  network: Network;
  clock: {
    monotonicMs(): number;
    /** Milliseconds since 1970. */
    now(): number;
    /** Resolves early when aborted. */
    sleep(ms: number, abort: AbortSignal): Promise<void>;
  };
  random: (bytes: number) => Uint8Array;
  isPublicAddress: (address: string) => boolean;
};

/** From the end of a request to a public address to the beginning of the next. */
const paceMs = 1000;
/** Some servers say nothing to what they do not know. */
const requestTimeoutMaxMs = 10_000;
const runLimitMs = 180_000;

/** `held`: refused before anything was accepted; told when they were tried on what is, or when nothing will be. */
type Part = { tried: Tried; state: SignalState; held: Held[] };
type Held = { planned: Planned; setting: Setting; sent: Sent };
type Planned = { one: Case; number: number; part: Part };

type Run = CapabilityContext &
  Sender & {
    planned: Planned[];
    told: Told[];
    secretOrigins: CapabilityRequest["secretOrigins"];
    requests: number;
    lastSentAt: number | null;
    startedMs: number;
  };

type End = { ended: CapabilityEnd; reason: string | null };

/** Never throws for what a destination or a peer does: that is in the rows and in the summary. */
export async function runCapabilities(
  request: CapabilityRequest,
  context: CapabilityContext,
): Promise<CapabilitySummary> {
  const startedAt = new Date(context.clock.now()).toISOString();
  const tried = triedOf(request.destination);
  const run = newRun(request, tried, context);
  const [problem] = problemsOf(request, context);
  const end = problem
    ? { ended: "settings" as const, reason: problem.message }
    : await tryAll(run).finally(run.channels.close);
  return {
    id: context.id,
    startedAt,
    durationMs: roundMs(context.clock.monotonicMs() - run.startedMs),
    requests: run.requests,
    ...end,
    ...summarise(tried, run.told),
  };
}

function problemsOf({ destination, problems }: CapabilityRequest, { clock }: CapabilityContext): Problem[] {
  const none = { path: "/signals", code: "settings.no_signal", message: "No signal is switched on", fix: null };
  return [
    ...problems,
    ...checkDestination(destination),
    ...checkTlsMaterial(destination, new Date(clock.now())),
    ...(enabledSignals(destination).length === 0 ? [none] : []),
  ];
}

function newRun(request: CapabilityRequest, tried: Tried[], context: CapabilityContext): Run {
  const { destination, otherTransport, largeBatches, secretOrigins } = request;
  const connections = tried.map(({ connection }) => connection);
  const parts = new Map(tried.map((one) => [one.signal, newPart(one)]));
  const planned = planCases(tried, { otherTransport, largeBatches }).flatMap((one, at) => {
    const part = parts.get(one.signal);
    return part === undefined ? [] : [{ one, number: at + 1, part }];
  });
  return {
    ...context,
    secrets: secretsOf(destination, connections),
    channels: openChannels(context.network, context.isPublicAddress, context.abort),
    planned,
    told: [],
    secretOrigins,
    requests: 0,
    lastSentAt: null,
    startedMs: context.clock.monotonicMs(),
  };
}

function newPart(tried: Tried): Part {
  return { tried, state: newSignalState(tried), held: [] };
}

function triedOf(destination: ProbedDestination): Tried[] {
  const { temporality = "cumulative", histograms = "explicit" } = destination.signals.metrics ?? {};
  return enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    if (connection === null) return [];
    const timeoutMs = Math.min(connection.timeoutMs, requestTimeoutMaxMs);
    return [{ signal, connection: { ...connection, timeoutMs }, temporality, histograms }];
  });
}

async function tryAll(run: Run): Promise<End> {
  for (const [at, planned] of run.planned.entries()) {
    const before = stopNow(run);
    const end = before ?? (await tryCase(run, planned));
    if (end === null) continue;
    for (const { part } of run.planned) tellHeld(run, part);
    // After a refused key the rest would be told the same; everything else leaves it unknown.
    const rest = run.planned.slice(before === null ? at + 1 : at);
    if (end.ended === "throttled" || end.ended === "time") tellRest(run, rest, end);
    return end;
  }
  if (run.requests > 0) return { ended: "complete", reason: null };
  return { ended: "unreachable", reason: `No connection: ${run.told[0]?.row.evidence ?? "nothing was sent"}` };
}

function stopNow({ abort, clock, startedMs }: Run): End | null {
  if (abort.aborted) return { ended: "cancelled", reason: "It was cancelled" };
  if (clock.monotonicMs() - startedMs < runLimitMs) return null;
  return { ended: "time", reason: "It took longer than 3 minutes" };
}

/** null: on with the next one. */
async function tryCase(run: Run, planned: Planned): Promise<End | null> {
  const { one, part } = planned;
  const { tried, state } = part;
  if (one.isLastResort && state.best !== null) return null;
  if (!canBeBase(one)) tellHeld(run, part);
  const setting = settingFor(state, one);
  const why = run.requests >= roomFor(run, one) ? `Not sent: ${requestsMax} requests are the most` : whyNot(state, one);
  if (why !== null) {
    tell(run, planned, setting, { verdict: "skipped", evidence: why, durationMs: 0 });
    return null;
  }
  await keepPace(run);
  if (run.abort.aborted) return stopNow(run);
  const connection = connectionWith(tried.connection, one.signal, setting);
  const forbidden = whyNotToPort(tried.connection, setting.port, run.secretOrigins[one.signal]);
  const sent = await sendCase(run, connection, { ...one, setting, forbidden });
  if (sent.isSent) run.requests += 1;
  if (sent.isSent && sent.isPublic) run.lastSentAt = run.clock.monotonicMs();
  if (run.abort.aborted) return stopNow(run);
  noteVerdict(state, one, setting, sent.verdict);
  const isOpen = sent.isSent && isUnjudged(state, one, sent.verdict);
  if (isOpen && canBeBase(one)) part.held.push({ planned, setting, sent });
  else if (isOpen) tellUnjudged(run, { planned, setting, sent });
  else tell(run, planned, setting, sent);
  return endOf(sent) ?? (await tryHeld(run, part));
}

/** A batch is not tried in place of another transport. */
function roomFor({ planned }: Run, { aspect }: Case): number {
  return aspect === "size" ? requestsMax - planned.filter(({ one }) => one.aspect === "transport").length : requestsMax;
}

/** On the settings that were accepted since; what comes to the same as those need not be asked. */
async function tryHeld(run: Run, part: Part): Promise<End | null> {
  const { best } = part.state;
  if (best === null) return null;
  for (let held = part.held.shift(); held !== undefined; held = part.held.shift()) {
    if (areSame(settingFor(part.state, held.planned.one), best)) {
      tellUnjudged(run, held);
      continue;
    }
    const end = stopNow(run) ?? (await tryCase(run, held.planned));
    if (end !== null) return end;
  }
  return null;
}

function tellHeld(run: Run, part: Part): void {
  for (const held of part.held.splice(0)) tellUnjudged(run, held);
}

function tellUnjudged(run: Run, { planned, setting, sent }: Held): void {
  const { durationMs } = sent;
  tell(run, planned, setting, { verdict: "unknown", evidence: unjudgedWords(sent.evidence), durationMs });
}

function endOf({ stops, evidence }: Sent): End | null {
  switch (stops) {
    case "auth":
      return { ended: "auth", reason: "The server refused the credentials" };
    case "wait":
      return { ended: "throttled", reason: "The server asked to wait" };
    case "token":
      return { ended: "unreachable", reason: evidence };
    case null:
      return null;
  }
}

async function keepPace({ lastSentAt, clock, abort }: Run): Promise<void> {
  if (lastSentAt === null) return;
  const waitMs = lastSentAt + paceMs - clock.monotonicMs();
  if (waitMs > 0) await clock.sleep(waitMs, abort);
}

function tellRest(run: Run, rest: Planned[], { reason }: End): void {
  for (const planned of rest.filter(({ one }) => !one.isLastResort)) {
    const setting = settingFor(planned.part.state, planned.one);
    tell(run, planned, setting, { verdict: "unknown", evidence: `Not sent: ${reason?.toLowerCase()}`, durationMs: 0 });
  }
}

type Said = Pick<CapabilityRow, "verdict" | "evidence" | "durationMs">;

function tell(run: Run, { one, number }: Planned, setting: Setting, { verdict, evidence, durationMs }: Said): void {
  const { transport, encoding, compression, temporality, histograms } = setting;
  const row: CapabilityRow = {
    ...{ number, of: run.planned.length, aspect: one.aspect, what: one.what, signal: one.signal },
    ...{ transport, encoding, compression },
    ...(one.signal === "metrics" && { temporality, histograms }),
    ...(one.bytes !== undefined && { bytes: one.bytes }),
    ...{ verdict, evidence, durationMs: roundMs(durationMs) },
  };
  run.told.push({ row, setting });
  run.emit(row);
}
