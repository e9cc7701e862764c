// All destinations and the receiver at one glance: what was accepted, what waits, what went nowhere. Pure.
import type { ReceiverStatus } from "#lib/destination/delivery";
import { droppedOf } from "#lib/destination/ledger";
import type { LedgerShown, Status } from "#lib/destination/status";
import { type Signal, signals } from "#lib/otlp/signal";

export type Counts = ReceiverStatus["accepted"];
export type Fleet = {
  atMs: number;
  receiver: Pick<ReceiverStatus, "http" | "grpc" | "tls" | "token" | "problems" | "accepted" | "unrouted">;
  ledger: Record<Signal, LedgerShown>;
};

export function fleetOf(all: { items: readonly Status[]; receiver: ReceiverStatus }, atMs: number): Fleet {
  const { http, grpc, tls, token, problems, accepted, unrouted } = all.receiver;
  const sumOf = (signal: Signal): LedgerShown => {
    const sum = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: { all: 0 } };
    for (const { ledger } of all.items) {
      const one = ledger[signal];
      sum.received += one.received;
      sum.delivered += one.delivered;
      sum.queued += one.queued;
      sum.rejected += one.rejected;
      sum.dropped.all += droppedOf(one);
    }
    return sum;
  };
  return {
    atMs,
    receiver: { http, grpc, tls, token, problems, accepted, unrouted },
    ledger: { traces: sumOf("traces"), metrics: sumOf("metrics"), logs: sumOf("logs") },
  };
}

/** What came in per second since the look before; null where the engine began anew in between, or nothing was seen before. */
export function ratesOf(before: Fleet | null, now: Fleet): Counts | null {
  if (before === null || now.atMs <= before.atMs) return null;
  const seconds = (now.atMs - before.atMs) / 1000;
  const rate = (signal: Signal) => (now.receiver.accepted[signal] - before.receiver.accepted[signal]) / seconds;
  const rates = { traces: rate("traces"), metrics: rate("metrics"), logs: rate("logs") };
  return signals.some((signal) => rates[signal] < 0) ? null : rates;
}

/** What reached no destination between two looks; null where the engine began anew in between, or there was no look before. */
export function grownOf(before: Fleet | null, now: Fleet): { counts: Counts; some: boolean } | null {
  if (before === null) return null;
  const grown = (signal: Signal) => now.receiver.unrouted[signal] - before.receiver.unrouted[signal];
  const counts = { traces: grown("traces"), metrics: grown("metrics"), logs: grown("logs") };
  return signals.some((signal) => counts[signal] < 0) ? null : { counts, some: countOf(counts) > 0 };
}

export function countOf(counts: Counts): number {
  return counts.traces + counts.metrics + counts.logs;
}
