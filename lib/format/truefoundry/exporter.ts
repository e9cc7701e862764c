// One exporter of TrueFoundry's gateway, as it is found piece by piece in a form, a table or a file.
import type { Connection } from "#lib/destination/schema";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import type { Lines, Marks } from "#lib/format/marks";
import { openValue } from "#lib/format/open-value";
import type { SignalExport } from "#lib/format/signal-export";
import type { Signal } from "#lib/otlp/signal";

export type Exporter = {
  /** null: not said yet. */
  signal: Signal | null;
  isOn: boolean;
  transport?: Connection["transport"];
  endpoint?: Lines & { text: string };
  encoding?: Connection["encoding"];
  rows: HeaderRow[];
};

export function newExporter(signal: Signal | null): Exporter {
  return { signal, isOn: true, rows: [] };
}

/** "HTTP Configuration", "grpc". */
export function transportIn(text: string): Connection["transport"] | null {
  if (/\bgrpc\b/i.test(text)) return "grpc";
  return /\bhttp\b/i.test(text) ? "http" : null;
}

export function encodingIn(text: string): Connection["encoding"] | null {
  if (/^\W*proto(?:buf)?\W*$/i.test(text)) return "protobuf";
  return /^\W*json\W*$/i.test(text) ? "json" : null;
}

/** The transport may have come after the endpoint. */
export function exportOf({ signal, isOn, transport, endpoint, encoding, rows }: Exporter, marks: Marks): SignalExport {
  const sent = signal ?? "traces";
  const connection: Connection = {};
  if (transport !== undefined) connection.transport = transport;
  if (endpoint !== undefined) {
    const text = openValue(endpoint.text.trim());
    const found = transport === "grpc" ? grpcEndpointOf(text) : { endpoint: text, note: "" };
    connection.endpoint = found.endpoint;
    marks.understood(endpoint, `Endpoint of ${sent}${found.note}`);
  }
  if (encoding !== undefined && transport !== "grpc") connection.encoding = encoding;
  const opened = rows.map(({ name, value }) => ({ name, value: openValue(value) }));
  return { signal: sent, isOn, connection: { ...connection, ...connectionHeaders(opened) } };
}
