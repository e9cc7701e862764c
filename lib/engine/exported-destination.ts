// One destination as the engine runs it: its three lanes, its bound, its health. Made when the console tells of it, gone when the
// console does not any more. Knows no receiver and no other destination.
import { join } from "node:path";
import type { DeliveryAttempt, DeliveryHistory } from "#lib/destination/delivery";
import { enabledSignals, withDefaults } from "#lib/destination/resolve";
import type { Source } from "#lib/destination/schema";
import { type Status, worstState } from "#lib/destination/status";
import { createConversion } from "#lib/engine/deliver/conversion";
import type { LaneClock } from "#lib/engine/deliver/delivery";
import { type RunningLane, runLane } from "#lib/engine/deliver/lane";
import { createLaneChannel } from "#lib/engine/deliver/lane-channel";
import { createLaneReader } from "#lib/engine/deliver/lane-reader";
import { type LaneSettings, laneSettings } from "#lib/engine/deliver/lane-settings";
import { createOutgoing } from "#lib/engine/deliver/outgoing";
import type { RejectedStore } from "#lib/engine/deliver/rejected-store";
import { createAttempts } from "#lib/engine/health/attempts";
import { exportDiagnosis } from "#lib/engine/health/export-diagnosis";
import { createFilling } from "#lib/engine/health/filling";
import { createHistory, type SavedHistory } from "#lib/engine/health/history";
import type { DestinationMeasures } from "#lib/engine/health/metric-rows";
import { attemptOf, createSignalHealth, type SavedHealth, type SignalHealth } from "#lib/engine/health/signal-health";
import type { LogRecord } from "#lib/engine/log/record";
import { laneOf, type Store } from "#lib/engine/log/store";
import type { Network } from "#lib/engine/open-socket";
import type { EngineDestination } from "#lib/engine/protocol";
import { rankAll } from "#lib/otlp/explain/diagnose";
import { type Signal, signals } from "#lib/otlp/signal";

export type SavedDestinationHealth = { signals: Partial<Record<Signal, SavedHealth>>; history: SavedHistory };

export type ExportParts = {
  directory: string;
  store: Store;
  network(): Network;
  clock: LaneClock;
  rejected: RejectedStore;
  /** Bytes that a lane has to lose because the log as a whole is over its cap. */
  overCap(signal: Signal, destination: string): number;
  onBug(error: unknown): void;
};

export type ExportedDestination = {
  configure(next: EngineDestination): void;
  configured(): EngineDestination;
  /** A record for it is on the disk. */
  stored(signal: Signal, record: LogRecord): void;
  /** Its senders should wait rather than that it loses its oldest: for how long; null = go on. */
  holdBackMs(): number | null;
  status(nowMs: number): Status;
  attempts(limit: number): DeliveryAttempt[];
  history(nowMs: number): DeliveryHistory;
  measures(nowMs: number): DestinationMeasures;
  retryNow(): void;
  discard(): Promise<number>;
  /** Once a second. */
  tick(nowMs: number): void;
  /** The log of the signal is needed from here on; Infinity: nothing of it. */
  neededFrom(signal: Signal): number;
  queueBytes(): number;
  saved(): SavedDestinationHealth;
  stop(abort: AbortSignal): Promise<void>;
  /** Stops, and nothing of it is kept. */
  remove(): Promise<void>;
};

type OneSignal = {
  lane: RunningLane;
  health: SignalHealth;
  settings: LaneSettings;
  conversion: ReturnType<typeof createConversion> | null;
};

const fullWaitMs = 5000;

