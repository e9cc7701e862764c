// Writes a destination as Stalwart's exporters: [metrics.open-telemetry], and a tracer for what goes to one URL.
import { formatDuration } from "#lib/destination/duration";
import { type EffectiveConnection, effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Writer } from "#lib/format/exported";
import { askedIn, type Fill, fillOf } from "#lib/format/fill";
import { leftBy } from "#lib/format/left-by";
import { headerRows } from "#lib/format/written-connection";
import { type Signal, signals } from "#lib/otlp/signal";

export const stalwartWriter: Writer = {
  format: "toml",
  label: "Stalwart",
  fileName: "config.toml",
  write: (destination, fill) => {
    const more = new Map<string, string>();
    const members = signals.flatMap((signal) => {
      const connection = destination.signals[signal]?.enabled ? effectiveConnection(destination, signal) : null;
      return connection === null ? [] : [{ signal, connection, fields: fieldsOf(connection, more) }];
    });
    const tables = tablesOf(members, destination);
    const added = fillOf(more);
    const head = headOf([...fill, ...added], tables.join("\n"));
    return { text: `${[...head, tables.join("\n\n")].join("\n")}\n`, left: leftOf(members, destination), fill: added };
  },
};

type Member = { signal: Signal; connection: EffectiveConnection; fields: string[] };

function fieldsOf(connection: EffectiveConnection, fill: Map<string, string>): string[] {
  const { transport, target, timeoutMs } = connection;
  // Over gRPC Stalwart sends none.
  const rows = transport === "grpc" ? [] : headerRows(connection, fill);
  const headers = rows.map(({ name, value }) => tomlText(`${name}: ${value}`)).join(", ");
  return [
    `transport = "${transport}"`,
    `endpoint = ${tomlText(target.url)}`,
    ...(headers === "" ? [] : [`headers = [${headers}]`]),
    ...(timeoutMs === 10_000 ? [] : [`timeout = "${formatDuration(timeoutMs)}"`]),
  ];
}

function tablesOf(members: readonly Member[], destination: ProbedDestination): string[] {
  const of = (signal: Signal) => members.find((one) => one.signal === signal)?.fields;
  const [metrics, traces, logs] = [of("metrics"), of("traces"), of("logs")];
  const interval = formatDuration(destination.signals.metrics?.intervalMs ?? 60_000);
  const isOneTracer = traces !== undefined && traces.join("\n") === logs?.join("\n");
  return [
    ...(metrics ? [["[metrics.open-telemetry]", ...metrics, `interval = "${interval}"`]] : []),
    ...(isOneTracer ? [tracer("outspan", traces, true, true)] : []),
    ...(traces && !isOneTracer ? [tracer("outspan-traces", traces, true, false)] : []),
    ...(logs && !isOneTracer ? [tracer("outspan-logs", logs, false, true)] : []),
  ].map((lines) => lines.join("\n"));
}

function tracer(id: string, fields: readonly string[], hasSpans: boolean, hasLogs: boolean): string[] {
  const switches = [`enable.span-exporter = ${hasSpans}`, `enable.log-exporter = ${hasLogs}`];
  return [`[tracer.${id}]`, 'type = "open-telemetry"', ...fields, 'level = "info"', ...switches];
}

function headOf(fill: Fill, text: string): string[] {
  const used = askedIn(text, fill);
  const lines = used.map(({ name, words }) => `# Fill in \${${name}}: ${words}`);
  const macro = used.length > 0 ? ["# Stalwart takes %{env:NAME}% in their place, too."] : [];
  return [...lines, ...macro, ...(lines.length > 0 ? [""] : [])];
}

function leftOf(members: readonly Member[], destination: ProbedDestination): string[] {
  const isSilent = members.some(({ connection: { transport, headers, auth } }) => {
    return transport === "grpc" && (headers.length > 0 || auth.type !== "none");
  });
  return [
    ...(isSilent ? ["Headers over gRPC: Stalwart sends them over HTTP alone."] : []),
    ...leftBy("Stalwart", destination, ["timeout", "interval"]),
    ...(destination.signals.metrics?.enabled
      ? ["The temporality of metrics: Stalwart chooses it, newer versions send delta."]
      : []),
  ];
}

/** A basic string. */
function tomlText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll("\x7f", "\\u007f");
}
