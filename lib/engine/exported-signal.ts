// One signal of a destination as the engine runs it: its lane, the conversion of its metrics, what is known of its health. Knows nothing
// of the destination's other signals but what it is told of the bound they share.
import { join } from "node:path";
import { enabledSignals } from "#lib/destination/resolve";
import type { SignalFacts, SignalStatus } from "#lib/destination/status";
import { type Conversion, createConversion } from "#lib/engine/deliver/conversion";
import type { LaneClock, Tried } from "#lib/engine/deliver/delivery";
import { type RunningLane, runLane } from "#lib/engine/deliver/lane";
import { createLaneChannel } from "#lib/engine/deliver/lane-channel";
import { createLaneReader } from "#lib/engine/deliver/lane-reader";
import { type LaneSettings, laneSettings } from "#lib/engine/deliver/lane-settings";
import { createOutgoing } from "#lib/engine/deliver/outgoing";
import type { QueuedBatch } from "#lib/engine/deliver/queued-batch";
import type { RejectedStore } from "#lib/engine/deliver/rejected-store";
import { exportDiagnosis } from "#lib/engine/health/export-diagnosis";
import { createSignalHealth, type SavedHealth, type SignalHealth } from "#lib/engine/health/signal-health";
import type { Lane } from "#lib/engine/log/cursors";
import type { Ledger, Queue } from "#lib/engine/log/lane-state";
import type { LogRecord } from "#lib/engine/log/record";
import { laneOf, type Store } from "#lib/engine/log/store";
import type { Network } from "#lib/engine/open-socket";
import type { EngineDestination } from "#lib/engine/protocol";
import type { ByteBudget } from "#lib/engine/receive/byte-budget";
import type { Diagnosis } from "#lib/otlp/report";
import type { Signal } from "#lib/otlp/signal";

export type SignalParts = {
  directory: string;
  store: Store;
  network(): Network;
  clock: LaneClock;
  rejected: RejectedStore;
  /** Of all lanes together. */
  room: ByteBudget;
  onBug(error: unknown): void;
  /** As the console told of it last. */
  destination(): EngineDestination;
  /** Bytes that this signal has to lose. */
  overBytes(): number;
  tried(tried: Tried, nowMs: number): void;
};

export type ExportedSignal = {
  /** The destination is another one; `isOther`: in what is sent, or where to. */
  reconfigure(isOther: boolean): void;
  settings(): LaneSettings;
  /** A record for it is on the disk. */
  stored(record: LogRecord): void;
  queue(): Queue;
  ledger(): Ledger;
  status(nowMs: number): SignalStatus;
  /** What is behind the status, for those who ask often and show nothing. */
  facts(): SignalFacts;
  diagnosis(): Diagnosis[];
  /** Once a second. */
  tick(nowMs: number): void;
  /** The log is needed from here on; Infinity: nothing of it. */
  neededFrom(): number;
  retryNow(): void;
  /** What came before `beforeMs`; the items. */
  discard(beforeMs: number): Promise<number>;
  saved(): SavedHealth;
  stop(abort: AbortSignal): Promise<void>;
  /** After `stop`: nothing of it is kept. */
  close(): void;
};

type Running = {
  signal: Signal;
  parts: SignalParts;
  id: Lane;
  health: SignalHealth;
  conversion: Conversion | null;
  settings: LaneSettings;
  lane: RunningLane;
};

export function exportSignal(signal: Signal, parts: SignalParts, saved: SavedHealth | null): ExportedSignal {
  const { cursors } = parts.store;
  const running = begin(signal, parts, saved);
  const { id, health, conversion, lane } = running;
  return {
    reconfigure(isOther) {
      running.settings = laneSettings(parts.destination(), signal);
      if (isOther) health.forget();
      lane.wake();
    },
    settings: () => running.settings,
    stored: (record) => stored(running, record),
    queue: () => cursors.queue(id),
    ledger: () => cursors.ledger(id),
    status: (nowMs) => statusOf(running, nowMs),
    facts: () => factsOf(running),
    diagnosis: health.diagnosis,
    tick: (nowMs) => tick(running, nowMs),
    neededFrom() {
      const queued = cursors.queue(id).items > 0 ? cursors.lowWater(id) : Number.POSITIVE_INFINITY;
      return Math.min(queued, conversion?.keepFrom() ?? Number.POSITIVE_INFINITY);
    },
    retryNow: lane.retryNow,
    discard: lane.discard,
    saved: health.saved,
    async stop(abort) {
      await lane.stop(abort);
      await conversion?.flush();
    },
    close: () => cursors.close(id),
  };
}

