// One received request as it lies in the log: its framing, and what a reader can tell of it when bits have flipped. Knows nothing
// of files. Layout: magic, header length, header, header crc32, body. The header holds the length and crc32 of the body and the
// record's own position, so that bytes of a log inside a body are never taken for a record.
import { crc32 } from "node:zlib";
import { Source } from "#lib/destination/schema";

export type Entry = {
  receivedAtMs: number;
  items: number;
  encoding: "protobuf" | "json";
  coding: "identity" | "gzip";
  /** After inflating. */
  bodyBytes: number;
  delta: boolean;
  cumulative: boolean;
  source: Source;
  /** Destination ids. */
  route: readonly string[];
  /** As it came. */
  body: Uint8Array;
};

export type LogRecord = Entry & {
  position: number;
  /** Bytes in the log, framing included: the next record begins at `position + size`. */
  size: number;
};

export type Damage = {
  position: number;
  size: number;
  damaged: true;
  /** These three are known when the header was whole. */
  items: number | null;
  receivedAtMs: number | null;
  route: readonly string[] | null;
};

export type Header = Omit<LogRecord, "body" | "route"> & {
  routeNumber: number;
  /** The destinations of `routeNumber`, where this record tells them. */
  definition: readonly string[] | null;
  bodyAt: number;
  bodyLength: number;
  bodyCrc: number;
};

export const magic = Buffer.from("OSL1");
const prefixBytes = 8;
const fixedBytes = 44;
const crcBytes = 4;
/** The least that must be there before the length of a header is known to be sane. */
export const headerBytesMin = prefixBytes + fixedBytes + crcBytes;
/** A route of 10,000 destinations fits; a length beyond it is damage. */
const headerBytesMax = 1 << 20;

const json = 1;
const gzip = 2;
const delta = 4;
const cumulative = 8;
const sources = Source.options;

/** The framing before the body. `defines`: this record tells which destinations `routeNumber` stands for. */
export function encodeHeader(entry: Entry, position: number, routeNumber: number, defines: boolean): Buffer {
  const definition = defines ? Buffer.from(JSON.stringify(entry.route)) : null;
  const headerLength = fixedBytes + (definition?.length ?? 0);
  const bytes = Buffer.allocUnsafe(prefixBytes + headerLength + crcBytes);
  magic.copy(bytes, 0);
  bytes.writeUInt32LE(headerLength, 4);
  bytes.writeDoubleLE(position, 8);
  bytes.writeDoubleLE(entry.receivedAtMs, 16);
  bytes.writeUInt32LE(entry.items, 24);
  bytes.writeUInt32LE(entry.bodyBytes, 28);
  bytes.writeUInt32LE(entry.body.length, 32);
  bytes.writeUInt32LE(crc32(entry.body), 36);
  bytes.writeUInt32LE(routeNumber, 40);
  bytes.writeUInt32LE(flagsOf(entry), 44);
  bytes.writeUInt32LE(sources.indexOf(entry.source), 48);
  definition?.copy(bytes, prefixBytes + fixedBytes);
  const end = prefixBytes + headerLength;
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end);
  return bytes;
}

function flagsOf(entry: Entry): number {
  return (
    (entry.encoding === "json" ? json : 0) |
    (entry.coding === "gzip" ? gzip : 0) |
    (entry.delta ? delta : 0) |
    (entry.cumulative ? cumulative : 0)
  );
}

/**
 * The header at `at`, which lies at `position` of the log. A number = that many bytes are needed to tell; `null` = no header of
 * this place.
 */
export function decodeHeader(bytes: Buffer, at: number, position: number): Header | number | null {
  if (bytes.length - at < headerBytesMin) return headerBytesMin;
  if (bytes.compare(magic, 0, 4, at, at + 4) !== 0) return null;
  const headerLength = bytes.readUInt32LE(at + 4);
  if (headerLength < fixedBytes || headerLength > headerBytesMax) return null;
  const end = at + prefixBytes + headerLength;
  if (bytes.length < end + crcBytes) return end + crcBytes - at;
  if (crc32(bytes.subarray(at, end)) !== bytes.readUInt32LE(end)) return null;
  if (bytes.readDoubleLE(at + 8) !== position) return null;
  return decodeWhole(bytes, at, position, end);
}

function decodeWhole(bytes: Buffer, at: number, position: number, end: number): Header | null {
  const flags = bytes.readUInt32LE(at + 44);
  const source = sources[bytes.readUInt32LE(at + 48)];
  if (source === undefined) return null;
  const bodyLength = bytes.readUInt32LE(at + 32);
  const definitionAt = at + prefixBytes + fixedBytes;
  return {
    position,
    size: end + crcBytes - at + bodyLength,
    receivedAtMs: bytes.readDoubleLE(at + 16),
    items: bytes.readUInt32LE(at + 24),
    bodyBytes: bytes.readUInt32LE(at + 28),
    encoding: (flags & json) === 0 ? "protobuf" : "json",
    coding: (flags & gzip) === 0 ? "identity" : "gzip",
    delta: (flags & delta) !== 0,
    cumulative: (flags & cumulative) !== 0,
    source,
    routeNumber: bytes.readUInt32LE(at + 40),
    // Written by ourselves and checked by its crc32: no parser of foreign input.
    definition: end > definitionAt ? (JSON.parse(bytes.toString("utf8", definitionAt, end)) as string[]) : null,
    bodyAt: end + crcBytes - at,
    bodyLength,
    bodyCrc: bytes.readUInt32LE(at + 36),
  };
}

/** The record of a header whose body was read; `Damage` where the body is not what was written or the route was lost. */
export function finish(header: Header, body: Uint8Array, route: readonly string[] | undefined): LogRecord | Damage {
  const { position, size, items, receivedAtMs } = header;
  if (route === undefined || body.length !== header.bodyLength || crc32(body) !== header.bodyCrc) {
    return { position, size, damaged: true, items, receivedAtMs, route: route ?? null };
  }
  const { encoding, coding, bodyBytes, source } = header;
  const temporality = { delta: header.delta, cumulative: header.cumulative };
  return { position, size, receivedAtMs, items, encoding, coding, bodyBytes, ...temporality, source, route, body };
}

export function isDamage(found: LogRecord | Damage): found is Damage {
  return "damaged" in found;
}
