// Every metric of the engine: name, type, unit, labels, help. The text that is scraped and the table for operators are both made of
// it. Knows no values.

type Metric = { type: "counter" | "gauge"; unit: string; labels: readonly string[]; help: string };

const lane = ["destination", "name", "signal"] as const;

/** In the order in which they are told. */
export const metricsCatalogue = {
  outspan_items_received_total: {
    type: "counter",
    unit: "items",
    labels: lane,
    help: "Items stored for the destination: spans, data points, log records.",
  },
  outspan_items_delivered_total: {
    type: "counter",
    unit: "items",
    labels: lane,
    help: "Items that the destination accepted.",
  },
  outspan_items_rejected_total: {
    type: "counter",
    unit: "items",
    labels: lane,
    help: "Items that the destination rejected, alone or within a batch.",
  },
  outspan_items_dropped_total: {
    type: "counter",
    unit: "items",
    labels: [...lane, "reason"],
    help: "Items given up before they were delivered, by reason.",
  },
  outspan_queue_items: { type: "gauge", unit: "items", labels: lane, help: "Items that wait on disk." },
  outspan_queue_bytes: { type: "gauge", unit: "bytes", labels: lane, help: "Bytes on disk of what waits." },
  outspan_queue_oldest_age_seconds: {
    type: "gauge",
    unit: "seconds",
    labels: lane,
    help: "Age of the oldest item that waits; 0 while nothing waits.",
  },
  outspan_destination_state: {
    type: "gauge",
    unit: "1",
    labels: [...lane, "state"],
    help: "1 for the state that the signal of the destination is in, 0 for the others.",
  },
  outspan_last_success_timestamp_seconds: {
    type: "gauge",
    unit: "seconds",
    labels: lane,
    help: "When the destination last accepted a batch; absent before the first.",
  },
  outspan_delivery_attempts_total: {
    type: "counter",
    unit: "requests",
    labels: [...lane, "outcome"],
    help: "Export requests since the engine started, by outcome.",
  },
  outspan_receiver_items_total: {
    type: "counter",
    unit: "items",
    labels: ["signal"],
    help: "Items that the receiver accepted since the engine started.",
  },
  outspan_receiver_unrouted_items_total: {
    type: "counter",
    unit: "items",
    labels: ["signal"],
    help: "Accepted items that no destination wanted.",
  },
  outspan_receiver_requests_total: {
    type: "counter",
    unit: "requests",
    labels: ["transport", "outcome"],
    help: "Requests that the receiver answered since the engine started, by outcome.",
  },
  outspan_receiver_key_items_total: {
    type: "counter",
    unit: "items",
    labels: ["key", "signal"],
    help: "Items that the receiver accepted with an ingest key since the engine started, by the key's name.",
  },
  outspan_log_bytes: { type: "gauge", unit: "bytes", labels: [], help: "Size of the telemetry log on disk." },
  outspan_log_max_bytes: { type: "gauge", unit: "bytes", labels: [], help: "Cap of the telemetry log." },
  process_cpu_seconds_total: {
    type: "counter",
    unit: "seconds",
    labels: [],
    help: "CPU time of the engine's process, user and system.",
  },
  process_resident_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    labels: [],
    help: "Resident memory of the engine's process.",
  },
  process_start_time_seconds: {
    type: "gauge",
    unit: "seconds",
    labels: [],
    help: "When the engine's process started, since 1970.",
  },
  outspan_build_info: { type: "gauge", unit: "1", labels: ["version"], help: "Always 1; the label tells the version." },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metricsCatalogue;
