// One OTLP exporter of the Collector as a connection. Which signals it gets is said elsewhere.
import { parseDuration } from "#lib/destination/duration";
import type { Compression, Connection, QueueSettings, Transport } from "#lib/destination/schema";
import { readAuthenticator } from "#lib/format/collector/authenticator";
import { settingsAside } from "#lib/format/collector/exporter-names";
import { type ReadTls, readTls } from "#lib/format/collector/tls";
import { collectorValue } from "#lib/format/collector/value";
import type { Cursor } from "#lib/format/cursor";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import type { Signal } from "#lib/otlp/signal";

export type ReadExporter = {
  connection: Connection;
  /** Signals that have an endpoint of their own. */
  own: Partial<Record<Signal, string>>;
  queue: QueueSettings | null;
};

type Reading = ReadExporter & { transport: Transport; rows: HeaderRow[]; security: ReadTls; extensions: Extensions };
type Extensions = ReadonlyMap<string, Cursor>;

/** What the Collector waits for where nothing is said. */
const timeouts: Record<Transport, number> = { http: 30_000, grpc: 5_000 };

export function readExporter(exporter: Cursor, transport: Transport, extensions: Extensions): ReadExporter {
  const connection: Connection = { transport, timeoutMs: timeouts[transport] };
  const security: ReadTls = { tls: {}, isInsecure: false };
  const reading: Reading = { connection, own: {}, queue: null, transport, rows: [], security, extensions };
  if (exporter.node.kind === "scalar" && exporter.node.value === null) exporter.understood("");
  for (const setting of exporter.entries()) {
    const why = settingsAside.get(setting.key);
    const read = Object.hasOwn(settings, setting.key) ? settings[setting.key] : undefined;
    if (read !== undefined) read(setting, reading);
    else if (why !== undefined) setting.ignored(why);
    else setting.unknown("The Collector’s OTLP exporters know no such setting");
  }
  const { headers, auth } = connectionHeaders(reading.rows);
  if (headers !== undefined) connection.headers = headers;
  if (auth !== undefined && connection.auth === undefined) connection.auth = auth;
  const { tls, isInsecure } = reading.security;
  if (Object.keys(tls).length > 0) connection.tls = tls;
  if (transport === "grpc" && connection.endpoint !== undefined) {
    connection.endpoint = grpcEndpoint(connection.endpoint, isInsecure && tls.ca === undefined);
  }
  return { connection, own: reading.own, queue: reading.queue };
}

const settings: Record<string, (at: Cursor, reading: Reading) => void> = {
  endpoint: (at, { connection }) => {
    const text = at.text("Endpoint of all signals");
    if (text !== null) connection.endpoint = collectorValue(text).trim();
  },
  traces_endpoint: (at, reading) => ownEndpoint(at, reading, "traces"),
  metrics_endpoint: (at, reading) => ownEndpoint(at, reading, "metrics"),
  logs_endpoint: (at, reading) => ownEndpoint(at, reading, "logs"),
  headers: (at, reading) => reading.rows.push(...headerRows(at)),
  tls: (at, reading) => {
    reading.security = readTls(at, reading.transport);
  },
  // As Collectors before 0.50 had it.
  insecure: (at, reading) => {
    reading.security.isInsecure = at.flag("Today this stands under tls") ?? false;
  },
  compression: readCompression,
  encoding: (at, { connection }) => {
    const text = at.text("");
    if (text === "json") connection.encoding = "json";
    else if (text !== "proto" && text !== null) at.unknown("Write proto or json");
  },
  timeout: (at, { connection }) => readTimeout(at, connection),
  proxy_url: (at, { connection }) => {
    const text = at.text("");
    if (text) connection.proxy = collectorValue(text).trim();
  },
  auth: readAuth,
  sending_queue: (at, reading) => {
    reading.queue = readQueue(at);
  },
};

function ownEndpoint(at: Cursor, { own }: Reading, signal: Signal): void {
  const text = at.text(`Endpoint of ${signal}`);
  if (text !== null && text !== "") own[signal] = collectorValue(text).trim();
}

