// Reads the OTEL config of TrueFoundry's AI gateway: its manifest in YAML or JSON, or its form as text. An exporter a signal, traces
// and metrics.
import { type Cursor, cursorAt, markSyntax } from "#lib/format/cursor";
import type { Reader } from "#lib/format/imported";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseJson } from "#lib/format/parse-json";
import { parseYaml } from "#lib/format/parse-yaml";
import { draftsOf } from "#lib/format/signal-export";
import { type Exporter, encodingIn, exportOf, newExporter, transportIn } from "#lib/format/truefoundry/exporter";
import { readLabelled } from "#lib/format/truefoundry/labelled";

const manifest = /\bgateway-otel-config\b|\botel_(?:traces|metrics)_exporter_config\b/;
const form = /\botel (?:traces|metrics) exporter\b|\bset (?:the )?config type to\b/i;

export const truefoundryReader: Reader = {
  format: "truefoundry",
  label: "TrueFoundry",
  recognises: (text) => manifest.test(text) || form.test(text),
  read: (text, marks) => {
    const lines = linesOf(text);
    const exporters = manifest.test(text) ? readManifest(text, marks) : readLabelled(lines, marks);
    const destinations = draftsOf(exporters.map((one) => exportOf(one, marks)));
    return { destinations };
  },
};

function readManifest(text: string, marks: Marks): Exporter[] {
  const first = linesOf(text).find((line) => !/^\s*(?:\/\/|#|$)/.test(line)) ?? "";
  const isJson = /^\s*[[{]/.test(first);
  const { root, broken } = isJson ? parseJson(text) : parseYaml(text);
  const roots = root === null ? [] : root.kind === "list" ? root.items : [root];
  const exporters = roots.flatMap((one) => readConfig(cursorAt(one, marks)));
  markSyntax(linesOf(text), broken, isJson ? /^\s*(?:\/\/|\/\*|\*)/ : /^\s*#/, marks);
  return exporters;
}

function readConfig(config: Cursor): Exporter[] {
  return config.entries().flatMap((one) => {
    if (one.key === "otel_traces_exporter_config") return readExporter(one, newExporter("traces"));
    if (one.key === "otel_metrics_exporter_config") return readExporter(one, newExporter("metrics"));
    if (one.key === "type") one.text();
    else if (/exporter/.test(one.key))
      one.unknown("An exporter is named otel_traces_exporter_config or otel_metrics_exporter_config");
    else one.ignored("it belongs to TrueFoundry itself");
    return [];
  });
}

const notOurs = new Map([
  ["additional_resource_attributes", "TrueFoundry adds them to what it sends"],
  ["exclude_request_data", "it chooses what TrueFoundry tells, not where to"],
  ["when", "it chooses what TrueFoundry tells, not where to"],
]);

function readExporter(at: Cursor, exporter: Exporter): Exporter[] {
  if (at.node.kind !== "map") {
    at.ignored("nothing is set in it");
    return [];
  }
  for (const one of at.entries()) {
    const why = notOurs.get(one.key);
    if (why !== undefined) one.ignored(why);
    else readField(one, exporter);
  }
  return [exporter];
}

function readField(one: Cursor, exporter: Exporter): void {
  if (one.key === "endpoint") {
    const text = one.text();
    if (text !== null) exporter.endpoint = { line: one.line, endLine: one.endLine, text };
  } else if (one.key === "type") {
    const transport = transportIn(one.text("Transport") ?? "");
    if (transport === null) one.unknown("Write http or grpc");
    else exporter.transport = transport;
  } else if (one.key === "encoding") {
    const encoding = encodingIn(one.text("Encoding") ?? "");
    if (encoding === null) one.unknown("Write proto or json");
    else exporter.encoding = encoding;
  } else if (one.key === "headers") {
    for (const header of one.entries()) {
      const value = header.text("Header");
      if (value !== null) exporter.rows.push({ name: header.key, value });
    }
  } else {
    one.unknown("No setting of this exporter that Outspan knows");
  }
}
