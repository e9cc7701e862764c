// One exporter of Stalwart, of metrics or a tracer's, in TOML or as an object: its keys as they are read. Knows the names of
// both and what each is for.
import { parseDuration } from "#lib/destination/duration";
import { base64 } from "#lib/destination/resolve";
import type { Connection } from "#lib/destination/schema";
import type { Cursor } from "#lib/format/cursor";
import { grpcEndpointOf } from "#lib/format/grpc-endpoint";
import { connectionHeaders, type HeaderRow } from "#lib/format/headers";
import { openValue } from "#lib/format/open-value";

export type Exporter = {
  isOn: boolean;
  connection: Connection;
  intervalMs?: number;
  /** What a tracer sends; absent where it does not say. */
  spans?: boolean;
  logs?: boolean;
};

const own = "it chooses what Stalwart tells, not where to";
const pace = "Outspan has its own batches";
const notOurs = new Map([
  ["level", own],
  ["events", own],
  ["eventsPolicy", own],
  ["disabled-events", own],
  ["lossy", pace],
  ["throttle", pace],
  ["ansi", "it is for the console only"],
  ["multiline", "it is for the console only"],
  ["buffered", "it is for the console only"],
]);

/** `transportOf`: where the transport stands elsewhere than in its own key. */
export function readExporter(
  cursor: Cursor,
  what: string,
  transport: Connection["transport"] | null = readTransport(cursor),
): Exporter {
  const exporter: Exporter = { isOn: true, connection: {} };
  const { connection } = exporter;
  if (transport === null) exporter.isOn = false;
  else if (transport !== undefined) connection.transport = transport;
  const rows: HeaderRow[] = [];
  for (const one of cursor.entries()) {
    if (one.key === "endpoint") readEndpoint(one, connection, what);
    else if (one.key === "headers" || one.key === "httpHeaders") rows.push(...readHeaders(one));
    else if (one.key === "httpAuth") rows.push(...readAuth(one));
    else if (one.key === "timeout") setDuration(one, (ms) => (connection.timeoutMs = ms));
    else if (one.key === "interval") setDuration(one, (ms) => (exporter.intervalMs = ms));
    else readSwitch(one, exporter);
  }
  // Stalwart's exporters do not compress.
  if (connection.endpoint !== undefined) connection.compression = "none";
  Object.assign(connection, connectionHeaders(rows));
  return exporter;
}

/** undefined: none is given, or one that Stalwart has not. null: off. */
function readTransport(cursor: Cursor): Connection["transport"] | null {
  const at = cursor.at("transport");
  const value = at?.text()?.toLowerCase();
  if (value === "grpc") return "grpc";
  if (value === "http" || value === "https") return "http";
  if (value === "disable" || value === "disabled") {
    at?.understood("The signal is off");
    return null;
  }
  if (value !== undefined) at?.unknown("Write grpc, http or disable");
  return undefined;
}

function readEndpoint(at: Cursor, connection: Connection, what: string): void {
  const text = at.text("");
  if (text === null) return;
  if (connection.transport !== "grpc") {
    connection.endpoint = openValue(text);
    at.understood(`Endpoint of ${what}`);
    return;
  }
  const { endpoint, note } = grpcEndpointOf(openValue(text));
  connection.endpoint = endpoint;
  at.understood(`Endpoint of ${what}${note}`);
}

/** "Name: value" in a list, in numbered keys, or alone; names with their values in a map. */
function readHeaders(at: Cursor): HeaderRow[] {
  if (at.node.kind === "list") return at.items().flatMap(readHeader);
  if (at.node.kind !== "map") return readHeader(at);
  return at.entries().flatMap((one) => {
    if (/^\d+$/.test(one.key)) return readHeader(one);
    const value = one.text("Header");
    return value === null ? [] : [{ name: one.key, value: openValue(value) }];
  });
}

function readHeader(at: Cursor): HeaderRow[] {
  const text = at.text("Header");
  if (text === null) return [];
  const colon = text.indexOf(":");
  if (colon > 0) return [{ name: text.slice(0, colon).trim(), value: openValue(text.slice(colon + 1).trim()) }];
  at.unknown("Write a header as Name: value");
  return [];
}

function readAuth(at: Cursor): HeaderRow[] {
  const type = at.at("@type")?.text("Authentication");
  const secretOf = (key: string) => {
    const place = at.at(key);
    place?.at("@type")?.text();
    const value = (place?.at("secret") ?? place)?.text("Authentication");
    return value == null ? null : openValue(value);
  };
  if (type === "Bearer") {
    const token = secretOf("bearerToken");
    return token === null ? [] : [{ name: "Authorization", value: `Bearer ${token}` }];
  }
  if (type !== "Basic") return [];
  const username = at.at("username")?.text("Authentication") ?? "";
  const password = secretOf("secret");
  return password === null ? [] : [{ name: "Authorization", value: `Basic ${base64(`${username}:${password}`)}` }];
}

function setDuration(at: Cursor, set: (ms: number) => void): void {
  const text = at.text("");
  // Without a unit Stalwart counts in milliseconds.
  const ms = text === null ? null : /^\d{1,12}$/.test(text) ? Number(text) : parseDuration(text);
  if (ms !== null) set(ms);
  else if (text !== null) at.unknown("Write a duration, as 30s or 1m");
}

function readSwitch(one: Cursor, exporter: Exporter): void {
  const why = notOurs.get(one.key);
  if (why !== undefined) one.ignored(why);
  else if (one.key === "type" || one.key === "@type") one.text();
  else if (one.key === "enable") readEnable(one, exporter);
  else if (one.key === "enable.log-exporter" || one.key === "enableLogExporter") setSent(one, exporter, "logs");
  else if (one.key === "enable.span-exporter" || one.key === "enableSpanExporter") setSent(one, exporter, "spans");
  else if (one.key !== "transport") one.unknown("No setting of this exporter that Outspan knows");
}

function setSent(at: Cursor | null, exporter: Exporter, what: "logs" | "spans"): void {
  const isSent = at?.flag() ?? null;
  if (isSent !== null) exporter[what] = isSent;
}

/** `enable` itself, or the table that enable.log-exporter makes of it. */
function readEnable(at: Cursor, exporter: Exporter): void {
  if (at.node.kind === "map") {
    setSent(at.at("log-exporter"), exporter, "logs");
    setSent(at.at("span-exporter"), exporter, "spans");
  } else if (at.flag() === false) {
    exporter.isOn = false;
  }
}
