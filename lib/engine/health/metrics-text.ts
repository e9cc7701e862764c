// What the engine measures as Prometheus text 0.0.4. Pure; every name stands in the catalogue, and every name of the catalogue is told.

import type { ReceiverStatus } from "#lib/destination/delivery";
import { DeliveryAttempt } from "#lib/destination/delivery";
import { State } from "#lib/destination/status";
import { type DestinationMeasures, escapeLabel, type Row, rowsOf } from "#lib/engine/health/metric-rows";
import { type MetricName, metricsCatalogue } from "#lib/engine/health/metrics-catalogue";
import { dropReasons } from "#lib/engine/log/lane-state";
import type { RequestCounts } from "#lib/engine/receive/request-counts";
import { type Signal, signals } from "#lib/otlp/signal";

export type Measures = {
  nowMs: number;
  destinations: readonly DestinationMeasures[];
  receiver: Pick<ReceiverStatus, "accepted" | "unrouted" | "log">;
  requests: RequestCounts;
  /** Ingest keys; names are told once each. */
  keys: readonly { name: string; sinceStart: Readonly<Record<Signal, number>> }[];
  process: { cpuSeconds: number; residentBytes: number; startedAtMs: number };
  version: string;
};

/** One sample: its labels, as they stand between the braces, and its value. */
type Tell = (labels: string, value: number) => void;
type Given = Measures & { rows: readonly Row[] };

export function metricsText(measures: Measures): Uint8Array {
  const given = { ...measures, rows: rowsOf(measures.destinations) };
  const text = createText();
  for (const [name, told] of Object.entries(tellers) as [MetricName, (typeof tellers)[MetricName]][]) {
    const { help, type } = metricsCatalogue[name];
    text.add(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    const begin = `${name}{`;
    told(given, (labels, value) =>
      text.add(labels === "" ? `${name} ${value}\n` : begin + labels + (value === 0 ? "} 0\n" : `} ${value}\n`)),
    );
  }
  return text.bytes();
}

/** Neither every line by itself nor all of them at once: both cost more. */
const pieceLength = 16_384;

function createText() {
  const pieces: Buffer[] = [];
  let piece = "";
  return {
    add(line: string): void {
      piece += line;
      if (piece.length > pieceLength) {
        pieces.push(Buffer.from(piece));
        piece = "";
      }
    },
    bytes: () => Buffer.concat([...pieces, Buffer.from(piece)]),
  };
}

const ofRow =
  (value: (row: Row, nowMs: number) => number | null) =>
  ({ rows, nowMs }: Given, tell: Tell): void => {
    for (const row of rows) {
      const number = value(row, nowMs);
      if (number !== null) tell(row.labels, number);
    }
  };

/** All values of a label are told, zeros too: a counter that appears with its first item hides that item from `rate()`. */
const ofRowEach =
  <Value extends string>(
    label: string,
    values: readonly Value[],
    count: (row: Row) => Partial<Record<Value, number>>,
  ) =>
  ({ rows }: Given, tell: Tell): void => {
    const more = values.map((value) => ({ value, text: `,${label}="${value}"` }));
    for (const row of rows) {
      const counts = count(row);
      for (const { value, text } of more) tell(row.labels + text, counts[value] ?? 0);
    }
  };

const ofSignal =
  (counts: (measures: Measures) => ReceiverStatus["accepted"]) =>
  (given: Given, tell: Tell): void => {
    for (const signal of signals) tell(`signal="${signal}"`, counts(given)[signal]);
  };

const ofAll =
  (value: (measures: Measures) => number, labels: (measures: Measures) => string = () => "") =>
  (given: Given, tell: Tell): void =>
    tell(labels(given), value(given));

const ownKeysMax = 200;

/** Beyond the first ones, one row holds the sum. No key has its name: a name does not begin so. */
function boundedKeys(keys: Measures["keys"]): Measures["keys"] {
  const rest = keys.slice(ownKeysMax);
  if (rest.length === 0) return keys;
  const sinceStart = { traces: 0, metrics: 0, logs: 0 };
  for (const one of rest) for (const signal of signals) sinceStart[signal] += one.sinceStart[signal];
  return [...keys.slice(0, ownKeysMax), { name: "_other", sinceStart }];
}

const tellers: Record<MetricName, (given: Given, tell: Tell) => void> = {
  outspan_items_received_total: ofRow(({ ledger }) => ledger.received),
  outspan_items_delivered_total: ofRow(({ ledger }) => ledger.delivered),
  outspan_items_rejected_total: ofRow(({ ledger }) => ledger.rejected),
  outspan_items_dropped_total: ofRowEach("reason", dropReasons, ({ ledger }) => ledger.dropped),
  outspan_queue_items: ofRow(({ ledger }) => ledger.queued),
  outspan_queue_bytes: ofRow(({ queueBytes }) => queueBytes),
  outspan_queue_oldest_age_seconds: ofRow(({ oldestAtMs }, nowMs) =>
    oldestAtMs === null ? 0 : Math.max(0, nowMs - oldestAtMs) / 1000,
  ),
  outspan_destination_state: ofRowEach("state", State.options, ({ states }) => states),
  outspan_last_success_timestamp_seconds: ofRow(({ lastSuccessAtMs }) =>
    lastSuccessAtMs === null ? null : lastSuccessAtMs / 1000,
  ),
  outspan_delivery_attempts_total: ofRowEach(
    "outcome",
    DeliveryAttempt.shape.outcome.options,
    ({ attempts }) => attempts,
  ),
  outspan_receiver_items_total: ofSignal(({ receiver }) => receiver.accepted),
  outspan_receiver_unrouted_items_total: ofSignal(({ receiver }) => receiver.unrouted),
  outspan_receiver_requests_total({ requests }, tell) {
    for (const [transport, counts] of Object.entries(requests)) {
      for (const [outcome, count] of Object.entries(counts)) {
        tell(`transport="${transport}",outcome="${outcome}"`, count);
      }
    }
  },
  outspan_receiver_key_items_total({ keys }, tell) {
    for (const { name, sinceStart } of boundedKeys(keys)) {
      for (const signal of signals) tell(`key="${escapeLabel(name)}",signal="${signal}"`, sinceStart[signal]);
    }
  },
  outspan_log_bytes: ofAll(({ receiver }) => receiver.log.bytes),
  outspan_log_max_bytes: ofAll(({ receiver }) => receiver.log.bytesMax),
  process_cpu_seconds_total: ofAll(({ process }) => process.cpuSeconds),
  process_resident_memory_bytes: ofAll(({ process }) => process.residentBytes),
  process_start_time_seconds: ofAll(({ process }) => process.startedAtMs / 1000),
  outspan_build_info: ofAll(
    () => 1,
    ({ version }) => `version="${escapeLabel(version)}"`,
  ),
};
