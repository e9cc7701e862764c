// Which signals a destination gets.
import type { ProbedDestination } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

/** Signals that are switched on, in the order traces, metrics, logs. */
export function enabledSignals(destination: Pick<ProbedDestination, "signals">): Signal[] {
  return signals.filter((signal) => destination.signals[signal]?.enabled === true);
}
