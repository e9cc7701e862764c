// Who may send to the receiver: whoever shows the token (OUTSPAN_INGEST_TOKEN) or one of the ingest keys. Knows both as digests
// alone, and looks at them for each request: one that was revoked opens nothing more, on connections that are open neither.
import { hash, timingSafeEqual } from "node:crypto";
import type { IngestKeyUse } from "#lib/destination/delivery";
import type { KeyCounts } from "#lib/engine/receive/key-counts";
import type { Signal } from "#lib/otlp/signal";
import type { Refusal } from "#lib/otlp/status-answer";

/** `hash`: SHA-256 of the key, in hex. One that has expired is told too, so that its user is told. */
export type IngestKey = { id: string; name: string; hash: string; expiresAt: string | null };

/** `key`: its id; null = the token, or nothing was asked for. */
export type Sender = { key: string | null };

export type IngestKeys = {
  /** Takes the value of `authorization`. The time it takes tells nothing of the token, nor of any key. */
  judge(authorization: string | undefined): Sender | Refusal;
  /** Whether there is a token or was ever a key; without one everybody on this machine may send. */
  isAsking(): boolean;
  /** Whether it asks for what nobody has. */
  isClosed(): boolean;
  configure(keys: readonly IngestKey[], more?: ConfiguredWith): void;
  accepted(sender: Sender, signal: Signal, items: number): void;
  /** In the order of the configuration. */
  uses(): (IngestKeyUse & { name: string; sinceStart: Readonly<Record<Signal, number>> })[];
  stop(): Promise<void>;
};

type ConfiguredWith = {
  /** An older one may lack a key that is there; what it was used for is not forgotten. */
  isCopy?: boolean;
  /** There was a key once: with the last one gone nobody may send, rather than everybody. */
  asksForKey?: boolean | undefined;
};

export const anybody: Sender = { key: null };

export type IngestKeysParts = {
  token: string | null;
  counts: KeyCounts;
  /** Milliseconds since 1970. */
  now: () => number;
};

type Known = { sender: Sender; digest: Buffer; endsAtMs: number };

export function createIngestKeys({ token, counts, now }: IngestKeysParts): IngestKeys {
  const tokenDigest = token === null ? null : digestOf(token);
  let told: readonly IngestKey[] = [];
  let wasAsking = false;
  const isAsking = () => tokenDigest !== null || told.length > 0 || wasAsking;
  let known = new Map<string, Known>();
  return {
    judge(authorization) {
      const [, shown] = /^bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
      if (shown === undefined) return refusals.missing;
      const digest = digestOf(shown);
      if (tokenDigest !== null && timingSafeEqual(digest, tokenDigest)) return anybody;
      // What is looked up is a digest: whoever measures it learns nothing of a key.
      const found = known.get(digest.toString("hex"));
      if (found === undefined || !timingSafeEqual(digest, found.digest))
        return shown.startsWith(keyStart) ? refusals.elsewhere : refusals.unknown;
      return found.endsAtMs <= now() ? refusals.expired : found.sender;
    },
    isAsking,
    isClosed: () => isAsking() && tokenDigest === null && told.length === 0,
    configure(keys, { isCopy = false, asksForKey = false } = {}) {
      told = keys;
      wasAsking = asksForKey;
      if (!isCopy) counts.keep(told.map(({ id }) => id));
      known = new Map(told.map((key) => [key.hash, knownOf(key)]));
    },
    accepted({ key }, signal, items) {
      if (key !== null) counts.add(key, signal, items, now());
    },
    uses: () => told.map(({ id, name }) => ({ id, name, ...counts.of(id) })),
    stop: counts.stop,
  };
}

function knownOf({ id, hash: hex, expiresAt }: IngestKey): Known {
  const endsAtMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  return { sender: { key: id }, digest: Buffer.from(hex, "hex"), endsAtMs };
}

/** As every key of Outspan begins, whatever it opens. */
const keyStart = "outspan_";

const refusals = {
  missing: { refused: "unauthenticated", message: "Send an ingest key as Authorization: Bearer" },
  unknown: { refused: "unauthenticated", message: "This ingest key is not known" },
  // Perhaps a key for the API: which of them there are is not known here.
  elsewhere: {
    refused: "unauthenticated",
    message: "This is not an ingest key that is known here: the receiver takes keys with the role Ingest",
  },
  expired: { refused: "unauthenticated", message: "This ingest key has expired" },
} as const satisfies Record<string, Refusal>;

function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
