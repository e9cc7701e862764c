// The three signals and what OTLP fixes about each: path, gRPC method, noun of its items.

export const signals = ["traces", "metrics", "logs"] as const;
export type Signal = (typeof signals)[number];

type SignalFacts = {
  label: "Traces" | "Metrics" | "Logs";
  /** Appended to a base URL (R1.2). */
  path: string;
  /** The unary method of the collector service (R2.8). */
  grpcPath: string;
  item: string;
  items: string;
  /** Name of the count in `partial_success`, as JSON spells it (R6.5). */
  rejectedField: string;
};

export const signalFacts: Record<Signal, SignalFacts> = {
  traces: {
    label: "Traces",
    path: "/v1/traces",
    grpcPath: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    item: "span",
    items: "spans",
    rejectedField: "rejectedSpans",
  },
  metrics: {
    label: "Metrics",
    path: "/v1/metrics",
    grpcPath: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    item: "data point",
    items: "data points",
    rejectedField: "rejectedDataPoints",
  },
  logs: {
    label: "Logs",
    path: "/v1/logs",
    grpcPath: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    item: "log record",
    items: "log records",
    rejectedField: "rejectedLogRecords",
  },
};
