// The figures of destinations as rows, one a destination and signal; beyond the first 200 destinations one row a signal holds their
// sum, so that a scrape stays bounded. Pure; knows no text format but the escaping of labels.
import type { DeliveryAttempt } from "#lib/destination/delivery";
import { State } from "#lib/destination/status";
import type { Ledger } from "#lib/engine/log/lane-state";
import { type Signal, signals } from "#lib/otlp/signal";

type AttemptOutcome = DeliveryAttempt["outcome"];

/** What one signal of a destination comes to at this moment. */
export type SignalMeasures = {
  state: State;
  ledger: Ledger;
  queueBytes: number;
  oldestAtMs: number | null;
  lastSuccessAtMs: number | null;
  attempts: Readonly<Record<AttemptOutcome, number>>;
};

export type DestinationMeasures = { id: string; name: string; signals: Record<Signal, SignalMeasures> };

export type Row = Omit<SignalMeasures, "state"> & {
  /** As they stand between the braces. */
  labels: string;
  /** How many are in each. */
  states: Record<State, number>;
};

const ownRowsMax = 200;

export function rowsOf(destinations: readonly DestinationMeasures[]): Row[] {
  const own = destinations.slice(0, ownRowsMax);
  const rest = destinations.slice(ownRowsMax);
  const rows = own.flatMap(({ id, name, signals: all }) => {
    const labels = `destination="${escapeLabel(id)}",name="${escapeLabel(name)}"`;
    return signals.map((signal) => rowOf(`${labels},signal="${signal}"`, all[signal]));
  });
  if (rest.length === 0) return rows;
  const others = signals.map((signal) => {
    const labels = `destination="_other",name="",signal="${signal}"`;
    return rest.map(({ signals: all }) => rowOf(labels, all[signal])).reduce(sumOf);
  });
  return [...rows, ...others];
}

export function escapeLabel(value: string): string {
  return value.toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function rowOf(labels: string, { state, ...measures }: SignalMeasures): Row {
  return { ...measures, labels, states: { ...noState, [state]: 1 } };
}

const noState = Object.fromEntries(State.options.map((state) => [state, 0])) as Record<State, number>;

/** Of times the oldest: what has waited longest, what has not succeeded for longest. */
function sumOf(one: Row, other: Row): Row {
  const { received, delivered, queued, rejected, dropped } = one.ledger;
  return {
    labels: one.labels,
    states: added(one.states, other.states),
    ledger: {
      received: received + other.ledger.received,
      delivered: delivered + other.ledger.delivered,
      queued: queued + other.ledger.queued,
      rejected: rejected + other.ledger.rejected,
      dropped: added(dropped, other.ledger.dropped),
    },
    queueBytes: one.queueBytes + other.queueBytes,
    oldestAtMs: earlier(one.oldestAtMs, other.oldestAtMs),
    lastSuccessAtMs: earlier(one.lastSuccessAtMs, other.lastSuccessAtMs),
    attempts: added(one.attempts, other.attempts),
  };
}

function added<Counts extends Partial<Record<string, number>>>(one: Counts, other: Counts): Counts {
  const sum: Partial<Record<string, number>> = { ...one };
  for (const [key, count = 0] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + count;
  return sum as Counts;
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