/** A map, or a list of name and value. */
function headerRows(headers: Cursor): HeaderRow[] {
  if (headers.node.kind !== "list") {
    return headers.entries().map((row) => ({ name: row.key, value: headerValue(row) }));
  }
  return headers.items().flatMap((item) => {
    const name = item.at("name")?.text("") ?? null;
    const value = item.at("value");
    return name === null || value === null ? [] : [{ name, value: headerValue(value) }];
  });
}

function headerValue(row: Cursor): string {
  return collectorValue(row.text("") ?? "");
}

function readCompression(at: Cursor, { connection }: Reading): void {
  const { node } = at;
  const written = node.kind === "scalar" ? String(node.value ?? "") : "";
  if (/^(?:zstd|snappy|x-snappy-framed|zlib|deflate|lz4)$/.test(written)) {
    at.ignored("Outspan compresses with gzip or not at all: gzip it is");
    return;
  }
  const text = at.text("") ?? "";
  const compression: Compression | null = text === "gzip" ? "gzip" : /^(?:none)?$/.test(text) ? "none" : null;
  if (compression === null) at.unknown("Write gzip or none");
  else connection.compression = compression;
}

function readTimeout(at: Cursor, connection: Connection): void {
  const { node } = at;
  delete connection.timeoutMs;
  if (node.kind === "scalar" && node.source === "0") {
    at.ignored("Outspan always has a time limit");
    return;
  }
  const text = at.text("Time limit of a request");
  const timeoutMs = text === null ? null : parseDuration(text);
  if (timeoutMs === null) at.unknown("Write a number with a unit: 10s");
  else connection.timeoutMs = timeoutMs;
}

function readAuth(at: Cursor, reading: Reading): void {
  const id = at.at("authenticator");
  for (const rest of at.entries()) {
    if (rest.key !== "authenticator") rest.unknown("Write the extension’s name as authenticator");
  }
  const name = id?.text("") ?? null;
  if (id === null || name === null) return;
  const extension = reading.extensions.get(name.trim());
  if (extension === undefined) {
    id.unknown("No extension of this name stands in the text");
    return;
  }
  const found = readAuthenticator(extension);
  if (found !== null && "auth" in found) reading.connection.auth = found.auth;
  else if (found !== null) reading.rows.push(found.row);
}

const onDisk = "Outspan’s own queue is on disk, whatever the Collector’s was";

/** Only a size in bytes and what happens at it mean the same here. */
function readQueue(at: Cursor): QueueSettings | null {
  const entries = at.node.kind === "map" ? at.node.entries : [];
  const settingOf = (name: string) => entries.find(({ key }) => key === name)?.value;
  const isOf = (name: string, text: string) => {
    const value = settingOf(name);
    return value?.kind === "scalar" && String(value.value) === text;
  };
  const isBytes = isOf("sizer", "bytes");
  const waits = isOf("block_on_overflow", "true");
  if (!isBytes && !waits) {
    at.ignored(onDisk);
    return null;
  }
  const queue: QueueSettings = {};
  for (const entry of at.entries()) {
    if (entry.key === "block_on_overflow" && waits) {
      entry.understood("At the bound the senders wait");
      queue.whenFull = "refuse";
    } else if (entry.key === "queue_size" && isBytes) {
      const bytes = Number(entry.scalar("Bound of the queue, in bytes"));
      if (Number.isSafeInteger(bytes) && bytes > 0) queue.maxBytes = bytes;
      else entry.unknown("Write a whole number");
    } else if (entry.key === "enabled" || (entry.key === "sizer" && isBytes)) entry.understood("");
    else entry.ignored(onDisk);
  }
  return Object.keys(queue).length > 0 ? queue : null;
}

/** The Collector takes any scheme away: `insecure` decides, but https:// wins. Without a port it takes 443. */
function grpcEndpoint(typed: string, isPlain: boolean): string {
  const bare = typed.replace(/^(?:dns|passthrough):\/\/[^/]*\/?/, "");
  const [, scheme = "", rest = bare] = /^(https?:\/\/)(.*)$/i.exec(bare) ?? [];
  const hasPort = /:\d+\/?$/.test(rest) || rest.includes("/") || rest.includes("${");
  if (scheme !== "") return scheme.toLowerCase() === "http://" && !hasPort ? `${bare}:443` : bare;
  if (isPlain) return `http://${rest}${hasPort ? "" : ":443"}`;
  return hasPort || rest === "" ? rest : `https://${rest}`;
}
