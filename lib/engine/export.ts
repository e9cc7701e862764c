// Continuous export, joined: what is admitted is stored, each destination's lanes deliver it, and what came of it is told. Knows no
// port, no page and no database; its configuration is handed to it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DeliveryAttempt, DeliveryHistory, ReceiverStatus } from "#lib/destination/delivery";
import { withDefaults } from "#lib/destination/resolve";
import type { Source } from "#lib/destination/schema";
import type { LaneClock } from "#lib/engine/deliver/delivery";
import { createRejectedStore } from "#lib/engine/deliver/rejected-store";
import { type ExportedDestination, type ExportParts, exportDestination } from "#lib/engine/exported-destination";
import { openSavedHealth } from "#lib/engine/health/saved-health";
import { isLogFull } from "#lib/engine/log/log-full";
import type { LogRecord } from "#lib/engine/log/record";
import { keepNothing, type Retention, retentionDefaults, trimPosition } from "#lib/engine/log/retention";
import { openStore } from "#lib/engine/log/store";
import type { Network } from "#lib/engine/open-socket";
import type { EngineConfiguration, IdentifiedStatus } from "#lib/engine/protocol";
import { type Admit, type AdmitParts, createAdmit } from "#lib/engine/receive/admit";
import type { Inflate } from "#lib/engine/receive/inflate";
import type { Routed } from "#lib/engine/receive/route";
import { createServiceCounts } from "#lib/engine/receive/service-counts";
import { type Signal, signals } from "#lib/otlp/signal";

export type ExportOptions = {
  directory: string;
  /** Cap of the telemetry log as a whole. */
  bytesMax: number;
  network(): Network;
  inflate: Inflate;
  reserve: AdmitParts<LogRecord>["reserve"];
  clock: LaneClock;
  onBug(error: unknown): void;
};

/** What the receiver itself cannot tell. */
export type Received = Pick<ReceiverStatus, "accepted" | "unrouted" | "services" | "log"> & { problems: string[] };

export type Ingested = { ok: true } | { ok: false; retryAfterMs: number };

export type Export = {
  /** The door of the receiver. */
  admit: Admit;
  /** The door of the other sources: an OTLP protobuf request, for all destinations that list the source, or only for some. */
  ingest(signal: Signal, source: Source, body: Uint8Array, only: readonly string[] | null): Promise<Ingested>;
  /** Resolves when it survives a crash. `isCopy`: an older one may lack a destination that is there, and ends none. */
  configure(configuration: EngineConfiguration, isCopy?: boolean): Promise<void>;
  destinations(): readonly ExportedDestination[];
  statuses(): IdentifiedStatus[];
  received(): Received;
  find(id: string): ExportedDestination | null;
  attempts(id: string, limit: number): DeliveryAttempt[] | null;
  history(id: string): DeliveryHistory | null;
  /** Nothing more is taken, what is under way ends within `drainMs`, and everything is on disk. */
  stop(drainMs: number): Promise<void>;
};

const mebibyte = 1 << 20;
const startingMs = 1000;
const servicesShown = 200;
const tickMs = 1000;

type Counts = Record<Signal, number>;
const none = (): Counts => ({ traces: 0, metrics: 0, logs: 0 });

