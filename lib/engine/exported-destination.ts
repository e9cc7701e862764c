// One destination as the engine runs it: its three signals, the bound they share, its health as a whole. Made when the console tells of
// it, gone when the console does not any more. Knows no receiver and no other destination.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DeliveryAttempt, DeliveryHistory } from "#lib/destination/delivery";
import { withDefaults } from "#lib/destination/resolve";
import type { QueueSettings, Source } from "#lib/destination/schema";
import { type State, type Status, stateOf, worstState } from "#lib/destination/status";
import { type ExportedSignal, exportSignal, type SignalParts } from "#lib/engine/exported-signal";
import { type Attempts, createAttempts } from "#lib/engine/health/attempts";
import { createFilling, type Filling } from "#lib/engine/health/filling";
import { createHistory, type History, type SavedHistory, type Totals } from "#lib/engine/health/history";
import type { DestinationMeasures } from "#lib/engine/health/metric-rows";
import { attemptOf, type SavedHealth } from "#lib/engine/health/signal-health";
import type { Ledger } from "#lib/engine/log/lane-state";
import type { LogRecord } from "#lib/engine/log/record";
import type { EngineDestination } from "#lib/engine/protocol";
import { rankAll } from "#lib/otlp/explain/diagnose";
import { type Signal, signals } from "#lib/otlp/signal";

export type SavedDestinationHealth = {
  signals: Partial<Record<Signal, SavedHealth>>;
  history: SavedHistory | null;
  /** Absent in older files. */
  lastReceivedMs?: Partial<Record<Source, number>>;
};

export type ExportParts = Omit<SignalParts, "destination" | "overBytes" | "tried"> & {
  /** Bytes that a signal has to lose because the log as a whole is over its cap. */
  overCap(signal: Signal, destination: string): number;
};

export type ExportedDestination = {
  configure(next: EngineDestination): void;
  configured(): EngineDestination;
  /** A record for it is on the disk. */
  stored(signal: Signal, record: LogRecord): void;
  /** Its senders should wait rather than that it loses its oldest: for how long; null = there is room for so many bytes more. */
  holdBackMs(bytes: number): number | null;
  status(nowMs: number): Status;
  /** The state that `status` tells. */
  state(nowMs: number): State;
  attempts(limit: number): DeliveryAttempt[];
  history(nowMs: number): DeliveryHistory;
  measures(nowMs: number): DestinationMeasures;
  retryNow(): void;
  /** What came before `beforeMs`, all where nothing is said; the items. */
  discard(beforeMs?: number): Promise<number>;
  /** Once a second. */
  tick(nowMs: number): void;
  /** The log of the signal is needed from here on; Infinity: nothing of it. */
  neededFrom(signal: Signal): number;
  saved(): SavedDestinationHealth;
  stop(abort: AbortSignal): Promise<void>;
  /** Stops, and nothing of it is kept. */
  remove(): Promise<void>;
};

type Each = Record<Signal, ExportedSignal>;
type Running = {
  current: EngineDestination;
  queue: Required<QueueSettings>;
  parts: ExportParts;
  each: Each;
  attempts: Attempts;
  history: History;
  filling: Filling;
  lastReceivedMs: Map<Source, number>;
};

const fullWaitMs = 5000;

