// Who sends how much and was heard of last: accepted items per service.name and signal. Bounded: of more services than
// fit, the later ones share a row. Knows no request.
import { otherServices } from "#lib/otlp/scan";
import { type Signal, signals } from "#lib/otlp/signal";

type ServiceRow = { service: string; signal: Signal; items: number; lastAtMs: number };

export type ServiceCounts = {
  add: (signal: Signal, services: ReadonlyMap<string, number>, atMs: number) => void;
  /** The busiest first. */
  rows: () => ServiceRow[];
};

type Count = { items: number; lastAtMs: number };

export function createServiceCounts(servicesMax = 1000): ServiceCounts {
  const counts: Record<Signal, Map<string, Count>> = { traces: new Map(), metrics: new Map(), logs: new Map() };
  return {
    add(signal, services, atMs) {
      const known = counts[signal];
      for (const [service, items] of services) {
        const name = known.has(service) || known.size < servicesMax ? service : otherServices;
        const count = known.get(name);
        if (count) {
          count.items += items;
          count.lastAtMs = atMs;
        } else known.set(name, { items, lastAtMs: atMs });
      }
    },
    rows: () =>
      signals
        .flatMap((signal) => [...counts[signal]].map(([service, count]) => ({ service, signal, ...count })))
        .sort((a, b) => b.items - a.items),
  };
}
