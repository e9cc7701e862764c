// Writes a destination as a whole Collector configuration that runs as it is: it receives OTLP and sends it on with these settings.
import { queueDefaults } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { type ExporterPart, exporterParts } from "#lib/format/collector/exporter-parts";
import { asCollectorValue } from "#lib/format/collector/value";
import {
  type Authenticator,
  authenticatorOf,
  deliverySettings,
  exporterSettings,
  type Settings,
  type Writing,
} from "#lib/format/collector/write-exporter";
import { yamlText } from "#lib/format/collector/yaml-text";
import type { Writer } from "#lib/format/exported";
import { askedIn, type Fill } from "#lib/format/fill";
import { type Signal, signals } from "#lib/otlp/signal";

export const collectorWriter: Writer = {
  format: "collector",
  label: "OpenTelemetry Collector",
  fileName: "collector.yaml",
  write: (destination, fill) => {
    const { parts, unclear } = exporterParts(destination);
    const names = new Set(fill.map(({ name }) => name));
    const left = new Set([
      ...unclear.map((signal) => `What goes to ${signal}: its endpoint or proxy is not right yet.`),
      ...leftOf(destination),
    ]);
    const writing: Writing = { value: (text) => asCollectorValue(text, names), left };
    const content = configuration(destination, parts, writing);
    if (parts.length === 0) left.add("A signal that is on: without one the Collector does not start.");
    return { text: yamlText(content, headOf(JSON.stringify(content), fill)), left: [...left] };
  },
};

/** Every id ends alike; a slash before a signal is how the reader joins them again. */
function configuration(destination: ProbedDestination, parts: readonly ExporterPart[], writing: Writing): Settings {
  const exporters: Settings = {};
  const extensions: Settings = {};
  const byExporter = new Map<Signal, string>();
  const base = idOf(destination.name ?? parts[0]?.connection.target.host ?? "");
  for (const part of parts) {
    const suffix = part.signal === null ? base : `${base}/${part.signal}`;
    const authenticator = authenticatorOf(part, writing);
    const extension = authenticator === null ? null : extensionId(authenticator, suffix, extensions);
    if (authenticator !== null && extension !== null) extensions[extension] = authenticator.settings;
    // The names that every Collector knows: since 0.144 they are also called otlp_grpc and otlp_http.
    const id = `${part.connection.transport === "grpc" ? "otlp" : "otlphttp"}/${suffix}`;
    exporters[id] = { ...exporterSettings(part, extension, writing), ...deliverySettings(destination) };
    for (const { signal } of part.members) byExporter.set(signal, id);
  }
  const isDelta = byExporter.has("metrics") && destination.signals.metrics?.temporality === "delta";
  const pipelines = signals.flatMap((signal): [string, Settings][] => {
    const exporter = byExporter.get(signal);
    if (exporter === undefined) return [];
    const processors = isDelta && signal === "metrics" ? { processors: ["cumulativetodelta"] } : {};
    return [[signal, { receivers: ["otlp"], ...processors, exporters: [exporter] }]];
  });
  const ids = Object.keys(extensions);
  return {
    ...(ids.length > 0 ? { extensions } : {}),
    receivers: { otlp: { protocols: { grpc: { endpoint: "localhost:4317" }, http: { endpoint: "localhost:4318" } } } },
    ...(isDelta ? { processors: { cumulativetodelta: {} } } : {}),
    exporters,
    service: { ...(ids.length > 0 ? { extensions: ids } : {}), pipelines: Object.fromEntries(pipelines) },
  };
}

/** One that says the same serves both exporters. */
function extensionId({ type, settings }: Authenticator, suffix: string, extensions: Settings): string {
  const same = Object.entries(extensions).find(([id, other]) => {
    return id.startsWith(`${type}/`) && JSON.stringify(other) === JSON.stringify(settings);
  });
  return same?.[0] ?? `${type}/${suffix}`;
}

/** A name as the Collector's ids have it, without spaces or signs; one that says nothing alone gets a word before it. */
function idOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^-/, "")
    .replace(/-$/, "")
    .slice(0, 60);
  return /^(?:\d*|traces|metrics|logs)$/.test(slug) ? ["outspan", slug].filter(Boolean).join("-") : slug;
}

function headOf(written: string, fill: Fill): string[] {
  const used = askedIn(written, fill);
  const isContrib = /"(?:basicauth|oauth2client|sigv4auth|googleclientauth)\/|"cumulativetodelta"/.test(written);
  return [
    "Receives OTLP on this machine and sends it on. Check it with: otelcol validate --config collector.yaml",
    ...(isContrib ? ["It takes the contrib distribution of the Collector (otelcol-contrib)."] : []),
    ...(used.length > 0 ? ["Set these environment variables first:"] : []),
    ...used.map(({ name, words }) => `  ${name}: ${words}`),
  ];
}

function leftOf({ enabled, signals: settings, sources, queue, labels }: ProbedDestination): string[] {
  const { metrics } = settings;
  const isOn = metrics?.enabled === true;
  const others = (sources ?? []).filter((source) => source !== "otlp");
  return [
    "The queue on disk: the Collector’s is in memory and ends with it.",
    ...(queue?.maxAgeMs !== undefined && queue.maxAgeMs !== queueDefaults.maxAgeMs
      ? ["How long items wait at most: the Collector bounds its retries alone."]
      : []),
    ...(queue?.whenFull === "refuse" || queue?.maxBytes === undefined
      ? []
      : queue.maxBytes === queueDefaults.maxBytes
        ? []
        : ["That the oldest goes first when the queue is full: the Collector refuses the newest."]),
    ...(isOn && metrics.temporality === "lowmemory"
      ? ["Temporality low memory: the Collector passes on what it receives."]
      : []),
    ...(isOn && metrics.histograms === "exponential" ? ["Exponential histograms: the application makes them."] : []),
    ...(isOn && metrics.intervalMs !== undefined && metrics.intervalMs !== 60_000
      ? ["The interval of metrics: the application sets it."]
      : []),
    ...(others.length > 0 ? ["What Outspan sends of its own: the Collector receives OTLP alone."] : []),
    ...(labels !== undefined && Object.keys(labels).length > 0 ? ["Labels."] : []),
    ...(enabled === false ? ["That the destination is off."] : []),
  ];
}