export function exportDestination(
  first: EngineDestination,
  parts: ExportParts,
  saved: SavedDestinationHealth | null,
): ExportedDestination {
  const running = begin(first, parts, saved);
  const { each, attempts, history, filling } = running;
  const all = Object.values(each);
  return {
    configure: (next) => configure(running, next),
    configured: () => running.current,
    stored(signal, record) {
      running.lastReceivedMs.set(record.source, record.receivedAtMs);
      each[signal].stored(record);
    },
    holdBackMs(bytes) {
      const { whenFull, maxBytes } = running.queue;
      if (whenFull !== "refuse") return null;
      const queued = queueBytes(each);
      // One that is larger than the bound is taken where nothing waits: else it never would be.
      return queued > 0 && queued + bytes > maxBytes ? fullWaitMs : null;
    },
    status: (nowMs) => statusOf(running, nowMs),
    state: (nowMs) => worstState(bySignal((signal) => stateOf(each[signal].facts(), nowMs))),
    attempts: attempts.list,
    history: history.shown,
    measures: (nowMs) => measuresOf(running, nowMs),
    retryNow() {
      for (const one of all) one.retryNow();
    },
    async discard(beforeMs = Number.POSITIVE_INFINITY) {
      const counts = await Promise.all(all.map((one) => one.discard(beforeMs)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    tick(nowMs) {
      history.sample(totalsOf(each, nowMs), nowMs);
      filling.sample(queueBytes(each), nowMs);
      for (const one of all) one.tick(nowMs);
    },
    neededFrom: (signal) => each[signal].neededFrom(),
    saved: () => ({
      signals: bySignal((signal) => each[signal].saved()),
      history: history.saved(),
      lastReceivedMs: Object.fromEntries(running.lastReceivedMs),
    }),
    async stop(abort) {
      await Promise.all(all.map((one) => one.stop(abort)));
    },
    async remove() {
      await Promise.all(all.map((one) => one.stop(AbortSignal.abort())));
      for (const one of all) one.close();
      await rm(join(parts.directory, `${first.id}.conversion`), { force: true });
      await parts.rejected.forget(first.id);
    },
  };
}

function begin(first: EngineDestination, parts: ExportParts, saved: SavedDestinationHealth | null): Running {
  const attempts = createAttempts();
  const history = createHistory(saved?.history);
  const lastReceivedMs = new Map(Object.entries(saved?.lastReceivedMs ?? {}) as [Source, number][]);
  const { queue } = withDefaults(first.destination);
  const known = { current: first, queue, parts, attempts, history, filling: createFilling(), lastReceivedMs };
  const each: Each = bySignal((signal) =>
    exportSignal(
      signal,
      {
        ...parts,
        destination: () => known.current,
        overBytes: () => overBytes(running, signal),
        tried: (one, nowMs) => attempts.add({ signal, ...attemptOf(one, nowMs) }),
      },
      saved?.signals[signal] ?? null,
    ),
  );
  const running: Running = Object.assign(known, { each });
  // What was counted before this start is no rate of now.
  const nowMs = parts.clock.now();
  history.sample(totalsOf(each, nowMs), nowMs);
  return running;
}

function configure(running: Running, next: EngineDestination): void {
  const { current, each } = running;
  if (JSON.stringify(next) === JSON.stringify(current)) return;
  running.current = next;
  running.queue = withDefaults(next.destination).queue;
  for (const signal of signals) each[signal].reconfigure(next.revision !== current.revision);
}

function queueBytes(each: Each): number {
  return signals.reduce((sum, signal) => sum + each[signal].queue().bytes, 0);
}

/** The destination's bound is for its signals together: the one with the oldest loses first. */
function overBytes({ current, parts, each, queue }: Running, signal: Signal): number {
  const overBound = queue.whenFull === "refuse" ? 0 : queueBytes(each) - queue.maxBytes;
  const over = Math.max(overBound, parts.overCap(signal, current.id));
  if (over <= 0) return 0;
  const ages = signals.map((one) => ({ one, oldestAtMs: each[one].queue().oldestAtMs ?? Number.POSITIVE_INFINITY }));
  const oldest = ages.reduce((a, b) => (b.oldestAtMs < a.oldestAtMs ? b : a));
  return oldest.one === signal ? over : 0;
}

function totalsOf(each: Each, nowMs: number): Totals {
  const sum = { received: 0, delivered: 0, lost: 0, queued: 0, oldestAgeMs: 0 };
  for (const signal of signals) {
    const { received, delivered, queued } = each[signal].ledger();
    sum.received += received;
    sum.delivered += delivered;
    sum.queued += queued;
    sum.lost += received - delivered - queued;
    sum.oldestAgeMs = Math.max(sum.oldestAgeMs, nowMs - (each[signal].queue().oldestAtMs ?? nowMs));
  }
  return sum;
}

function statusOf({ current, each, history, filling, lastReceivedMs }: Running, nowMs: number): Status {
  const { sources, queue } = withDefaults(current.destination);
  const states = bySignal((signal) => each[signal].status(nowMs));
  const worst = worstState(bySignal((signal) => states[signal].state));
  const since = signals.filter((signal) => states[signal].state === worst).map((signal) => states[signal].since);
  const oldest = signals.flatMap((signal) => each[signal].queue().oldestAtMs ?? []);
  const bytes = queueBytes(each);
  return {
    state: worst,
    since: since.sort()[0] ?? iso(nowMs),
    signals: states,
    ledger: bySignal((signal) => shown(each[signal].ledger())),
    queue: {
      bytes,
      oldestAt: oldest.length === 0 ? null : iso(Math.min(...oldest)),
      bytesMax: queue.maxBytes,
      fullAt: filling.fullAt(bytes, queue.maxBytes, nowMs),
    },
    sources: sources.map((source) => {
      const atMs = lastReceivedMs.get(source);
      return { source, lastReceivedAt: atMs === undefined ? null : iso(atMs) };
    }),
    rate: { deliveredPerSecond: history.deliveredPerSecond(), recent: history.recent() },
    diagnosis: rankAll(signals.flatMap((signal) => each[signal].diagnosis())),
  };
}

function measuresOf({ current, each, attempts }: Running, nowMs: number): DestinationMeasures {
  const all = bySignal((signal) => {
    const one = each[signal];
    const facts = one.facts();
    const { oldestAtMs, lastSuccessAtMs } = facts;
    const state = stateOf(facts, nowMs);
    const counted = { ledger: one.ledger(), queueBytes: one.queue().bytes, attempts: attempts.counted(signal) };
    return { state, oldestAtMs, lastSuccessAtMs, ...counted };
  });
  return { id: current.id, name: current.destination.name, signals: all };
}

function bySignal<T>(make: (signal: Signal) => T): Record<Signal, T> {
  return { traces: make("traces"), metrics: make("metrics"), logs: make("logs") };
}

function shown({ dropped, ...ledger }: Ledger) {
  return { ...ledger, dropped: Object.fromEntries(Object.entries(dropped)) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
