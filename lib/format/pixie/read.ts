// Reads where Pixie exports to: px.otel.Endpoint in a PxL script, or a plugin's export URL with its switch for TLS. Always gRPC; the
// rest of a script is not about it.

import { holeText } from "#lib/destination/hole";
import type { Connection } from "#lib/destination/schema";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import type { Reader } from "#lib/format/imported";
import { lineFinder } from "#lib/format/line-finder";
import { type Lines, linesOf, type Marks } from "#lib/format/marks";
import { openValue } from "#lib/format/open-value";
import { readPlugin } from "#lib/format/pixie/plugin";
import { type Argument, assignments, type Call, readCall, type Span, type Value } from "#lib/format/pixie/python";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import { type Signal, signals } from "#lib/otlp/signal";

const callOf = /\botel\s*\.\s*Endpoint\s*\(/g;
const pluginForm = /\bcustom export (?:url|path)\b|^[ \t]*export url[ \t]*[:=\t]|\bsecure connections with tls\b/im;

export const pixieReader: Reader = {
  format: "pixie",
  label: "Pixie",
  recognises: (text) => /\botel\s*\.\s*Endpoint\s*\(/.test(text) || pluginForm.test(text),
  read: (text, marks) => ({
    destinations: draftsOf(/\botel\s*\.\s*Endpoint\s*\(/.test(text) ? readScript(text, marks) : readForm(text, marks)),
  }),
};

/** Pixie gives up after this. */
const timeoutMs = 5000;

type Endpoint = { url: string | null; at: Lines; isInsecure: boolean; rows: HeaderRow[]; timeoutMs: number };

function readForm(text: string, marks: Marks): SignalExport[] {
  const plugin = readPlugin(linesOf(text), marks);
  return plugin.url === null ? [] : exportsOf({ ...plugin, timeoutMs }, signalsOf(text), marks);
}

function readScript(text: string, marks: Marks): SignalExport[] {
  const linesAt = linesIn(text);
  const names = assignments(text);
  const sent = signalsOf(text);
  const exports: SignalExport[] = [];
  callOf.lastIndex = 0;
  for (let match = callOf.exec(text); match !== null; match = callOf.exec(text)) {
    const call = readCall(text, match.index + match[0].length - 1);
    callOf.lastIndex = call.end;
    marks.understood(linesAt({ ...call, start: match.index }), "");
    if (!call.isWhole)
      marks.unknown(linesAt({ start: call.end - 1, end: call.end }), "A closing parenthesis is missing");
    exports.push(...exportsOf(readEndpoint(call, { linesAt, names, marks }), sent, marks));
  }
  for (const [index, line] of linesOf(text).entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    if (line.trim() !== "" && !marks.isMarked(at.line)) marks.ignored(at, "it is the script, not where it exports to");
  }
  return exports;
}

type Context = { linesAt: (span: Span) => Lines; names: ReturnType<typeof assignments>; marks: Marks };
const positions = ["url", "headers", "insecure", "timeout"];

function readEndpoint(call: Call, context: Context): Endpoint {
  const { linesAt, marks } = context;
  const endpoint: Endpoint = { url: null, at: linesAt(call), isInsecure: false, rows: [], timeoutMs };
  for (const [index, argument] of call.arguments.entries()) {
    // Its own order has headers second and insecure third.
    const name = argument.name ?? positions[index] ?? "";
    const value = resolved(argument.value, context);
    const at = linesAt(argument);
    if (name === "url" && value.kind === "text") {
      endpoint.url = value.text;
      endpoint.at = at;
    } else if (name === "insecure" && value.kind === "flag") {
      endpoint.isInsecure = value.flag;
      marks.understood(at, value.flag ? "Plain text" : "TLS");
    } else if (name === "timeout" && value.kind === "number" && value.number > 0) {
      endpoint.timeoutMs = Math.round(value.number * 1000);
      marks.understood(at, "Timeout in seconds");
    } else if (name === "headers" && value.kind === "dict") endpoint.rows.push(...rowsOf(value, context));
    else marks.unknown(at, wrong(argument, name));
  }
  return endpoint;
}

function wrong({ name }: Argument, position: string): string {
  if (!positions.includes(name ?? position)) return "px.otel.Endpoint has no such argument";
  return name === "insecure" ? "Write True or False" : "Write the value itself, in quotes where it is a text";
}

function rowsOf(dict: Value & { kind: "dict" }, context: Context): HeaderRow[] {
  return dict.entries.flatMap((entry) => {
    const value = resolved(entry.value, context);
    const at = context.linesAt(entry);
    if (value.kind === "text") {
      context.marks.understood(at, "Header");
      return [{ name: entry.key, value: opened(value.text) }];
    }
    context.marks.unknown(at, "Write the header’s value in quotes");
    return [];
  });
}

/** A name stands for the text that the script gave it. */
function resolved(value: Value, { names, linesAt, marks }: Context): Value {
  const known = value.kind === "name" ? names.get(value.name) : undefined;
  if (known === undefined) return value;
  marks.understood(linesAt(known), "");
  return known.value;
}

/** A script tells by what it exports which signals there are; else both that Pixie has. */
function signalsOf(text: string): Signal[] {
  const hasSpans = /\botel\s*\.\s*trace\s*\.\s*Span\b/.test(text);
  const hasMetrics = /\botel\s*\.\s*metric\s*\.\s*(?:Gauge|Summary)\b/.test(text);
  return signals.filter((one) => one !== "logs" && (hasSpans === hasMetrics || (one === "traces") === hasSpans));
}

function exportsOf(
  { url, at, isInsecure, rows, timeoutMs }: Endpoint,
  sent: readonly Signal[],
  marks: Marks,
): SignalExport[] {
  const connection: Connection = { transport: "grpc" };
  if (url !== null) {
    const { endpoint, note } = grpcEndpointOf(opened(url));
    connection.endpoint = isInsecure ? `http://${endpoint.replace(/^https?:\/\//i, "")}` : endpoint;
    marks.understood(at, `Endpoint of all that is exported${note}`);
  }
  Object.assign(connection, connectionHeaders(rows.map(({ name, value }) => ({ name, value: opened(value) }))));
  connection.timeoutMs = timeoutMs;
  return sent.map((signal) => ({ signal, isOn: true, connection }));
}

/** $NAME and __NAME__, as scripts are filled in before they run. */
function opened(text: string): string {
  const [, dollar, underscored] = /^\$([A-Za-z_]\w*)$|^__([A-Za-z]\w*?)__$/.exec(text) ?? [];
  const name = dollar ?? underscored;
  return name === undefined ? openValue(text) : holeText(name);
}

/** Lines of a part of the text. */
function linesIn(text: string): (span: Span) => Lines {
  const at = lineFinder(text);
  return ({ start, end }) => ({ line: at(start).line, endLine: at(Math.max(start, end - 1)).line });
}
