// TrueFoundry's form as it is copied, or as a page tells how to fill it in: labels with their values beside or below them, tables,
// steps. One pass, line by line.
import type { Lines, Marks } from "#lib/format/marks";
import { namedHole } from "#lib/format/open-value";
import { type Exporter, encodingIn, newExporter, transportIn } from "#lib/format/truefoundry/exporter";
import type { Signal } from "#lib/otlp/signal";

type Label = "transport" | "endpoint" | "encoding" | "headers";
type Reading = {
  exporters: Exporter[];
  current: Exporter;
  /** A label whose value is on the next line. */
  pending: Label | null;
  inHeaders: boolean;
  /** A header's name whose value is on the next line. */
  headerName: string | null;
  marks: Marks;
};

/** No line of a form is longer. */
const lineMax = 10_000;

export function readLabelled(lines: readonly string[], marks: Marks): Exporter[] {
  const current = newExporter(null);
  const reading: Reading = { exporters: [current], current, pending: null, inHeaders: false, headerName: null, marks };
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== "" && line.length <= lineMax) readLine(line, { line: index + 1, endLine: index + 1 }, reading);
  }
  return reading.exporters.filter(({ signal, endpoint }) => signal !== null || endpoint !== undefined);
}

const frame = /^[\s|:-]+$|^\s*(?:\|\s*)?(?:field|setting|header|name|key)\s*\|\s*value\s*\|?\s*$/i;
const ownStep =
  /\b(?:click|save|exclude|resource attributes?|go to|navigate|scroll|log in|open|optional|controls|settings)\b/i;

function readLine(line: string, at: Lines, reading: Reading): void {
  const words = line.replace(/[*`]|^\s*(?:\d{1,3}[.)]|[•-])\s+/g, "").trim();
  const section = /\b(traces|metrics) exporter\b/i.exec(words)?.[1]?.toLowerCase();
  if (frame.test(line)) {
    reading.marks.ignored(at, "it is the frame of a table");
  } else if (section === "traces" || section === "metrics") {
    readSection(words, section, at, reading);
  } else if (words.startsWith("#")) {
    reading.inHeaders = /\bheaders?\b/i.test(words);
    reading.marks.ignored(at, "it is a heading");
  } else if (!readPending(words, at, reading)) {
    readWords(words, at, reading);
  }
}

function readWords(words: string, at: Lines, reading: Reading): void {
  const { marks, current } = reading;
  const { label, value } = pairOf(words);
  const named = labelOf(label);
  const transport = /\bconfiguration$/i.test(words) ? transportIn(words) : null;
  if (named !== null) {
    readNamed(named, label, value, at, reading);
  } else if (reading.inHeaders && !ownStep.test(words)) {
    readHeader(label, value, at, reading);
  } else if (transport !== null) {
    current.transport = transport;
    marks.understood(at, "Transport");
  } else if (/^otel config$/i.test(words)) {
    marks.understood(at, "");
  } else if (ownStep.test(words)) {
    marks.ignored(at, "it is a step in TrueFoundry");
  }
}

/** What is said of an exporter as a whole: on or off, and perhaps its transport. */
function readSection(words: string, signal: Signal, at: Lines, reading: Reading): void {
  const exporter = exporterOf(signal, reading);
  const isOff = /\b(?:disabled|off|disable|false)\b/i.test(words);
  exporter.isOn = !isOff;
  const transport = transportIn(words);
  if (transport !== null) exporter.transport = transport;
  reading.inHeaders = false;
  reading.marks.understood(at, `${signal === "traces" ? "Traces" : "Metrics"} ${isOff ? "off" : "on"}`);
}

function exporterOf(signal: Signal, reading: Reading): Exporter {
  if (reading.current.signal === null) reading.current.signal = signal;
  else if (reading.current.signal !== signal) {
    reading.current = newExporter(signal);
    reading.exporters.push(reading.current);
  }
  return reading.current;
}

/** Label and value: by colon, tab, table, dash, equals sign, or "Set … to …". */
function pairOf(words: string): { label: string; value: string } {
  const [, step, to] = /^(?:set|enter|select|choose) (?:the )?(.{1,60}?) (?:to|as) (.+?)\.?$/i.exec(words) ?? [];
  if (step !== undefined && to !== undefined) return { label: step, value: to };
  const cells = words.split("|").map((cell) => cell.trim());
  if (cells.length >= 3) return { label: cells[1] ?? "", value: cells[2] ?? "" };
  const [, label = words, value = ""] = /^([^:\t=—]{1,60}?)\s*(?:\t|:(?!\/\/|\d)|=|—)\s*(.*)$/.exec(words) ?? [];
  return { label, value };
}

function labelOf(label: string): Label | null {
  if (/^config(?:uration)?(?: type)?$/i.test(label)) return "transport";
  if (/\b(?:endpoint|url)$/i.test(label)) return "endpoint";
  if (/^encoding$/i.test(label)) return "encoding";
  return /\bheaders?$/i.test(label) ? "headers" : null;
}

function readNamed(named: Label, label: string, value: string, at: Lines, reading: Reading): void {
  const signal = /\b(traces|metrics)\b/i.exec(label)?.[1]?.toLowerCase();
  if (signal === "traces" || signal === "metrics") exporterOf(signal, reading);
  reading.inHeaders = named === "headers";
  if (named === "headers") {
    reading.marks.understood(at, "Headers");
    const { label: name, value: inner } = pairOf(value);
    if (inner !== "") readHeader(name, inner, at, reading);
  } else if (value === "") {
    reading.pending = named;
    reading.marks.understood(at, "");
  } else {
    take(named, value, at, reading);
  }
}

function readPending(words: string, at: Lines, reading: Reading): boolean {
  const { pending, headerName } = reading;
  reading.pending = null;
  reading.headerName = null;
  if (pending !== null) take(pending, words, at, reading);
  else if (headerName !== null) addHeader(headerName, words, at, reading);
  return pending !== null || headerName !== null;
}

function take(label: Label, value: string, at: Lines, { current, marks }: Reading): void {
  if (label === "endpoint") {
    current.endpoint = { ...at, text: value };
  } else if (label === "transport") {
    const transport = transportIn(value);
    if (transport === null) marks.unknown(at, "Write HTTP or gRPC");
    else {
      current.transport = transport;
      marks.understood(at, "Transport");
    }
  } else if (label === "encoding") {
    const encoding = encodingIn(value);
    if (encoding === null) marks.unknown(at, "Write proto or json");
    else {
      current.encoding = encoding;
      marks.understood(at, "Encoding");
    }
  }
}

function readHeader(label: string, value: string, at: Lines, reading: Reading): void {
  if (!/^[\w!#$%&'.^`|~+-]+$/.test(label)) return;
  if (value === "") {
    reading.headerName = label;
    reading.marks.understood(at, "Header");
  } else {
    addHeader(label, value, at, reading);
  }
}

function addHeader(name: string, value: string, at: Lines, { current, marks }: Reading): void {
  current.rows.push({ name, value: /^(?:your|the) /i.test(value) ? namedHole(name) : value });
  marks.understood(at, "Header");
}
