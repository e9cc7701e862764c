// Reads Stalwart's settings: [metrics.open-telemetry] and [tracer.*] in TOML, or the objects of its newer versions. The rest of the
// file is Stalwart's own.
import { cursorAt, markSyntax } from "#lib/format/cursor";
import { withoutFences } from "#lib/format/fences";
import type { Reader } from "#lib/format/imported";
import type { Entry, Located } from "#lib/format/located";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseJson } from "#lib/format/parse-json";
import { parseToml } from "#lib/format/parse-toml";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import { type Exporter, readExporter } from "#lib/format/toml/exporter";
import { tomlOf } from "#lib/format/toml/lines";

const objectType = /"@type"\s*:\s*"(?:OtelHttp|OtelGrpc|Http|Grpc|Disabled)"/;

export const stalwartReader: Reader = {
  format: "toml",
  label: "Stalwart",
  recognises: (text) =>
    /^[^#\r\n\u2028\u2029]*\bmetrics\s*\.\s*["']?open-telemetry\b/m.test(text) ||
    /^[ \t]*(?:\[[ \t]*)?tracer[ \t]*\.[ \t]*["']?[\w-]+["']?[ \t]*[\].=]/m.test(text) ||
    objectType.test(text),
  read: (text, marks) => (objectType.test(text) ? readObjects(text, marks) : readToml(text, marks)),
};

const notOtlp = "this tracer does not send OTLP";
const stalwarts = "it belongs to Stalwart itself";

function readToml(text: string, marks: Marks) {
  const { root, broken } = parseToml(tomlOf(withoutFences(text, marks)));
  const exports: SignalExport[] = [];
  for (const entry of entriesOf(root)) {
    if (entry.key === "metrics") exports.push(...readMetrics(entriesOf(entry.value), marks));
    else if (entry.key === "tracer") exports.push(...entriesOf(entry.value).flatMap((one) => readTracer(one, marks)));
    else ignoreWhole(entry, stalwarts, marks);
  }
  for (const [index, line] of linesOf(text).entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    if (!marks.isMarked(at.line) && /\bstalwart-cli\s/.test(line)) marks.ignored(at, "it is another command");
  }
  markSyntax(linesOf(text), broken, /^\s*#/, marks);
  return { destinations: draftsOf(exports) };
}

function readMetrics(entries: readonly Entry[], marks: Marks): SignalExport[] {
  return entries.flatMap((entry) => {
    if (entry.key !== "open-telemetry") {
      ignoreWhole(entry, "Stalwart is asked for these metrics, it does not send them", marks);
      return [];
    }
    return metricsExport(readExporter(cursorAt(entry.value, marks, entry.key, entry.keyLine), "metrics"));
  });
}

function metricsExport({ isOn, connection, intervalMs }: Exporter): SignalExport {
  return { signal: "metrics", isOn, connection, metrics: intervalMs === undefined ? {} : { intervalMs } };
}

function readTracer(entry: Entry, marks: Marks): SignalExport[] {
  const type = entriesOf(entry.value).find(({ key }) => key === "type")?.value;
  const isOtlp = type === undefined || (type.kind === "scalar" && /^(?:otel|open-telemetry)$/.test(type.source));
  if (!isOtlp) {
    ignoreWhole(entry, notOtlp, marks);
    return [];
  }
  const exporter = readExporter(cursorAt(entry.value, marks, entry.key, entry.keyLine), "traces");
  // Its documentation has spans on and logs off.
  return tracerExports({ spans: true, ...exporter });
}

/** What is off by its own switch is said, where it is said. */
function tracerExports({ isOn, connection, spans, logs }: Exporter): SignalExport[] {
  const one = (signal: "traces" | "logs", isSent: boolean | undefined): SignalExport[] => {
    if (isSent === undefined) return [];
    return [isSent ? { signal, isOn, connection } : { signal, isOn: false, connection: {} }];
  };
  return [...one("traces", spans), ...one("logs", logs)];
}

function readObjects(text: string, marks: Marks) {
  const { root, broken } = parseJson(text);
  const exports: SignalExport[] = [];
  const found = root?.kind === "list" ? root.items : root === null ? [] : [root];
  for (const node of found) {
    const type = typeOf(node);
    if (type !== null) {
      exports.push(...readObject({ key: "", keyLine: node.line, value: node }, type, marks));
      continue;
    }
    for (const entry of entriesOf(node)) {
      const inner = typeOf(entry.value);
      if (entry.key === "openTelemetry" && inner !== null) exports.push(...readObject(entry, inner, marks));
      else ignoreWhole(entry, stalwarts, marks);
    }
  }
  markSyntax(linesOf(text), broken, /^\s*(?:\/\/|\/\*|\*)/, marks);
  return { destinations: draftsOf(exports) };
}

function typeOf(node: Located): string | null {
  const type = entriesOf(node).find(({ key }) => key === "@type")?.value;
  return type?.kind === "scalar" ? type.source : null;
}

function readObject(entry: Entry, type: string, marks: Marks): SignalExport[] {
  const cursor = cursorAt(entry.value, marks, entry.key, entry.keyLine);
  const transport = /Grpc$/.test(type) ? "grpc" : /Http$/.test(type) ? "http" : null;
  if (type === "Http" || type === "Grpc" || type === "Disabled") {
    return [metricsExport(readExporter(cursor, "metrics", transport))];
  }
  if (transport === null) {
    ignoreWhole(entry, notOtlp, marks);
    return [];
  }
  // Both are on since these objects are.
  return tracerExports({ spans: true, logs: true, ...readExporter(cursor, "traces and logs", transport) });
}

function entriesOf(node: Located | null): readonly Entry[] {
  return node?.kind === "map" ? node.entries : [];
}

/** A table's parts may stand apart from it. */
function ignoreWhole({ keyLine, value }: Entry, why: string, marks: Marks): void {
  marks.ignored(
    { line: keyLine, endLine: value.kind === "scalar" ? value.endLine : Math.max(keyLine, value.endLine) },
    why,
  );
  for (const inner of entriesOf(value)) ignoreWhole(inner, why, marks);
}