export async function openExport(options: ExportOptions): Promise<Export> {
  const { directory, bytesMax, clock } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const segmentBytes = Math.min(64 * mebibyte, Math.max(mebibyte, Math.floor(bytesMax / 64)));
  const store = await openStore({ directory, segmentBytes, clock });
  const saved = openSavedHealth(join(directory, "health.json"), options.onBug);
  const destinations = new Map<string, ExportedDestination>();
  const services = createServiceCounts();
  const accepted = none();
  const unrouted = none();
  const overCap = new Map<string, number>();
  let routed: readonly Routed[] | null = null;
  let isDiskFull = false;
  const ending = new Map<string, Promise<unknown>>();

  const parts: ExportParts = {
    directory,
    store,
    network: options.network,
    clock,
    rejected: createRejectedStore(join(directory, "rejected"), clock.now),
    overCap: (signal, id) => overCap.get(`${signal}/${id}`) ?? 0,
    onBug: options.onBug,
  };

  const admitParts: AdmitParts<LogRecord> = {
    async append(signal, entry) {
      try {
        const record = await store.logs[signal].append(entry);
        isDiskFull = false;
        return record;
      } catch (error) {
        if (isLogFull(error)) {
          isDiskFull = true;
          void trim(keepNothing);
        }
        throw error;
      }
    },
    configuration: () => routed ?? [],
    inflate: options.inflate,
    reserve: options.reserve,
    holdBackMs: (_signal, route) => {
      for (const id of route) {
        const waitMs = destinations.get(id)?.holdBackMs() ?? null;
        if (waitMs !== null) return waitMs;
      }
      return null;
    },
    stored(signal, record) {
      for (const id of record.route) destinations.get(id)?.stored(signal, record);
    },
    unrouted: () => {},
    now: clock.now,
  };
  const admitReceived = createAdmit<LogRecord>({
    ...admitParts,
    stored(signal, record, scan) {
      admitParts.stored(signal, record, scan);
      accepted[signal] += scan.items;
      services.add(signal, scan.services, record.receivedAtMs);
    },
    unrouted(signal, scan) {
      accepted[signal] += scan.items;
      unrouted[signal] += scan.items;
      services.add(signal, scan.services, clock.now());
    },
  });

  /** Nobody knows yet where anything should go: nothing is taken, so that nothing is lost. */
  const starting = {
    accepted: false,
    refused: "unavailable",
    message: "Outspan is starting; send again in a second",
    retryAfterMs: startingMs,
  } as const;

  async function trim(retention: Retention): Promise<void> {
    // Who needs what is not known yet.
    if (routed === null) return;
    for (const signal of signals) {
      const log = store.logs[signal];
      let needed = log.end();
      for (const one of destinations.values()) needed = Math.min(needed, one.neededFrom(signal));
      await log.trim(trimPosition(log.segments(), needed, clock.now(), retention));
    }
  }

  /** Over the cap, delivered segments go first; then whoever is furthest behind loses its oldest. */
  async function keepToCap(): Promise<void> {
    overCap.clear();
    // A full disk has no room for what was delivered, and none for the cursors to be written down.
    if (store.bytes() <= bytesMax) return trim(isDiskFull ? keepNothing : retentionDefaults);
    await trim(keepNothing);
    const over = store.bytes() - bytesMax;
    if (over <= 0) return;
    const behind = oldestLane();
    if (behind) overCap.set(`${behind.signal}/${behind.id}`, Math.max(over, segmentBytes));
  }

  function oldestLane(): { signal: Signal; id: string } | null {
    let oldest: { signal: Signal; id: string; atMs: number } | null = null;
    for (const [id] of destinations) {
      for (const signal of signals) {
        const atMs = store.cursors.queue(`${signal}/${id}`).oldestAtMs;
        if (atMs !== null && (oldest === null || atMs < oldest.atMs)) oldest = { signal, id, atMs };
      }
    }
    return oldest;
  }

  /** Nobody lists them any more: what waits for them is given up. */
  function endOthers(wanted: ReadonlySet<string>): void {
    for (const [id, gone] of destinations) {
      if (wanted.has(id)) continue;
      destinations.delete(id);
      const done = gone.remove().catch(options.onBug);
      ending.set(
        id,
        done.finally(() => ending.delete(id)),
      );
    }
    for (const lane of store.cursors.lanes()) {
      const id = lane.slice(lane.indexOf("/") + 1);
      if (!wanted.has(id) && !ending.has(id)) store.cursors.close(lane);
    }
  }

  async function tick(): Promise<void> {
    await keepToCap();
    for (const one of destinations.values()) one.tick(clock.now());
    await saved.keep(destinations, clock.now());
  }

  let ticking = Promise.resolve();
  let isTicking = false;
  const timer = setInterval(() => {
    if (isTicking) return;
    isTicking = true;
    ticking = tick()
      .catch(options.onBug)
      .finally(() => {
        isTicking = false;
      });
  }, tickMs);

  return {
    admit: async (signal, request) => (routed === null ? starting : admitReceived(signal, request)),
    async ingest(signal, source, body, only) {
      if (routed === null) return { ok: false, retryAfterMs: startingMs };
      const wanted = routed;
      const configuration = only === null ? wanted : wanted.filter(({ id }) => only.includes(id));
      const admit = createAdmit<LogRecord>({ ...admitParts, configuration: () => configuration });
      const answer = await admit(signal, { source, encoding: "protobuf", coding: "", body });
      if (answer.accepted) return { ok: true };
      if (!("retryAfterMs" in answer)) throw new Error(`The source ${source} made a request that is none`);
      return { ok: false, retryAfterMs: answer.retryAfterMs };
    },
    async configure(configuration, isCopy = false) {
      for (const one of configuration.destinations) {
        const known = destinations.get(one.id);
        if (known) known.configure(one);
        else destinations.set(one.id, exportDestination(one, parts, saved.of(one.id)));
      }
      if (!isCopy) endOthers(new Set(configuration.destinations.map(({ id }) => id)));
      routed = configuration.destinations.map(({ id, destination }) => ({ id, ...withDefaults(destination) }));
      await store.cursors.flush().catch(options.onBug);
    },
    destinations: () => [...destinations.values()],
    statuses: () => {
      const nowMs = clock.now();
      return [...destinations].map(([id, one]) => ({ id, ...one.status(nowMs) }));
    },
    received: () => ({
      accepted: { ...accepted },
      unrouted: { ...unrouted },
      services: services
        .rows()
        .slice(0, servicesShown)
        .map(({ lastAtMs, ...row }) => ({ ...row, lastReceivedAt: new Date(lastAtMs).toISOString() })),
      log: { bytes: store.bytes(), bytesMax },
      problems: isDiskFull ? ["The disk is full: what is sent now is refused, and senders are told to come again"] : [],
    }),
    find: (id) => destinations.get(id) ?? null,
    attempts: (id, limit) => destinations.get(id)?.attempts(limit) ?? null,
    history: (id) => destinations.get(id)?.history(clock.now()) ?? null,
    async stop(drainMs) {
      routed = null;
      clearInterval(timer);
      await ticking;
      const abort = AbortSignal.timeout(drainMs);
      await Promise.all([...destinations.values()].map((one) => one.stop(abort)));
      await Promise.all(ending.values());
      await saved.write(destinations);
      await store.close();
    },
  };
}
