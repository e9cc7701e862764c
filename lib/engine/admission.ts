// The way in, for the receiver and for the other sources: admitted, stored, handed to the destinations' lanes, counted. Knows no port.
import type { ReceiverStatus } from "#lib/destination/delivery";
import type { Source } from "#lib/destination/schema";
import type { ExportedDestination } from "#lib/engine/exported-destination";
import { type DiskRefusal, logFullCode } from "#lib/engine/log/log-full";
import type { LogRecord } from "#lib/engine/log/record";
import type { Store } from "#lib/engine/log/store";
import { type Admit, type AdmitParts, createAdmit } from "#lib/engine/receive/admit";
import type { Inflate } from "#lib/engine/receive/inflate";
import type { Routed } from "#lib/engine/receive/route";
import { createServiceCounts } from "#lib/engine/receive/service-counts";
import type { Signal } from "#lib/otlp/signal";

type Ingested = { ok: true } | { ok: false; retryAfterMs: number };

export type Admission = {
  /** The door of the receiver. */
  admit: Admit;
  /** The door of the other sources: an OTLP protobuf request, for all destinations that list the source, or only for some. */
  ingest(signal: Signal, source: Source, body: Uint8Array, only: readonly string[] | null): Promise<Ingested>;
  /** Why the disk took nothing when it was last asked; null: it did. */
  diskRefusal(): DiskRefusal | null;
  received(): Pick<ReceiverStatus, "accepted" | "unrouted" | "services">;
};

export type AdmissionParts = {
  store: Store;
  inflate: Inflate;
  reserve: AdmitParts<LogRecord>["reserve"];
  /** null: nobody said yet where anything goes. */
  routed(): readonly Routed[] | null;
  destinations: ReadonlyMap<string, ExportedDestination>;
  /** The disk did not take a record: room is needed now. */
  diskFull(): void;
  now(): number;
};

const startingMs = 1000;
const servicesShown = 200;

/** Nobody knows yet where anything should go: nothing is taken, so that nothing is lost. */
const starting = {
  accepted: false,
  refused: "unavailable",
  message: "Outspan is starting; send again in a second",
  retryAfterMs: startingMs,
} as const;

type Counted = { accepted: Record<Signal, number>; unrouted: Record<Signal, number>; diskRefusal: DiskRefusal | null };

export function createAdmission(parts: AdmissionParts): Admission {
  const { routed, now } = parts;
  const none = () => ({ traces: 0, metrics: 0, logs: 0 });
  const counted: Counted = { accepted: none(), unrouted: none(), diskRefusal: null };
  const services = createServiceCounts();
  const shared = admitParts(parts, counted);
  const admitReceived = createAdmit<LogRecord>({
    ...shared,
    stored(signal, record, scan) {
      shared.stored(signal, record, scan);
      counted.accepted[signal] += scan.items;
      services.add(signal, scan.services, record.receivedAtMs);
    },
    unrouted(signal, scan) {
      counted.accepted[signal] += scan.items;
      counted.unrouted[signal] += scan.items;
      services.add(signal, scan.services, now());
    },
  });
  return {
    admit: async (signal, request) => (routed() === null ? starting : admitReceived(signal, request)),
    async ingest(signal, source, body, only) {
      const all = routed();
      if (all === null) return { ok: false, retryAfterMs: startingMs };
      const configuration = only === null ? all : all.filter(({ id }) => only.includes(id));
      const admit = createAdmit<LogRecord>({ ...shared, configuration: () => configuration });
      const answer = await admit(signal, { source, encoding: "protobuf", coding: "", body });
      if (answer.accepted) return { ok: true };
      if (!("retryAfterMs" in answer)) throw new Error(`The source ${source} made a request that is none`);
      return { ok: false, retryAfterMs: answer.retryAfterMs };
    },
    diskRefusal: () => counted.diskRefusal,
    received: () => ({
      accepted: { ...counted.accepted },
      unrouted: { ...counted.unrouted },
      services: services
        .rows()
        .slice(0, servicesShown)
        .map(({ lastAtMs, ...row }) => ({ ...row, lastReceivedAt: new Date(lastAtMs).toISOString() })),
    }),
  };
}

/** What holds for every source; only what is received is counted by service, and as unrouted. */
function admitParts(parts: AdmissionParts, counted: Counted): AdmitParts<LogRecord> {
  const { store, destinations } = parts;
  return {
    async append(signal, entry) {
      try {
        const record = await store.logs[signal].append(entry);
        counted.diskRefusal = null;
        return record;
      } catch (error) {
        counted.diskRefusal = logFullCode(error);
        if (counted.diskRefusal) parts.diskFull();
        throw error;
      }
    },
    configuration: () => parts.routed() ?? [],
    inflate: parts.inflate,
    reserve: parts.reserve,
    holdBackMs(route, bytes) {
      for (const id of route) {
        const waitMs = destinations.get(id)?.holdBackMs(bytes) ?? null;
        if (waitMs !== null) return waitMs;
      }
      return null;
    },
    stored(signal, record) {
      for (const id of record.route) destinations.get(id)?.stored(signal, record);
    },
    unrouted: () => {},
    now: parts.now,
  };
}
