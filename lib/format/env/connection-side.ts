// What the variables of all signals, or of one, say about a connection. Judges each variable and marks its lines; joins nothing.

import { holesIn, holeText } from "#lib/destination/hole";
import type { Compression, Encoding, Tls, Transport } from "#lib/destination/schema";
import { withOpenParts } from "#lib/format/env/endpoint";
import { type ConnectionPart, connectionVariable, formerNames } from "#lib/format/env/setting";
import { markUsed, type Variable, type Variables } from "#lib/format/env/variable";
import { readHeaderList } from "#lib/format/header-list";
import type { HeaderRow } from "#lib/format/headers";
import type { Marks } from "#lib/format/marks";
import type { Signal } from "#lib/otlp/signal";

export type Protocol = { transport: Transport; encoding?: Encoding };

export type Side = {
  endpoint?: { value: string; variable: Variable };
  protocol?: Protocol;
  headers?: HeaderRow[];
  compression?: Compression;
  timeoutMs?: number;
  insecure?: { value: boolean; variable: Variable };
  tls?: Tls;
};

type Take = (part: ConnectionPart) => Variable | null;

export function sideOf(signal: Signal | null, variables: Variables, marks: Marks): Side {
  const take: Take = (part) => takeSet(connectionVariable(signal, part), variables, marks);
  const of = signal === null ? "all signals" : signal;
  const endpoint = take("ENDPOINT");
  const insecure = take("INSECURE");
  return {
    ...(endpoint === null ? {} : { endpoint: { value: withOpenParts(endpoint.value), variable: endpoint } }),
    ...(insecure === null ? {} : { insecure: { value: isTrue(insecure.value), variable: insecure } }),
    ...optional("protocol", protocolOf(take("PROTOCOL"), of, marks)),
    ...optional("headers", headersOf(take("HEADERS"), of, marks)),
    ...optional("compression", compressionOf(take("COMPRESSION"), of, marks)),
    ...optional("timeoutMs", millisecondsOf(take("TIMEOUT"), `Timeout of ${of}`, marks)),
    ...optional("tls", tlsOf(signal, take, marks)),
  };
}

/** null where it is not set; empty counts as that (R17). */
export function takeSet(name: string, variables: Variables, marks: Marks): Variable | null {
  const former = [...formerNames].find(([, now]) => now === name)?.[0];
  const variable = variables.get(name) ?? (former === undefined ? undefined : variables.get(former));
  if (variable === undefined) return null;
  const value = variable.value.trim();
  if (value !== "") return { ...variable, value };
  marks.understood(variable.at, "Empty counts as not set");
  return null;
}

/** Only "true", in any case (R17). */
export function isTrue(value: string): boolean {
  return /^true$/i.test(value);
}

function optional<K extends string, V>(key: K, value: V | null): { [P in K]?: V } | Record<string, never> {
  return value === null ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** R4.4 */
function protocolOf(variable: Variable | null, of: string, marks: Marks): Protocol | null {
  if (variable === null) return null;
  const found = protocols.get(variable.value.toLowerCase());
  if (found === undefined) {
    marks.unknown(variable.at, "grpc, http/protobuf or http/json belongs here");
    return null;
  }
  markUsed(variable, `Transport of ${of}`, marks);
  return found;
}

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ["grpc", { transport: "grpc" }],
  ["http/protobuf", { transport: "http", encoding: "protobuf" }],
  ["http/json", { transport: "http", encoding: "json" }],
]);

function headersOf(variable: Variable | null, of: string, marks: Marks): HeaderRow[] | null {
  if (variable === null) return null;
  const { rows, problems, isDecoded } = readHeaderList(variable.value);
  for (const problem of problems) marks.unknown(variable.at, problem);
  if (rows.length === 0) return null;
  markUsed(variable, `Headers of ${of}${isDecoded ? ", percent-encoding decoded" : ""}`, marks);
  return rows;
}

function compressionOf(variable: Variable | null, of: string, marks: Marks): Compression | null {
  if (variable === null) return null;
  const value = variable.value.toLowerCase();
  if (value !== "gzip" && value !== "none") {
    marks.unknown(variable.at, "gzip or none belongs here");
    return null;
  }
  markUsed(variable, `Compression of ${of}`, marks);
  return value;
}

export function millisecondsOf(variable: Variable | null, note: string, marks: Marks): number | null {
  if (variable === null) return null;
  const value = /^\d{1,12}$/.test(variable.value) ? Number(variable.value) : 0;
  if (value === 0) {
    marks.unknown(variable.at, "A number of milliseconds belongs here");
    return null;
  }
  markUsed(variable, value < 100 ? `${note}. It counts milliseconds, some SDKs took seconds` : note, marks);
  return value;
}

function tlsOf(signal: Signal | null, take: Take, marks: Marks): Tls | null {
  const pem = (part: "CERTIFICATE" | "CLIENT_CERTIFICATE" | "CLIENT_KEY", name: string) => {
    const variable = take(part);
    return variable === null
      ? null
      : pemOf(variable, signal === null ? name : `${signal.toUpperCase()}_${name}`, marks);
  };
  const tls: Tls = {
    ...optional("ca", pem("CERTIFICATE", "CA_CERTIFICATE")),
    ...optional("clientCert", pem("CLIENT_CERTIFICATE", "CLIENT_CERTIFICATE")),
    ...optional("clientKey", pem("CLIENT_KEY", "CLIENT_KEY")),
  };
  return Object.keys(tls).length === 0 ? null : tls;
}

/** A path is a file of the machine where the variable is set: its text is a hole. */
function pemOf(variable: Variable, name: string, marks: Marks): string {
  if (/-----BEGIN /.test(variable.value)) {
    markUsed(variable, "The certificate or key itself", marks);
    return variable.value.replaceAll("\\n", "\n");
  }
  markUsed(variable, "A file on that machine: paste what it holds", marks);
  const [hole] = holesIn(variable.value);
  return hole !== undefined && variable.value === holeText(hole) ? variable.value : holeText(name);
}
