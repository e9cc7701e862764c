// The last attempts of one destination, bounded, in memory. Successes are many and alike, so they cannot push out the failures.
import type { DeliveryAttempt } from "#lib/destination/delivery";
import type { Signal } from "#lib/otlp/signal";

/** Kept as it is made: most attempts are never shown. */
export type KeptAttempt = Omit<DeliveryAttempt, "at"> & { atMs: number };

export type Attempts = {
  add(attempt: KeptAttempt): void;
  /** The newest first. */
  list(limit: number): DeliveryAttempt[];
  /** All since the engine started, also those that the list has no room for. */
  counted(signal: Signal): Readonly<Record<Outcome, number>>;
};

type Outcome = DeliveryAttempt["outcome"];

/** Of successes and of others; twice as many now and then. A thousand destinations keep theirs too. */
const keptEach = 100;
const none = (): Record<Outcome, number> => ({
  accepted: 0,
  partial: 0,
  retry: 0,
  refused: 0,
  bad_batch: 0,
  too_large: 0,
});

export function createAttempts(): Attempts {
  const accepted: KeptAttempt[] = [];
  const others: KeptAttempt[] = [];
  const counts = { traces: none(), metrics: none(), logs: none() };
  return {
    add(attempt) {
      counts[attempt.signal][attempt.outcome] += 1;
      const kept = attempt.outcome === "accepted" ? accepted : others;
      kept.push(attempt);
      // Half at once: shifting each time would cost more than the attempt.
      if (kept.length > keptEach * 2) kept.splice(0, keptEach);
    },
    list(limit) {
      const all = [...accepted.slice(-keptEach), ...others.slice(-keptEach)];
      all.sort((one, other) => other.atMs - one.atMs);
      return all.slice(0, limit).map(({ atMs, ...attempt }) => ({ at: new Date(atMs).toISOString(), ...attempt }));
    },
    counted: (signal) => counts[signal],
  };
}
