// Sums over the ledgers of a destination. Pure: what is received is delivered, waits, was rejected or was dropped, to the item.
import type { LedgerShown } from "#lib/destination/status";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";

export type Ledgers = Record<Signal, LedgerShown>;

export function totalOf(ledgers: Ledgers): LedgerShown {
  const total: LedgerShown = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };
  for (const signal of signals) {
    const { received, delivered, queued, rejected, dropped } = ledgers[signal];
    total.received += received;
    total.delivered += delivered;
    total.queued += queued;
    total.rejected += rejected;
    for (const [reason, items] of Object.entries(dropped)) total.dropped[reason] = (total.dropped[reason] ?? 0) + items;
  }
  return total;
}

export function droppedOf({ dropped }: Pick<LedgerShown, "dropped">): number {
  return Object.values(dropped).reduce((sum, items) => sum + items, 0);
}

export function isBalanced(ledger: LedgerShown): boolean {
  return ledger.received === ledger.delivered + ledger.queued + ledger.rejected + droppedOf(ledger);
}

/** Of one signal its own noun, of several "items": "48,120 spans", "1 item". */
export function queuedNoun(ledgers: Ledgers): { one: string; many: string } {
  const waiting = signals.filter((signal) => ledgers[signal].queued > 0);
  const [only] = waiting;
  if (waiting.length !== 1 || only === undefined) return { one: "item", many: "items" };
  return { one: signalFacts[only].item, many: signalFacts[only].items };
}

const reasons: Record<string, string> = {
  quota: "the queue was full",
  expired: "older than the queue's age",
  too_large: "too large for the server",
  discarded: "discarded by hand",
  corrupt: "damaged on disk",
  baseline: "first point of a stream, needed to convert",
  out_of_order: "came too late to convert",
  unconvertible: "cannot be converted",
};

/** Why items were dropped, most first; what is zero is left out. */
export function dropReasons({
  dropped,
}: Pick<LedgerShown, "dropped">): { reason: string; words: string; items: number }[] {
  return Object.entries(dropped)
    .filter(([, items]) => items > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, items]) => ({ reason, words: reasons[reason] ?? reason, items }));
}
