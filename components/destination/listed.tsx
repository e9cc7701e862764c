// What a row of the list shows of a destination, as plain words. Pure.
import type { SavedDestination } from "#lib/destination/schema";
import type { Status } from "#lib/destination/status";
import { type Signal, signals } from "#lib/otlp/signal";

export type ListedDestination = { destination: SavedDestination; status: Status | null };

/** What the list needs of a destination: no headers, no names of secrets travel to the page. */
export type Row = {
  id: string;
  name: string;
  host: string;
  signals: Record<Signal, boolean>;
  changedBy: string;
  /** null = the engine does not say. */
  state: Status["state"] | null;
  since: string;
};

export function rowOf({ destination, status }: ListedDestination): Row {
  const { id, name } = destination;
  return {
    id,
    name,
    host: hostOf(destination),
    signals: {
      traces: destination.signals.traces?.enabled ?? false,
      metrics: destination.signals.metrics?.enabled ?? false,
      logs: destination.signals.logs?.enabled ?? false,
    },
    changedBy: destination.updatedBy.name,
    state: status?.state ?? null,
    since: status?.since ?? destination.updatedAt,
  };
}

/** "collector:4318", or "collector:4318 and 1 more" where signals have their own. */
function hostOf(destination: SavedDestination): string {
  const hosts = new Set(
    signals.flatMap((signal) => {
      const url = destination.resolved[signal];
      const host = url === undefined ? undefined : URL.parse(url)?.host;
      return host ? [host] : [];
    }),
  );
  const [first, ...more] = hosts;
  if (first === undefined) return destination.connection?.endpoint ?? "No signal is on";
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

/** Every word of the search must be in the name or the host. */
export function search<Item extends { name: string; host: string }>(rows: readonly Item[], query: string): Item[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name, host }) => {
    const text = `${name} ${host}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
