// How a destination is doing on several nodes at once: counts are summed, the worst state counts. Pure.
import type { ReceiverStatus } from "#lib/destination/delivery";
import { type LedgerShown, type SignalStatus, State, type Status, worstState } from "#lib/destination/status";
import type { Signal } from "#lib/otlp/signal";

/** At least one. Of equal states the first one's words count. */
export function sumStatus(first: Status, others: readonly Status[]): Status {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const each = <T>(of: (signal: Signal) => T) => ({ traces: of("traces"), metrics: of("metrics"), logs: of("logs") });
  const summed = each((signal) => sumSignal(all.map((one) => one.signals[signal])));
  const state = worstState({ traces: summed.traces.state, metrics: summed.metrics.state, logs: summed.logs.state });
  return {
    state,
    since: earliest(all.filter((one) => one.state === state).map((one) => one.since)) ?? first.since,
    signals: summed,
    ledger: each((signal) => sumLedger(all.map((one) => one.ledger[signal]))),
    queue: {
      bytes: sum(all.map(({ queue }) => queue.bytes)),
      oldestAt: earliest(all.map(({ queue }) => queue.oldestAt)),
      bytesMax: sum(all.map(({ queue }) => queue.bytesMax)),
      fullAt: earliest(all.map(({ queue }) => queue.fullAt)),
    },
    sources: first.sources.map(({ source }) => ({
      source,
      lastReceivedAt: latest(
        all.flatMap(({ sources }) => sources.filter((one) => one.source === source).map((one) => one.lastReceivedAt)),
      ),
    })),
    rate: {
      deliveredPerSecond: sum(all.map(({ rate }) => rate.deliveredPerSecond)),
      recent: sumRecent(all.map(({ rate }) => rate.recent)),
    },
    diagnosis: all
      .flatMap(({ diagnosis }) => diagnosis)
      .filter((one, index, whole) => whole.findIndex(({ code }) => code === one.code) === index),
  };
}

/** Addresses, TLS and what is wrong are the first one's: they are about a machine. */
export function sumReceivers(first: ReceiverStatus, others: readonly ReceiverStatus[]): ReceiverStatus {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const services = new Map<string, ReceiverStatus["services"][number]>();
  for (const one of all.flatMap((receiver) => receiver.services)) {
    const key = JSON.stringify([one.service, one.signal]);
    const known = services.get(key);
    services.set(key, {
      ...one,
      items: one.items + (known?.items ?? 0),
      lastReceivedAt: latest([one.lastReceivedAt, known?.lastReceivedAt ?? null]) ?? one.lastReceivedAt,
    });
  }
  return {
    ...first,
    accepted: sumCounts(all.map(({ accepted }) => accepted)),
    unrouted: sumCounts(all.map(({ unrouted }) => unrouted)),
    services: [...services.values()].toSorted((one, other) => other.items - one.items).slice(0, servicesMax),
    log: { bytes: sum(all.map(({ log }) => log.bytes)), bytesMax: sum(all.map(({ log }) => log.bytesMax)) },
  };
}

const servicesMax = 200;

function sumSignal(all: readonly SignalStatus[]): SignalStatus {
  const state = State.options.find((one) => all.some((signal) => signal.state === one)) ?? "off";
  const worst = all.filter((signal) => signal.state === state);
  const [told] = worst.toSorted((one, other) => ((one.lastOutcome?.at ?? "") < (other.lastOutcome?.at ?? "") ? 1 : -1));
  return {
    state,
    since: earliest(worst.map(({ since }) => since)) ?? "",
    lastSuccessAt: latest(all.map(({ lastSuccessAt }) => lastSuccessAt)),
    nextAttemptAt: earliest(worst.map(({ nextAttemptAt }) => nextAttemptAt)),
    lastOutcome: told?.lastOutcome ?? null,
  };
}

function sumLedger(all: readonly LedgerShown[]): LedgerShown {
  const dropped: Record<string, number> = {};
  for (const [reason, items] of all.flatMap((ledger) => Object.entries(ledger.dropped))) {
    dropped[reason] = (dropped[reason] ?? 0) + items;
  }
  return {
    received: sum(all.map(({ received }) => received)),
    delivered: sum(all.map(({ delivered }) => delivered)),
    queued: sum(all.map(({ queued }) => queued)),
    rejected: sum(all.map(({ rejected }) => rejected)),
    dropped,
  };
}

function sumCounts(all: readonly Record<Signal, number>[]): Record<Signal, number> {
  const of = (signal: Signal) => sum(all.map((counts) => counts[signal]));
  return { traces: of("traces"), metrics: of("metrics"), logs: of("logs") };
}

/** Columns that end now, whatever their lengths. */
function sumRecent(all: readonly (readonly number[])[]): number[] {
  const length = Math.max(...all.map((one) => one.length));
  return Array.from({ length }, (_, index) => sum(all.map((one) => one[index - length + one.length] ?? 0)));
}

function sum(all: readonly number[]): number {
  return all.reduce((total, one) => total + one, 0);
}

/** ISO 8601 sorts as text. */
function earliest(all: readonly (string | null)[]): string | null {
  return all.filter((one) => one !== null).toSorted()[0] ?? null;
}

function latest(all: readonly (string | null)[]): string | null {
  return (
    all
      .filter((one) => one !== null)
      .toSorted()
      .at(-1) ?? null
  );
}
