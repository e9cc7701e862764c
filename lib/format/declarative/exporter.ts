// One OTLP exporter of the SDK's declarative configuration, as schemas from 0.1 to 1.x call its settings, as a connection of one signal.

import { holesIn, holeText } from "#lib/destination/hole";
import type { Connection, Tls } from "#lib/destination/schema";
import type { Cursor } from "#lib/format/cursor";
import { declarativeValue, isVariable } from "#lib/format/declarative/value";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { readHeaderList } from "#lib/format/header-list";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import type { SignalExport } from "#lib/format/signal-export";
import { type Signal, signalFacts } from "#lib/otlp/signal";

type Reading = {
  signal: Signal;
  connection: Connection;
  metrics: NonNullable<SignalExport["metrics"]>;
  tls: Tls;
  listed: HeaderRow[];
  rows: HeaderRow[];
  isInsecure: boolean;
  /** Older schemas: one exporter for each protocol, and a base URL where there is no path. */
  isOld: boolean;
  endpoint: { at: Cursor; text: string } | null;
  isEndpointBroken: boolean;
};

const transports: Record<string, NonNullable<Connection["transport"]>> = {
  otlp: "http",
  otlp_http: "http",
  otlp_grpc: "grpc",
};

/** By its name: one that speaks OTLP to a server. */
export function isExporter(key: string): boolean {
  return Object.hasOwn(transports, key);
}

/** null: not one of these. */
export function readExporter(exporter: Cursor, signal: Signal): SignalExport | null {
  const transport = transports[exporter.key];
  if (transport === undefined || !isExporter(exporter.key)) return null;
  const reading: Reading = {
    signal,
    connection: { transport, compression: "none" },
    metrics: {},
    tls: {},
    listed: [],
    rows: [],
    isInsecure: false,
    isOld: exporter.key === "otlp",
    endpoint: null,
    isEndpointBroken: false,
  };
  if (exporter.node.kind === "scalar") exporter.understood("");
  for (const setting of exporter.entries()) readSetting(setting, reading);
  return exported(reading);
}

function exported({ signal, connection, metrics, tls, listed, rows, ...reading }: Reading): SignalExport {
  if (!reading.isEndpointBroken) connection.endpoint = endpointOf(connection, reading, signal);
  const { headers, auth } = connectionHeaders([...listed, ...rows]);
  if (headers !== undefined) connection.headers = headers;
  if (auth !== undefined) connection.auth = auth;
  if (Object.keys(tls).length > 0) connection.tls = tls;
  return { signal, isOn: true, connection, ...(signal === "metrics" ? { metrics } : {}) };
}

