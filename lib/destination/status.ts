// How a destination is doing (api.md §2.3). Status is always a pure function of stored facts, never stored itself.
import * as z from "zod";
import { enabledSignals } from "#lib/destination/resolve";
import type { SavedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

const State = z.enum(["off", "nothing_to_send"]);

const SignalStatus = z.strictObject({
  state: State,
  since: z.string(),
  lastSuccessAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  lastOutcome: z.null(),
});

/** received = delivered + queued + rejected + all dropped. */
const Ledger = z.strictObject({
  received: z.int(),
  delivered: z.int(),
  queued: z.int(),
  rejected: z.int(),
  dropped: z.record(z.string(), z.int()),
});

export const Status = z.strictObject({
  state: State,
  since: z.string(),
  signals: z.strictObject({ traces: SignalStatus, metrics: SignalStatus, logs: SignalStatus }),
  ledger: z.strictObject({ traces: Ledger, metrics: Ledger, logs: Ledger }),
  queue: z.strictObject({ bytes: z.int(), oldestAt: z.string().nullable() }),
});
export type Status = z.output<typeof Status>;

/** Nothing is exported yet: a destination is off, or on with nothing to send since its last revision. */
export function statusOf(destination: Pick<SavedDestination, "enabled" | "signals" | "updatedAt">): Status {
  const since = destination.updatedAt;
  const on = enabledSignals(destination);
  const one = (signal: Signal) => ({
    state: destination.enabled && on.includes(signal) ? ("nothing_to_send" as const) : ("off" as const),
    since,
    lastSuccessAt: null,
    nextAttemptAt: null,
    lastOutcome: null,
  });
  const empty = () => ({ received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} });
  return {
    state: destination.enabled ? "nothing_to_send" : "off",
    since,
    signals: { traces: one("traces"), metrics: one("metrics"), logs: one("logs") },
    ledger: { traces: empty(), metrics: empty(), logs: empty() },
    queue: { bytes: 0, oldestAt: null },
  };
}