function begin(signal: Signal, parts: SignalParts, saved: SavedHealth | null): Running {
  const { store, clock, onBug } = parts;
  const destination = parts.destination();
  const id = laneOf(signal, destination.id);
  const log = store.logs[signal];
  store.cursors.open(id, log.end());
  const conversion = signal === "metrics" ? conversionOf(parts, id) : null;
  const outgoing = createOutgoing(signal, conversion);
  const reader = createLaneReader({ lane: id, destination: destination.id, log, cursors: store.cursors });
  const known = {
    ...{ signal, parts, id, conversion },
    health: createSignalHealth(saved, clock.now()),
    settings: laneSettings(destination, signal),
  };
  const lane = runLane({
    ...{ signal, outgoing, onBug, clock },
    queue: { lane: id, cursors: store.cursors, reader },
    channel: createLaneChannel(parts.network),
    settings: () => known.settings,
    overBytes: parts.overBytes,
    room: parts.room,
    tried: (one) => tried(running, one),
    async keepRejected(batch: QueuedBatch, reason: string) {
      const body = await outgoing.protobuf(batch);
      if (body) await parts.rejected.keep(destination.id, { signal, items: batch.items, reason }, body);
    },
  });
  const running: Running = Object.assign(known, { lane });
  return running;
}

function conversionOf({ directory, store, clock, onBug, destination }: SignalParts, lane: Lane): Conversion {
  const { id } = destination();
  return createConversion({
    path: join(directory, `${id}.conversion`),
    log: store.logs.metrics,
    isOwn: (route) => route.includes(id),
    lowWater: () => store.cursors.lowWater(lane),
    now: clock.now,
    onBug,
  });
}

function stored({ parts, id, health, lane }: Running, record: LogRecord): void {
  const { cursors } = parts.store;
  const isFirst = cursors.queue(id).items === 0;
  const { position, size, items, receivedAtMs } = record;
  cursors.received(id, { position, size, items, bytes: size, receivedAtMs });
  health.received(receivedAtMs);
  lane.offer(record, isFirst);
}

function tried({ signal, parts, health, lane }: Running, one: Tried): void {
  const nowMs = parts.clock.now();
  const diagnose = () => exportDiagnosis(parts.destination(), signal, one, nowMs);
  if (one.settings.revision === parts.destination().revision) health.tried(one, lane.pace(), diagnose, nowMs);
  parts.tried(one, nowMs);
}

function factsOf({ signal, parts, id, health, settings }: Running): SignalFacts {
  const isOn = settings.mode !== "off" && enabledSignals(parts.destination().destination).includes(signal);
  return health.facts(settings, isOn, parts.store.cursors.queue(id));
}

function statusOf(running: Running, nowMs: number): SignalStatus {
  const { parts, health, settings, lane } = running;
  const facts = factsOf(running);
  const isWaiting = facts.failing !== null && settings.mode === "on";
  const waitMs = isWaiting ? lane.pace().notBeforeMs - parts.clock.monotonicMs() : 0;
  return health.status(facts, waitMs > 0 ? nowMs + waitMs : null, nowMs);
}

function tick(running: Running, nowMs: number): void {
  const { parts, id, settings, lane, conversion } = running;
  const { oldestAtMs } = parts.store.cursors.queue(id);
  const isExpired = oldestAtMs !== null && oldestAtMs < nowMs - settings.queue.maxAgeMs;
  if (isExpired || parts.overBytes() > 0) lane.wake();
  conversion?.tick();
  // So that the state's "since" is right whether or not anybody looks.
  statusOf(running, nowMs);
}