export function exportDestination(
  first: EngineDestination,
  parts: ExportParts,
  saved: SavedDestinationHealth | null,
): ExportedDestination {
  const { id } = first;
  const { store, clock } = parts;
  const { cursors } = store;
  let current = first;
  const attempts = createAttempts();
  const history = createHistory(saved?.history);
  const filling = createFilling();
  const lastReceived = new Map<Source, number>();
  const queueOf = (signal: Signal) => cursors.queue(laneOf(signal, id));
  const each = {} as Record<Signal, OneSignal>;
  for (const signal of signals) each[signal] = begin(signal);

  function begin(signal: Signal): OneSignal {
    const lane = laneOf(signal, id);
    const log = store.logs[signal];
    cursors.open(lane, log.end());
    const conversion =
      signal === "metrics"
        ? createConversion({
            path: join(parts.directory, `${id}.conversion`),
            log,
            isOwn: (route) => route.includes(id),
            lowWater: () => cursors.lowWater(lane),
            now: clock.now,
            onBug: parts.onBug,
          })
        : null;
    const health = createSignalHealth(saved?.signals[signal] ?? null, clock.now());
    const one: Omit<OneSignal, "lane"> = { health, conversion, settings: laneSettings(current, signal) };
    const outgoing = createOutgoing(signal, conversion);
    const running = runLane({
      signal,
      queue: { lane, cursors, reader: createLaneReader({ lane, destination: id, log, cursors }) },
      channel: createLaneChannel(parts.network),
      outgoing,
      settings: () => each[signal]?.settings ?? one.settings,
      overBytes: () => overBytes(signal),
      tried(tried) {
        const nowMs = clock.now();
        const diagnose = () => exportDiagnosis(current, signal, tried, nowMs);
        if (tried.settings.revision === current.revision) health.tried(tried, running.pace(), diagnose, nowMs);
        attempts.add({ signal, ...attemptOf(tried, nowMs) });
      },
      async keepRejected(batch, reason) {
        const body = await outgoing.protobuf(batch);
        if (body) await parts.rejected.keep(id, { signal, items: batch.items, reason }, body);
      },
      onBug: parts.onBug,
      clock,
    });
    return { ...one, lane: running };
  }

  function queueBytes(): number {
    return signals.reduce((sum, signal) => sum + queueOf(signal).bytes, 0);
  }

  /** The destination's bound is for its signals together: the one with the oldest loses first. */
  function overBytes(signal: Signal): number {
    const over = Math.max(queueBytes() - each.traces.settings.queue.maxBytes, parts.overCap(signal, id));
    if (over <= 0) return 0;
    const ages = signals.map((one) => ({ one, oldestAtMs: queueOf(one).oldestAtMs ?? Number.POSITIVE_INFINITY }));
    const oldest = ages.reduce((a, b) => (b.oldestAtMs < a.oldestAtMs ? b : a));
    return oldest.one === signal ? over : 0;
  }

  function nextAttemptAtMs(signal: Signal, facts: { failing: unknown; queuedItems: number }): number | null {
    if (facts.failing === null || each[signal].settings.mode !== "on") return null;
    const waitMs = each[signal].lane.pace().notBeforeMs - clock.monotonicMs();
    return waitMs > 0 ? clock.now() + waitMs : null;
  }

  function signalStatus(signal: Signal, nowMs: number) {
    const { health, settings } = each[signal];
    const isOn = enabledSignals(current.destination).includes(signal) && settings.mode !== "off";
    const facts = health.facts(settings, isOn, queueOf(signal));
    return health.status(facts, nextAttemptAtMs(signal, facts), nowMs);
  }

  function totals(nowMs: number) {
    const sum = { received: 0, delivered: 0, lost: 0, queued: 0, oldestAgeMs: 0 };
    for (const signal of signals) {
      const { received, delivered, queued } = cursors.ledger(laneOf(signal, id));
      sum.received += received;
      sum.delivered += delivered;
      sum.queued += queued;
      sum.lost += received - delivered - queued;
      sum.oldestAgeMs = Math.max(sum.oldestAgeMs, nowMs - (queueOf(signal).oldestAtMs ?? nowMs));
    }
    return sum;
  }

  // What was counted before this start is no rate of now.
  history.sample(totals(clock.now()), clock.now());

  return {
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(current)) return;
      const isOther = next.revision !== current.revision;
      current = next;
      for (const signal of signals) {
        each[signal].settings = laneSettings(next, signal);
        if (isOther) each[signal].health.forget();
        each[signal].lane.wake();
      }
    },
    configured: () => current,
    stored(signal, record) {
      const lane = laneOf(signal, id);
      const isFirst = queueOf(signal).items === 0;
      const { position, size, items, receivedAtMs, source } = record;
      cursors.received(lane, { position, size, items, bytes: size, receivedAtMs });
      each[signal].health.received(receivedAtMs);
      lastReceived.set(source, receivedAtMs);
      each[signal].lane.offer(record, isFirst);
    },
    holdBackMs() {
      const { queue } = each.traces.settings;
      return queue.whenFull === "refuse" && queueBytes() >= queue.maxBytes ? fullWaitMs : null;
    },
    status(nowMs) {
      const whole = withDefaults(current.destination);
      const states = {
        traces: signalStatus("traces", nowMs),
        metrics: signalStatus("metrics", nowMs),
        logs: signalStatus("logs", nowMs),
      };
      const worst = worstState({ traces: states.traces.state, metrics: states.metrics.state, logs: states.logs.state });
      const [since = new Date(nowMs).toISOString()] = signals
        .filter((signal) => states[signal].state === worst)
        .map((signal) => states[signal].since)
        .sort();
      const ledger = (signal: Signal) => cursors.ledger(laneOf(signal, id));
      const oldest = signals.flatMap((signal) => queueOf(signal).oldestAtMs ?? []);
      const { maxBytes } = whole.queue;
      const bytes = queueBytes();
      return {
        state: worst,
        since,
        signals: states,
        ledger: { traces: shown(ledger("traces")), metrics: shown(ledger("metrics")), logs: shown(ledger("logs")) },
        queue: {
          bytes,
          oldestAt: oldest.length === 0 ? null : new Date(Math.min(...oldest)).toISOString(),
          bytesMax: maxBytes,
          fullAt: filling.fullAt(bytes, maxBytes, nowMs),
        },
        sources: whole.sources.map((source) => {
          const atMs = lastReceived.get(source);
          return { source, lastReceivedAt: atMs === undefined ? null : new Date(atMs).toISOString() };
        }),
        rate: { deliveredPerSecond: history.deliveredPerSecond(), recent: history.recent() },
        diagnosis: rankAll(signals.flatMap((signal) => each[signal].health.diagnosis())),
      };
    },
    attempts: attempts.list,
    measures(nowMs) {
      const of = (signal: Signal) => {
        const { state, lastSuccessAt } = signalStatus(signal, nowMs);
        const { bytes, oldestAtMs } = queueOf(signal);
        const lastSuccessAtMs = lastSuccessAt === null ? null : Date.parse(lastSuccessAt);
        const ledger = shown(cursors.ledger(laneOf(signal, id)));
        return { state, ledger, queueBytes: bytes, oldestAtMs, lastSuccessAtMs, attempts: attempts.counted(signal) };
      };
      const all = { traces: of("traces"), metrics: of("metrics"), logs: of("logs") };
      return { id, name: current.destination.name, signals: all };
    },
    history: history.shown,
    retryNow() {
      for (const signal of signals) each[signal].lane.retryNow();
    },
    async discard() {
      const counts = await Promise.all(signals.map((signal) => each[signal].lane.discard()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    tick(nowMs) {
      history.sample(totals(nowMs), nowMs);
      filling.sample(queueBytes(), nowMs);
      for (const signal of signals) {
        signalStatus(signal, nowMs);
        const { oldestAtMs } = queueOf(signal);
        const { settings, lane } = each[signal];
        const isExpired = oldestAtMs !== null && oldestAtMs < nowMs - settings.queue.maxAgeMs;
        if (isExpired || overBytes(signal) > 0) lane.wake();
        each[signal].conversion?.tick();
      }
    },
    neededFrom(signal) {
      const queued = queueOf(signal).items > 0 ? [cursors.lowWater(laneOf(signal, id))] : [];
      const needed = [...queued, each[signal].conversion?.keepFrom() ?? Number.POSITIVE_INFINITY];
      return Math.min(...needed);
    },
    queueBytes,
    saved: () => ({
      signals: {
        traces: each.traces.health.saved(),
        metrics: each.metrics.health.saved(),
        logs: each.logs.health.saved(),
      },
      history: history.saved(),
    }),
    async stop(abort) {
      await Promise.all(signals.map((signal) => each[signal].lane.stop(abort)));
      await Promise.all(signals.map((signal) => each[signal].conversion?.flush()));
    },
    async remove() {
      await Promise.all(signals.map((signal) => each[signal].lane.stop(AbortSignal.abort())));
      for (const signal of signals) cursors.close(laneOf(signal, id));
      await parts.rejected.forget(id);
    },
  };
}

function shown({ dropped, ...ledger }: ReturnType<Store["cursors"]["ledger"]>) {
  return { ...ledger, dropped: Object.fromEntries(Object.entries(dropped)) };
}
