// How a destination is doing (api.md §2.3): the shape, and the one pure function from facts to states. Status is never stored.
// Knows neither the engine that gathers the facts nor the page that shows the words.
import * as z from "zod";
import { Source } from "#lib/destination/schema";
import { Diagnosis } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";

/** The worst first; off and paused stand outside the order. */
export const State = z.enum(["refused", "backlogged", "retrying", "delivering", "nothing_to_send", "paused", "off"]);
export type State = z.output<typeof State>;

export const LastOutcome = z.strictObject({
  kind: z.enum(["accepted", "partial", "retry", "refused"]),
  at: z.string(),
  /** "503", "UNAVAILABLE", or what broke the connection; null = nothing of the kind. */
  status: z.string().nullable(),
  /** The server's words, fit to show. */
  message: z.string().nullable(),
});
export type LastOutcome = z.output<typeof LastOutcome>;

const SignalStatus = z.strictObject({
  state: State,
  since: z.string(),
  lastSuccessAt: z.string().nullable(),
  /** When the next request goes, where one is waited for. */
  nextAttemptAt: z.string().nullable(),
  lastOutcome: LastOutcome.nullable(),
});
export type SignalStatus = z.output<typeof SignalStatus>;

/** received = delivered + queued + rejected + all dropped. */
export const LedgerShown = z.strictObject({
  received: z.int(),
  delivered: z.int(),
  queued: z.int(),
  rejected: z.int(),
  dropped: z.record(z.string(), z.int()),
});
export type LedgerShown = z.output<typeof LedgerShown>;

export const Status = z.strictObject({
  state: State,
  since: z.string(),
  signals: z.strictObject({ traces: SignalStatus, metrics: SignalStatus, logs: SignalStatus }),
  ledger: z.strictObject({ traces: LedgerShown, metrics: LedgerShown, logs: LedgerShown }),
  queue: z.strictObject({
    bytes: z.int(),
    oldestAt: z.string().nullable(),
    bytesMax: z.int(),
    /** When it will be full if this goes on; null = it is not filling. */
    fullAt: z.string().nullable(),
  }),
  /** The destination's sources, and when something for it last came from each; null = not yet. */
  sources: z.array(z.strictObject({ source: Source, lastReceivedAt: z.string().nullable() })),
  /** Items delivered per second, over the last ten seconds; and per ten seconds over the last five minutes, oldest first. */
  rate: z.strictObject({ deliveredPerSecond: z.number(), recent: z.array(z.int()) }),
  /** Why export fails now, as a probe would say it; [] while it does not. */
  diagnosis: z.array(Diagnosis),
});
export type Status = z.output<typeof Status>;

/** What the engine knows of one signal; times in milliseconds since 1970. */
export type SignalFacts = {
  isOn: boolean;
  isPaused: boolean;
  /** The run of failures that goes on now. */
  failing: { kind: "retrying" | "refused"; sinceMs: number } | null;
  queuedItems: number;
  oldestAtMs: number | null;
  lastReceivedAtMs: number | null;
  lastSuccessAtMs: number | null;
};

const backloggedMs = 60_000;
/** Received or delivered within it: something moves. Metrics often come once a minute. */
const movingMs = 120_000;

export function stateOf(facts: SignalFacts, nowMs: number): State {
  if (!facts.isOn) return "off";
  if (facts.isPaused) return "paused";
  if (facts.failing?.kind === "refused") return "refused";
  const isAccepted = facts.lastSuccessAtMs !== null && nowMs - facts.lastSuccessAtMs <= backloggedMs;
  const isOld = facts.oldestAtMs !== null && nowMs - facts.oldestAtMs > backloggedMs;
  if (isOld && isAccepted) return "backlogged";
  if (facts.failing) return "retrying";
  if (facts.queuedItems > 0) return "delivering";
  const lastMs = Math.max(facts.lastReceivedAtMs ?? 0, facts.lastSuccessAtMs ?? 0);
  return nowMs - lastMs <= movingMs ? "delivering" : "nothing_to_send";
}

/** The worst of its signals; a destination without a signal that is on is off. */
export function worstState(states: Record<Signal, State>): State {
  return State.options.find((state) => signals.some((signal) => states[signal] === state)) ?? "off";
}
