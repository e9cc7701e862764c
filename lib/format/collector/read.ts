// Reads the Collector's YAML: a draft for each OTLP exporter, with the signals that its pipelines send it. What else the file says is
// told line by line.
import type { Connection, UnfinishedDestination } from "#lib/destination/schema";
import { markAside } from "#lib/format/collector/aside";
import { type ReadExporter, readExporter } from "#lib/format/collector/exporter";
import { otherExporter, suffixOf, transportOf } from "#lib/format/collector/exporter-names";
import { collectorsIn } from "#lib/format/collector/find";
import { withIndentation } from "#lib/format/collector/indentation";
import { type Draft, joined } from "#lib/format/collector/joined";
import { pipelinesOf, type Use } from "#lib/format/collector/pipelines";
import { cursorAt, markSyntax } from "#lib/format/cursor";
import { isInstrumentation } from "#lib/format/env/instrumentation";
import type { Reader } from "#lib/format/imported";
import type { Located } from "#lib/format/located";
import { linesOf } from "#lib/format/marks";
import type { Found } from "#lib/format/nested";
import { markMerges, parsePasted } from "#lib/format/pasted-yaml";
import { type Signal, signals } from "#lib/otlp/signal";
import { recognisePreset } from "#lib/preset/recognise";

export const collectorReader: Reader = {
  format: "collector",
  label: "OpenTelemetry Collector",
  recognises,
  read: (text, marks) => {
    const { root, broken } = parsePasted(text, marks);
    const found = root === null ? [] : collectorsIn(root, marks);
    const destinations = found.flatMap(readConfiguration);
    const lines = linesOf(text);
    markMerges(lines, marks);
    markSyntax(lines, broken, /^\s*#/, marks);
    const shape = root === null ? null : shapeOf(root);
    return { destinations, ...(shape === null ? {} : { shape }) };
  },
};

function recognises(text: string): boolean {
  if (isInstrumentation(text)) return false;
  if (/^[ \t]*["']?(?:file_format|tracer_provider|meter_provider|logger_provider)["']?[ \t]*:/m.test(text))
    return false;
  if (/^[ \t{]*["']?exporters["']?[ \t]*:/m.test(text)) return true;
  if (/^[ \t]*["']?(?:otlp|otlphttp|otlp_http|otlp_grpc)(?:\/[\w.-]+)?["']?[ \t]*:[ \t]*(?:#.*)?$/m.test(text)) {
    return !/^[ \t]*["']?exporter["']?[ \t]*:/m.test(text);
  }
  if (!/^[ \t]*(?:(?:traces|metrics|logs)_)?endpoint[ \t]*:[ \t]/m.test(text)) return false;
  return /^[ \t]*(?:headers|tls|sending_queue|retry_on_failure)[ \t]*:[ \t]*(?:#.*)?\r?$/m.test(text);
}

/** What the configuration came in, where that has a name. */
function shapeOf(root: Located): string | null {
  const documents = root.kind === "list" ? root.items : [root];
  const entries = documents.flatMap((one) => (one.kind === "map" ? one.entries : []));
  const kinds = entries.flatMap(({ key, value }) => (key === "kind" && value.kind === "scalar" ? [value.value] : []));
  if (kinds.includes("OpenTelemetryCollector")) return "custom resource";
  if (kinds.includes("ConfigMap")) return "ConfigMap";
  return entries.some(({ key }) => key === "config") ? "Helm values" : null;
}

function readConfiguration({ node, marks }: Found): UnfinishedDestination[] {
  const config = cursorAt(withIndentation(node), marks);
  const list = config.at("exporters")?.entries() ?? [];
  const ours = list.filter(({ key }) => transportOf(key) !== null);
  for (const other of list) if (!ours.includes(other)) other.ignored(otherExporter(other.key));
  const names = new Set(ours.map(({ key }) => key));
  const service = config.at("service");
  const pipelines = service?.at("pipelines") ?? null;
  const uses = pipelines === null ? null : pipelinesOf(pipelines, names);
  const extensions = new Map((config.at("extensions")?.entries() ?? []).map((one) => [one.key, one]));
  const drafts = ours.flatMap((exporter) => {
    const transport = transportOf(exporter.key);
    if (transport === null) return [];
    const use = uses === null ? null : (uses.byExporter.get(exporter.key) ?? unused);
    if (use === unused) {
      marks.understood({ line: exporter.line, endLine: exporter.line }, "No pipeline uses it: the destination is off");
    }
    return [{ id: exporter.key, ...draftOf(readExporter(exporter, transport, extensions), use) }];
  });
  markAside(config, uses?.temporality ?? new Set());
  return joined(drafts).map(({ id, ...draft }) => ({ ...draft, name: nameOf(id, draft) }));
}

const unused: Use = { signals: new Set(signals), isDelta: false };

function draftOf({ connection, own, queue }: ReadExporter, use: Use | null): Draft {
  const reachable = connection.endpoint === undefined ? signals.filter((one) => own[one] !== undefined) : signals;
  // Without pipelines: what has somewhere to go.
  const all = reachable.length > 0 ? reachable : signals;
  const on = use === null ? all : signals.filter((one) => use.signals.has(one));
  const settings = (signal: Signal) => {
    const endpoint = own[signal];
    const one: { enabled: boolean; connection?: Connection } = { enabled: true };
    return endpoint === undefined ? one : { ...one, connection: { endpoint } };
  };
  const isOn = (signal: Signal) => on.includes(signal);
  return {
    ...(use === unused ? { enabled: false } : {}),
    connection,
    signals: {
      ...(isOn("traces") ? { traces: settings("traces") } : {}),
      ...(isOn("metrics")
        ? { metrics: { ...settings("metrics"), ...(use?.isDelta ? { temporality: "delta" as const } : {}) } }
        : {}),
      ...(isOn("logs") ? { logs: settings("logs") } : {}),
    },
    ...(queue === null ? {} : { queue }),
  };
}

/** The backend's name says more than an id; an id that is a number or a signal says nothing. */
function nameOf(id: string, { connection, signals: settings }: Draft): string {
  const urls = [connection?.endpoint, ...signals.map((signal) => settings[signal]?.connection?.endpoint)];
  if (urls.some((url) => url !== undefined && recognisePreset(url) !== null)) return "";
  const suffix = suffixOf(id);
  return /^\d*$|^(?:traces|metrics|logs)$/.test(suffix) ? "" : suffix;
}
