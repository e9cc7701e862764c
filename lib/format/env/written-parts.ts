// What each enabled signal needs said in variables, complete for itself: one text a part. null: what SDKs do by themselves.
import { type EffectiveConnection, effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination, Tls } from "#lib/destination/schema";
import { writeHeaderList } from "#lib/format/env/header-list";
import type { ConnectionPart } from "#lib/format/env/setting";
import type { Exported } from "#lib/format/exported";
import type { HeaderRow } from "#lib/format/headers";
import { holeText } from "#lib/format/hole";
import { type Signal, signals } from "#lib/otlp/signal";

type Parts = Record<ConnectionPart, string | null>;
export type WrittenSignal = { signal: Signal; inherits: boolean; parts: Parts; rows: HeaderRow[] };

export type Written = { signals: WrittenSignal[]; fill: Exported["fill"] };

/** Enabled signals alone. `fill`: what is asked for beyond the secrets themselves. */
export function writtenSignals(destination: ProbedDestination): Written {
  const fill = new Map<string, string>();
  const written = signals.flatMap((signal): WrittenSignal[] => {
    const settings = destination.signals[signal];
    const connection = settings?.enabled ? effectiveConnection(destination, signal) : null;
    if (connection === null) return [];
    const inherits = connection.kind === "base";
    const typed = settings?.connection?.endpoint ?? destination.connection?.endpoint ?? "";
    const rows = headerRows(connection, fill);
    const parts: Parts = {
      ENDPOINT: connection.transport === "grpc" ? connection.target.url : typed,
      HEADERS: rows.length === 0 ? null : writeHeaderList(rows),
      PROTOCOL: connection.transport === "grpc" ? "grpc" : `http/${connection.encoding}`,
      COMPRESSION: connection.compression === "none" ? null : connection.compression,
      TIMEOUT: connection.timeoutMs === 10_000 ? null : String(connection.timeoutMs),
      INSECURE: null,
      ...certificateParts(connection, fill),
    };
    return [{ signal, inherits, parts, rows }];
  });
  return { signals: written, fill: [...fill].map(([name, words]) => ({ name, words })) };
}

/** Rows as they go on the wire; the base64 of Basic is one placeholder, since the password inside it is one. */
export function headerRows({ headers, auth, from }: EffectiveConnection, fill: Map<string, string>): HeaderRow[] {
  const rows = headers.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
  const isOwn = rows.some(({ name }) => name.toLowerCase() === "authorization");
  if (isOwn || (auth.type !== "bearer" && auth.type !== "basic")) return rows;
  if (auth.type === "bearer") return [...rows, { name: "Authorization", value: `Bearer ${auth.token ?? ""}` }];
  const name = `${prefixOf(from.auth)}BASIC_CREDENTIALS`;
  fill.set(name, `the base64 of ${auth.username}:, then the password`);
  return [...rows, { name: "Authorization", value: `Basic ${holeText(name)}` }];
}

/** A variable names a file: where it lies is asked for. */
function certificateParts({ tls, target, from }: EffectiveConnection, fill: Map<string, string>) {
  const path = (field: keyof Tls, name: string, words: string): string | null => {
    if (!target.tls || !tls[field]) return null;
    const hole = `${prefixOf(from.tls)}${name}`;
    fill.set(hole, `the path of a file with ${words}, PEM`);
    return holeText(hole);
  };
  return {
    CERTIFICATE: path("ca", "CA_PATH", "the custom CA"),
    CLIENT_CERTIFICATE: path("clientCert", "CLIENT_CERT_PATH", "the client certificate"),
    CLIENT_KEY: path("clientKey", "CLIENT_KEY_PATH", "the client key"),
  };
}

/** Of the connection that a part comes from. */
function prefixOf(pointer: string): string {
  const signal = /^\/signals\/(\w+)\//.exec(pointer)?.[1];
  return signal === undefined ? "" : `${signal.toUpperCase()}_`;
}