/** Where nothing is said, the SDK's own machine. */
function endpointOf(
  { transport }: Connection,
  { endpoint, isInsecure, isOld }: Pick<Reading, "endpoint" | "isInsecure" | "isOld">,
  signal: Signal,
): string {
  const { path } = signalFacts[signal];
  if (endpoint === null) return transport === "grpc" ? "http://localhost:4317" : `http://localhost:4318${path}`;
  const { at, text } = endpoint;
  if (transport === "grpc") {
    const found = grpcEndpointOf(isInsecure && !/^https?:\/\//i.test(text) ? `http://${text}` : text);
    at.understood(`Endpoint of ${signal}${found.note}`);
    return found.endpoint;
  }
  const isBase = isOld && /^https?:\/\/[^/?#]+\/?$/i.test(text);
  at.understood(`Endpoint of ${signal}${isBase ? "; the signal’s path is appended" : ""}`);
  return isBase ? text.replace(/\/$/, "") + path : text;
}

const settings: Record<string, (at: Cursor, reading: Reading) => void> = {
  endpoint: (at, reading) => {
    const text = at.text();
    if (text !== null) reading.endpoint = { at, text: declarativeValue(text).trim() };
    reading.isEndpointBroken = text === null;
  },
  protocol: readProtocol,
  tls: (at, reading) => {
    for (const entry of at.entries()) {
      if (fileOf(entry.key) !== null || entry.key === "insecure") readSecurity(entry, reading);
      else entry.unknown("Under tls stand ca_file, cert_file, key_file and insecure");
    }
    if (at.node.kind === "scalar") at.understood("");
  },
  insecure: readSecurity,
  headers: readHeaders,
  headers_list: readHeadersList,
  compression: readCompression,
  encoding: (at, { connection }) => {
    const text = valueIn(at);
    if (text === "json") connection.encoding = "json";
    else if (text !== "protobuf" && text !== "") at.unknown("Write protobuf or json");
  },
  timeout: (at, { connection }) => {
    const timeoutMs = milliseconds(at, "Time limit of a request");
    if (timeoutMs === 0) at.ignored("Outspan always has a time limit");
    else if (timeoutMs !== null && timeoutMs !== 10_000) connection.timeoutMs = timeoutMs;
  },
  retry: (at) => at.ignored("Outspan retries what can be retried, for as long as its queue keeps it"),
  temporality_preference: readTemporality,
  default_histogram_aggregation: readHistograms,
};

function readSetting(at: Cursor, reading: Reading): void {
  const read = Object.hasOwn(settings, at.key) ? settings[at.key] : undefined;
  if (read !== undefined) read(at, reading);
  else if (fileOf(at.key) !== null) readSecurity(at, reading);
  else at.unknown("The SDK’s OTLP exporters know no such setting");
}

/** "" where nothing is set, or a variable that may be. */
function valueIn(at: Cursor, note = ""): string {
  const text = at.text(note) ?? "";
  return isVariable(text) ? "" : declarativeValue(text).trim();
}

/** null: the SDK's default. */
export function milliseconds(at: Cursor, note: string): number | null {
  const text = valueIn(at, note);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (text !== "") at.unknown("Write milliseconds, a whole number: 10000");
  return null;
}

function readProtocol(at: Cursor, { connection }: Reading): void {
  const text = valueIn(at);
  if (text === "grpc") connection.transport = "grpc";
  else if (text === "http/json") connection.encoding = "json";
  else if (!/^(?:http\/protobuf)?$/.test(text)) at.unknown("Write http/protobuf, http/json or grpc");
}

type FileField = "ca" | "clientCert" | "clientKey";

/** 1.0, 1.0-rc.2, and older. */
function fileOf(key: string): { field: FileField; hole: string } | null {
  if (/^(?:ca_file|certificate(?:_file)?)$/.test(key)) return { field: "ca", hole: "CA_FILE" };
  if (/^(?:cert_file|client_certificate(?:_file)?)$/.test(key)) return { field: "clientCert", hole: "CERT_FILE" };
  return /^(?:key_file|client_key(?:_file)?)$/.test(key) ? { field: "clientKey", hole: "KEY_FILE" } : null;
}

function readSecurity(at: Cursor, reading: Reading): void {
  const file = fileOf(at.key);
  if (file === null) {
    if (at.flag("true: plain text, where the endpoint has no scheme")) reading.isInsecure = true;
    return;
  }
  const source = at.node.kind === "scalar" ? at.node.source : "";
  const variable = isVariable(source) ? holesIn(declarativeValue(source))[0] : undefined;
  if (variable?.startsWith("OTEL_")) at.ignored("a variable names the file, if there is one");
  else if (at.text("Enter what the file holds, PEM: Outspan does not read it")) {
    reading.tls[file.field] = holeText(variable ?? file.hole);
  }
}

/** A list of name and value, or the map of older schemas. */
function readHeaders(at: Cursor, { rows }: Reading): void {
  const add = (name: string | null, value: Cursor | null) => {
    const text = value?.text("") ?? null;
    if (name !== null && text !== null) rows.push({ name: declarativeValue(name), value: declarativeValue(text) });
  };
  if (at.node.kind === "scalar" || at.node.endLine === at.node.line) at.understood("");
  if (at.node.kind === "map") for (const row of at.entries()) add(row.key, row);
  for (const item of at.items()) {
    const value = item.at("value");
    add(item.at("name")?.text("") ?? null, value);
    if (value?.node.kind === "scalar" && value.node.value === null) value.understood("");
  }
}

function readHeadersList(at: Cursor, { listed }: Reading): void {
  const text = at.text("") ?? "";
  if (isVariable(text)) {
    at.unknown("A variable holds the headers: add each with its value");
    return;
  }
  const { rows, problems, isDecoded } = readHeaderList(declarativeValue(text));
  listed.push(...rows);
  if (isDecoded) at.understood("Values are percent-decoded");
  for (const problem of problems) at.unknown(problem);
}

function readCompression(at: Cursor, { connection }: Reading): void {
  const text = valueIn(at);
  if (text === "gzip" || text === "none") connection.compression = text;
  else if (/^(?:zstd|snappy|deflate|lz4)$/.test(text)) {
    at.ignored("Outspan compresses with gzip or not at all: gzip it is");
    delete connection.compression;
  } else if (text !== "") at.unknown("Write gzip or none");
}

function readTemporality(at: Cursor, { metrics }: Reading): void {
  const text = valueIn(at, "Temporality of the metrics").toLowerCase().replace("_", "");
  if (text === "delta" || text === "lowmemory") metrics.temporality = text;
  else if (text !== "cumulative" && text !== "") at.unknown("Write cumulative, delta or low_memory");
}

function readHistograms(at: Cursor, { metrics }: Reading): void {
  const text = valueIn(at, "Histograms of the metrics").toLowerCase();
  if (text === "base2_exponential_bucket_histogram") metrics.histograms = "exponential";
  else if (text !== "explicit_bucket_histogram" && text !== "") {
    at.unknown("Write explicit_bucket_histogram or base2_exponential_bucket_histogram");
  }
}
