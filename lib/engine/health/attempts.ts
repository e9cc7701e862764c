// The last attempts of one destination, bounded, in memory. Successes are many and alike, so they cannot push out the failures.
import type { DeliveryAttempt } from "#lib/destination/delivery";

export type Attempts = {
  add(attempt: DeliveryAttempt): void;
  /** The newest first. */
  list(limit: number): DeliveryAttempt[];
};

const keptEach = 250;

export function createAttempts(): Attempts {
  const accepted: DeliveryAttempt[] = [];
  const others: DeliveryAttempt[] = [];
  return {
    add(attempt) {
      const kept = attempt.outcome === "accepted" ? accepted : others;
      kept.push(attempt);
      // Half at once: shifting each time would cost more than the attempt.
      if (kept.length > keptEach * 2) kept.splice(0, keptEach);
    },
    list(limit) {
      const all = [...accepted.slice(-keptEach), ...others.slice(-keptEach)];
      return all.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, limit);
    },
  };
}
