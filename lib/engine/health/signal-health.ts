// What is known of one signal of a destination: its last success, its last outcome, why it fails and since when. Kept from tries and
// receipts; what state that is, is said by lib/destination/status.ts. Knows no queue.

import { type LastOutcome, type SignalFacts, type SignalStatus, type State, stateOf } from "#lib/destination/status";
import type { Tried } from "#lib/engine/deliver/delivery";
import type { Verdict } from "#lib/engine/deliver/judge";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import type { Pace } from "#lib/engine/deliver/pace";
import type { KeptAttempt } from "#lib/engine/health/attempts";
import type { Queue } from "#lib/engine/log/lane-state";
import type { Diagnosis } from "#lib/otlp/report";
import { showWords } from "#lib/otlp/words";

export type SignalHealth = {
  received(atMs: number): void;
  tried(tried: Tried, pace: Pace, diagnosis: () => Diagnosis[], nowMs: number): void;
  /** Other settings: what failed before says nothing of them. */
  forget(): void;
  facts(settings: Pick<LaneSettings, "mode">, isOn: boolean, queue: Queue): SignalFacts;
  status(facts: SignalFacts, nextAttemptAtMs: number | null, nowMs: number): SignalStatus;
  diagnosis(): Diagnosis[];
  saved(): SavedHealth;
};

export type SavedHealth = { lastReceivedAtMs: number | null; lastSuccessAtMs: number | null };

export function createSignalHealth(saved: SavedHealth | null, startedAtMs: number): SignalHealth {
  let lastReceivedAtMs = saved?.lastReceivedAtMs ?? null;
  let lastSuccessAtMs = saved?.lastSuccessAtMs ?? null;
  let lastOutcome: (Omit<LastOutcome, "at"> & { atMs: number }) | null = null;
  let failing: SignalFacts["failing"] = null;
  let diagnosis: Diagnosis[] = [];
  let state: State | null = null;
  let sinceMs = startedAtMs;
  return {
    received(atMs) {
      lastReceivedAtMs = atMs;
    },
    tried(tried, pace, diagnose, nowMs) {
      const { verdict } = tried;
      lastOutcome = { kind: kindOf(verdict), atMs: nowMs, ...said(tried) };
      if (verdict.kind === "accepted") lastSuccessAtMs = nowMs;
      const kind = pace.failures > 0 ? "retrying" : pace.refusals > 0 ? "refused" : null;
      failing = kind && { kind, sinceMs: failing?.kind === kind ? failing.sinceMs : nowMs };
      if (kind === null) diagnosis = [];
      else if (verdict.kind !== "accepted") diagnosis = diagnose();
    },
    forget() {
      failing = null;
      diagnosis = [];
    },
    facts: ({ mode }, isOn, { items, oldestAtMs }) => ({
      isOn,
      isPaused: mode === "held",
      failing,
      queuedItems: items,
      oldestAtMs,
      lastReceivedAtMs,
      lastSuccessAtMs,
    }),
    status(facts, nextAttemptAtMs, nowMs) {
      const now = stateOf(facts, nowMs);
      if (now !== state) {
        sinceMs = state === null ? sinceMs : nowMs;
        if (facts.failing && (now === "refused" || now === "retrying")) sinceMs = facts.failing.sinceMs;
        state = now;
      }
      return {
        state: now,
        since: iso(sinceMs),
        lastSuccessAt: lastSuccessAtMs === null ? null : iso(lastSuccessAtMs),
        nextAttemptAt: nextAttemptAtMs === null ? null : iso(nextAttemptAtMs),
        lastOutcome: lastOutcome && shownOutcome(lastOutcome),
      };
    },
    diagnosis: () => diagnosis,
    saved: () => ({ lastReceivedAtMs, lastSuccessAtMs }),
  };
}

/** One try as the list of attempts shows it. */
export function attemptOf(
  { verdict, request, durationMs, ...tried }: Tried,
  nowMs: number,
): Omit<KeptAttempt, "signal"> {
  const outcome = verdict.kind === "bad_batch" || verdict.kind === "too_large" ? verdict.kind : kindOf(verdict);
  const { items, body } = request;
  const told = said({ verdict, ...tried });
  return { atMs: nowMs, items, bytes: body.length, durationMs: Math.round(durationMs * 10) / 10, outcome, ...told };
}

function shownOutcome({ kind, atMs, status, message }: Omit<LastOutcome, "at"> & { atMs: number }): LastOutcome {
  return { kind, at: iso(atMs), status, message };
}

function kindOf(verdict: Verdict): LastOutcome["kind"] {
  if (verdict.kind === "accepted") return verdict.rejected > 0 ? "partial" : "accepted";
  return verdict.kind === "again" ? "retry" : "refused";
}

/** The answer's status and the server's words; without an answer, what broke. */
function said({ sent, settings, verdict }: Pick<Tried, "sent" | "settings" | "verdict">): {
  status: string | null;
  message: string | null;
} {
  const answer = sent.reply?.answer;
  const fault = sent.reply?.exchange.fault ?? faultOf(sent);
  const grpc = answer?.grpcStatus;
  const status = grpc ? grpc.name : (answer?.httpStatus?.toString() ?? fault?.code ?? null);
  const words = answer?.words ?? (verdict.kind === "accepted" ? verdict.told : verdict.reason);
  return { status, message: words == null ? null : showWords(words, settings.secrets.forms) };
}

function faultOf({ seen: { tls, proxy, tcp, dns } }: Tried["sent"]) {
  return tls?.fault ?? proxy?.fault ?? tcp?.attempts.findLast(({ fault }) => fault)?.fault ?? dns?.fault ?? null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
