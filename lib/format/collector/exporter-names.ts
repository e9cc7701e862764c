// What the Collector calls its exporters and their settings. Reads none.
import type { Transport } from "#lib/destination/schema";
import { presetOf } from "#lib/preset/records";

const transports: Record<string, Transport> = {
  otlp: "grpc",
  otlp_grpc: "grpc",
  otlphttp: "http",
  otlp_http: "http",
};

/** What stands before the slash of a component's id. */
export function typeOf(id: string): string {
  const slash = id.indexOf("/");
  return (slash < 0 ? id : id.slice(0, slash)).trim();
}

/** What stands after it; "" where there is none. */
export function suffixOf(id: string): string {
  const slash = id.indexOf("/");
  return slash < 0 ? "" : id.slice(slash + 1).trim();
}

/** Of an exporter that speaks OTLP, by its id; else null. */
export function transportOf(id: string): Transport | null {
  return Object.hasOwn(transports, typeOf(id)) ? (transports[typeOf(id)] ?? null) : null;
}

const connections = "it is about the Collector’s own connections";

/** Settings that Outspan has nothing for, and why. */
export const settingsAside: ReadonlyMap<string, string> = new Map([
  ...[
    "read_buffer_size",
    "write_buffer_size",
    "max_idle_conns",
    "max_idle_conns_per_host",
    "max_conns_per_host",
    "idle_conn_timeout",
    "disable_keep_alives",
    "http2_read_idle_timeout",
    "http2_ping_timeout",
    "force_attempt_http2",
    "keepalive",
    "balancer_name",
    "wait_for_ready",
  ].map((name): [string, string] => [name, connections]),
  ["cookies", "Outspan keeps no cookies"],
  ["middlewares", "it is the Collector’s own"],
  ["user_agent", "Outspan sends its own name"],
  ["authority", "Outspan sends the host of the endpoint"],
  ["compression_params", "Outspan compresses at its own level"],
  ["batcher", "Outspan batches by itself"],
  ["profiles_endpoint", "Outspan carries traces, metrics and logs"],
  ["retry_on_failure", "Outspan retries what can be retried, for as long as its queue keeps it"],
]);

const settingsRead = [
  "endpoint",
  "traces_endpoint",
  "metrics_endpoint",
  "logs_endpoint",
  "headers",
  "tls",
  "insecure",
  "compression",
  "encoding",
  "timeout",
  "proxy_url",
  "auth",
  "sending_queue",
];

export function isExporterSetting(key: string): boolean {
  return settingsRead.includes(key) || settingsAside.has(key);
}

/** Other exporters by their type: the backend that takes OTLP too, "" where it is none. */
const others: Readonly<Record<string, string>> = {
  datadog: "datadog",
  awscloudwatchlogs: "aws-cloudwatch",
  awsemf: "aws-cloudwatch",
  awsxray: "aws-cloudwatch",
  azuremonitor: "azure-monitor",
  coralogix: "coralogix",
  elasticsearch: "elasticsearch-otlp",
  googlecloud: "google-cloud",
  googlemanagedprometheus: "google-cloud",
  logzio: "logzio",
  loki: "grafana-loki",
  prometheus: "prometheus",
  prometheusremotewrite: "prometheus",
  sapm: "splunk-observability",
  sentry: "sentry",
  signalfx: "splunk-observability",
  splunk_hec: "splunk-observability",
  sumologic: "sumo-logic",
  zipkin: "zipkin",
  jaeger: "jaeger",
  jaeger_thrift: "jaeger",
  opensearch: "opensearch-data-prepper",
};

/** Why an exporter that is not OTLP's is left out; names the backend to choose instead. */
export function otherExporter(id: string): string {
  const type = typeOf(id);
  if (/^(?:debug|logging|file|nop)$/.test(type)) return "it writes to the Collector’s own machine";
  if (type === "loadbalancing") return "it spreads over several Collectors: give each a destination of its own";
  const backend = presetOf(others[type] ?? "")?.name;
  const why = "it does not speak OTLP";
  return backend === undefined ? why : `${why}: choose ${backend} among the backends instead`;
}
