// Reads the SDK's declarative configuration (file_format 0.1 to 1.x), in YAML or JSON: the OTLP exporters of its three providers. What else
// the file says is told line by line.
import { type Cursor, cursorAt, markSyntax } from "#lib/format/cursor";
import { isExporter, milliseconds, readExporter } from "#lib/format/declarative/exporter";
import { declarativeValue } from "#lib/format/declarative/value";
import type { Reader } from "#lib/format/imported";
import type { Located } from "#lib/format/located";
import { linesOf } from "#lib/format/marks";
import { configurationsIn, type Found, type Sought } from "#lib/format/nested";
import { markMerges, parsePasted } from "#lib/format/pasted-yaml";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import type { Signal } from "#lib/otlp/signal";

const keys = /^[ \t{]*["']?(?:file_format|tracer_provider|meter_provider|logger_provider)["']?[ \t]*:/m;

export const declarativeReader: Reader = {
  format: "declarative",
  label: "SDK configuration",
  recognises: (text) => keys.test(text),
  read: (text, marks) => {
    const lines = linesOf(text);
    const { root, broken } = parsePasted(text, marks);
    const found = root === null ? [] : configurationsIn(root, marks, sought);
    const destinations = found.flatMap((one) => readConfiguration(one, lines));
    markMerges(lines, marks);
    markSyntax(lines, broken, /^\s*(?:-\s+)?#/, marks);
    return { destinations };
  },
};

const providers: Record<string, Signal> = {
  tracer_provider: "traces",
  meter_provider: "metrics",
  logger_provider: "logs",
};

const sought: Sought = {
  isConfiguration: (node: Located) =>
    node.kind === "map" && node.entries.some(({ key }) => key === "file_format" || Object.hasOwn(providers, key)),
  isText: keys,
  parse: parsePasted,
  around: "it belongs to the application, not to its telemetry",
};

const itsOwn = "it belongs to the SDK in the application";

const aside: Record<string, string> = {
  resource: "it tells of the application",
  propagator: itsOwn,
  attribute_limits: itsOwn,
  log_level: itsOwn,
  "instrumentation/development": itsOwn,
  distribution: itsOwn,
};

/** A text may call a key "constructor". */
function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function readConfiguration({ node, marks }: Found, lines: readonly string[]) {
  const config = cursorAt(node, marks);
  let isOff = false;
  const exports = config.entries().flatMap((part) => {
    const signal = own(providers, part.key);
    const why = own(aside, part.key);
    if (signal !== undefined) return readProvider(part, signal);
    if (part.key === "file_format") part.text("");
    else if (part.key === "disabled") isOff = readDisabled(part);
    else if (why !== undefined) part.ignored(why);
    else if (lines.slice(part.line - 1, part.endLine).some((line) => /[:-]\s+&\w/.test(line)))
      part.understood("Read where it is used");
    else part.unknown("The SDK’s configuration has no such part");
    return [];
  });
  return draftsOf(exports).map((draft) => (isOff ? { ...draft, enabled: false } : draft));
}

function readDisabled(part: Cursor): boolean {
  const text = declarativeValue(part.text("") ?? "").trim();
  if (text === "true") part.understood("The SDK is off: so is the destination");
  else if (!/^(?:false|\$\{\w+\}|)$/.test(text)) part.unknown("Write true or false");
  return text === "true";
}

function readProvider(provider: Cursor, signal: Signal): SignalExport[] {
  const list = signal === "metrics" ? "readers" : "processors";
  if (provider.node.kind !== "map") {
    provider.ignored("it names no exporter");
    return [];
  }
  return provider.entries().flatMap((part) => {
    if (part.key !== list) {
      part.ignored(itsOwn);
      return [];
    }
    if (part.node.kind !== "list" || part.node.items.length === 0) part.understood("");
    return part.items().flatMap((item) => readProcessor(item, signal));
  });
}

/** batch, simple or periodic; a pull reader is asked, it sends nothing. */
function readProcessor(item: Cursor, signal: Signal): SignalExport[] {
  return item.entries().flatMap((processor) => {
    if (!hasExporter(processor.node)) {
      processor.ignored("it exports nothing by OTLP to a server");
      return [];
    }
    const intervalMs = readTiming(processor);
    const exporters = processor.at("exporter")?.entries() ?? [];
    return exporters.flatMap((exporter) => {
      const one = readExporter(exporter, signal);
      if (one === null) exporter.ignored("it is no exporter of OTLP to a server");
      if (one === null) return [];
      return [intervalMs === null ? one : { ...one, metrics: { ...one.metrics, intervalMs } }];
    });
  });
}

/** One that Outspan has its like for. */
function hasExporter(processor: Located): boolean {
  const exporter =
    processor.kind === "map" ? processor.entries.find(({ key }) => key === "exporter")?.value : undefined;
  return exporter?.kind === "map" && exporter.entries.some(({ key }) => isExporter(key));
}

/** null: the default, one minute. */
function readTiming(processor: Cursor): number | null {
  let intervalMs: number | null = null;
  for (const setting of processor.entries()) {
    if (setting.key === "interval" && processor.key === "periodic") {
      intervalMs = milliseconds(setting, "Interval of the metrics");
    } else if (setting.key !== "exporter") setting.ignored("Outspan batches and waits in its own way");
  }
  return intervalMs === 60_000 ? null : intervalMs;
}
