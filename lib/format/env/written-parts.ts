// What each enabled signal needs said in variables, complete for itself: one text a part. null: what SDKs do by themselves.
import { effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { ConnectionPart } from "#lib/format/env/setting";
import { type Fill, fillOf } from "#lib/format/fill";
import { writeHeaderList } from "#lib/format/header-list";
import type { HeaderRow } from "#lib/format/headers";
import { certificatePaths, headerRows } from "#lib/format/written-connection";
import { type Signal, signals } from "#lib/otlp/signal";

type Parts = Record<ConnectionPart, string | null>;
export type WrittenSignal = { signal: Signal; inherits: boolean; parts: Parts; rows: HeaderRow[] };

export type Written = { signals: WrittenSignal[]; fill: Fill };

/** Enabled signals alone. `fill`: what is asked for beyond the secrets themselves. */
export function writtenSignals(destination: ProbedDestination): Written {
  const asked = new Map<string, string>();
  const written = signals.flatMap((signal): WrittenSignal[] => {
    const settings = destination.signals[signal];
    const connection = settings?.enabled ? effectiveConnection(destination, signal) : null;
    if (connection === null) return [];
    const inherits = connection.kind === "base";
    const typed = settings?.connection?.endpoint ?? destination.connection?.endpoint ?? "";
    const rows = headerRows(connection, asked);
    const paths = certificatePaths(connection, asked);
    const parts: Parts = {
      ENDPOINT: connection.transport === "grpc" ? connection.target.url : typed,
      HEADERS: rows.length === 0 ? null : writeHeaderList(rows),
      PROTOCOL: connection.transport === "grpc" ? "grpc" : `http/${connection.encoding}`,
      COMPRESSION: connection.compression === "none" ? null : connection.compression,
      TIMEOUT: connection.timeoutMs === 10_000 ? null : String(connection.timeoutMs),
      INSECURE: null,
      CERTIFICATE: paths.ca,
      CLIENT_CERTIFICATE: paths.clientCert,
      CLIENT_KEY: paths.clientKey,
    };
    return [{ signal, inherits, parts, rows }];
  });
  return { signals: written, fill: fillOf(asked) };
}
