// One received request, from its bytes to "stored": inflated within a limit, counted, routed, appended, then told to those
// who keep accounts. Knows no HTTP and no gRPC, and touches no disk but through the log it is given.
import type { Encoding, Source } from "#lib/destination/schema";
import { isLogFull } from "#lib/engine/log/log-full";
import type { Entry } from "#lib/engine/log/record";
import { giveBack, type Inflate } from "#lib/engine/receive/inflate";
import { type Routed, route } from "#lib/engine/receive/route";
import { discard } from "#lib/otlp/output";
import { type Scan, scanRequest } from "#lib/otlp/scan";
import { scanJson } from "#lib/otlp/scan-json";
import type { Signal } from "#lib/otlp/signal";
import { toProtobuf } from "#lib/otlp/to-protobuf";

/** `Stored` is whatever the log says of it: accounts take it, this room does not look. */
export type AdmitParts<Stored> = {
  /** Resolves when it is on disk; rejects with LogFull when there is no room, which passes. */
  append: (signal: Signal, entry: Entry) => Promise<Stored>;
  configuration: () => readonly Routed[];
  inflate: Inflate;
  /** Room for bodies that are held inflated until they are on disk; null = there is none now. */
  reserve: (bytes: number) => (() => void) | null;
  /** A destination that would rather have the sender wait than lose its oldest: for how long; null = go on. */
  holdBackMs: (route: readonly string[], bytes: number) => number | null;
  /** Called in the log's order, before the sender hears that it was accepted. */
  stored: (signal: Signal, stored: Stored, scan: Scan) => void;
  /** No destination wants it: counted, shown, not stored. */
  unrouted: (signal: Signal, scan: Scan) => void;
  now: () => number;
};

/** `coding` as the header names it, lower case; "" = none. */
export type AdmitRequest = { source: Source; encoding: Encoding; coding: string; body: Uint8Array };

type Admitted =
  | { accepted: true; items: number }
  | { accepted: false; refused: "invalid" | "too_large" | "unsupported"; message: string }
  | { accepted: false; refused: "unavailable" | "throttled"; message: string; retryAfterMs: number };

export type Admit = (signal: Signal, request: AdmitRequest) => Promise<Admitted>;

/** Each costs whoever takes it apart again, on its way out, more than its bytes tell: of empty ones 20 MiB hold ten million. */
const itemsMax = 250_000;
const memoryWaitMs = 1000;
const diskWaitMs = 5000;

export function createAdmit<Stored>(parts: AdmitParts<Stored>): Admit {
  return async (signal, request) => {
    const inflated = await parts.inflate(request.coding, request.body);
    if (!inflated.ok) return refusedCoding[inflated.reason];
    const scan = scanBody(signal, request.encoding, inflated.body);
    if (!scan) return invalid[request.encoding];
    if (scan.items > itemsMax) return tooMany;
    // R16.5: nothing in it, nothing to store.
    if (scan.items === 0) return { accepted: true, items: 0 };
    const wanted = route({ signal, source: request.source }, parts.configuration());
    if (wanted.length === 0) {
      parts.unrouted(signal, scan);
      return { accepted: true, items: scan.items };
    }
    const waitMs = parts.holdBackMs(wanted, request.body.length);
    if (waitMs !== null) return comeAgain("throttled", "A destination's queue is full; send again later", waitMs);
    // gzip stays as it came, so that it can be passed on unchanged; other codings are none of a destination's.
    const isKept = request.body === inflated.body || inflated.isOneMember;
    const bodyBytes = inflated.body.length;
    const release = isKept ? nothing : parts.reserve(bodyBytes);
    if (isKept && inflated.body !== request.body) giveBack(inflated.body);
    if (!release) return comeAgain("unavailable", "Too much is being received at once; send again later", memoryWaitMs);
    try {
      const entry: Entry = {
        receivedAtMs: parts.now(),
        items: scan.items,
        encoding: request.encoding,
        coding: inflated.isOneMember ? "gzip" : "identity",
        bodyBytes,
        ...scan.temporality,
        source: request.source,
        route: wanted,
        body: isKept ? request.body : inflated.body,
      };
      parts.stored(signal, await parts.append(signal, entry), scan);
      return { accepted: true, items: scan.items };
    } catch (error) {
      if (!isLogFull(error)) throw error;
      return comeAgain("unavailable", "It cannot be stored now; send again later", diskWaitMs);
    } finally {
      release();
    }
  };
}

const nothing = () => {};

const refusedCoding = {
  broken: { accepted: false, refused: "invalid", message: "The body is not what Content-Encoding says, or cut off" },
  too_large: {
    accepted: false,
    refused: "too_large",
    message: "The body is larger than a request may be, decompressed",
  },
  unsupported: {
    accepted: false,
    refused: "unsupported",
    message: "Content-Encoding must be gzip, deflate, zstd or none",
  },
} as const satisfies Record<string, Admitted>;

const tooMany: Admitted = {
  accepted: false,
  refused: "too_large",
  message: `A request may hold ${itemsMax.toLocaleString("en")} items; send fewer at once`,
};

/** R16.9: nothing of the body is repeated. */
const invalid = {
  protobuf: { accepted: false, refused: "invalid", message: "The body is not an OTLP export request in protobuf" },
  json: { accepted: false, refused: "invalid", message: "The body is not an OTLP export request in JSON" },
} as const satisfies Record<Encoding, Admitted>;

function comeAgain(refused: "unavailable" | "throttled", message: string, retryAfterMs: number): Admitted {
  return { accepted: false, refused, message, retryAfterMs };
}

/** What could not be sent on is not taken: JSON has values that the same request in protobuf cannot hold. */
function scanBody(signal: Signal, encoding: Encoding, body: Uint8Array): Scan | null {
  if (encoding === "protobuf") return scanRequest(signal, body, itemsMax);
  const scan = scanJson(signal, body, itemsMax);
  if (scan === null || scan.items > itemsMax) return scan;
  const protobuf = toProtobuf(signal, body);
  if (protobuf) discard(protobuf);
  return protobuf && scan;
}
