// What a row of the list shows of a destination, as plain words. Pure.
import { totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { LedgerShown, State, Status } from "#lib/destination/status";
import { nextAttemptOf, worstSignal } from "#lib/destination/status-sentence";
import { signals } from "#lib/otlp/signal";
import { heldWords } from "#lib/provisioned-words";

/** What the list needs of a destination: no headers, no names of secrets travel to the page. */
export type Row = {
  id: string;
  name: string;
  host: string;
  enabled: boolean;
  changedBy: string;
  changedAt: string;
  /** Why a file alone changes it. */
  held: string | undefined;
  /** As the server drew it; null = the engine does not say. */
  glance: Glance | null;
};

/** A status as a row shows it: a thousand of them travel each time. */
export type Glance = {
  state: Status["state"];
  since: string;
  ledger: LedgerShown;
  perSecond: number;
  recent: number[];
  nextAttemptAt: string | null;
  lastSuccessAt: string | null;
  lastReceivedAt: string | null;
  oldestAt: string | null;
  answer: string | null;
};

/** `status`: null where the engine does not answer, or does not know the destination yet. */
export function rowOf(destination: SavedDestination, status: Status | null): Row {
  const { id, name, enabled, updatedBy, updatedAt, provisioned } = destination;
  return {
    id,
    name,
    host: hostOf(destination),
    enabled,
    changedBy: updatedBy.name,
    changedAt: updatedAt,
    held: heldWords(provisioned),
    glance: status && glanceOf(status),
  };
}

export function glanceOf(status: Status): Glance {
  const outcome = worstSignal(status)?.lastOutcome ?? null;
  return {
    state: status.state,
    since: status.since,
    ledger: totalOf(status.ledger),
    perSecond: status.rate.deliveredPerSecond,
    recent: status.rate.recent,
    nextAttemptAt: nextAttemptOf(status),
    lastSuccessAt: latest(signals.map((signal) => status.signals[signal].lastSuccessAt)),
    lastReceivedAt: latest(status.sources.map(({ lastReceivedAt }) => lastReceivedAt)),
    oldestAt: status.queue.oldestAt,
    answer: outcome === null || outcome.kind === "accepted" ? null : (outcome.status ?? "no answer"),
  };
}

function latest(times: readonly (string | null)[]): string | null {
  return (
    times
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null
  );
}

/** More than a window holds: these are drawn by the server, of the others the browser asks. */
const firstRows = 25;

/** Those that stand first of all that the search finds. A list that is not longer comes whole: the search is the browser's then. */
export function firstOf(
  destinations: readonly SavedDestination[],
  states: ReadonlyMap<string, State> | null,
  query: string,
): SavedDestination[] {
  const isLong = destinations.length > firstRows;
  const named = isLong && query !== "" ? destinations.map((one) => ({ name: one.name, host: hostOf(one), one })) : null;
  const found = named === null ? destinations : search(named, query).map(({ one }) => one);
  return byUrgency(found, ({ id }) => states?.get(id)).slice(0, firstRows);
}

/** What needs attention comes first; the order in which they were made within. */
const urgency: State[] = ["refused", "backlogged", "retrying"];

export function byUrgency<Item>(items: readonly Item[], stateOf: (item: Item) => State | undefined): Item[] {
  const rank = (item: Item) => {
    const state = stateOf(item);
    const found = state === undefined ? -1 : urgency.indexOf(state);
    return found === -1 ? urgency.length : found;
  };
  return items.toSorted((one, other) => rank(one) - rank(other));
}

/** The whole list in its order, the rows of the server's drawing among them: nobody else's are as new. */
export function withOthers(drawn: readonly Row[], all: readonly Row[] | null): readonly Row[] {
  if (all === null) return drawn;
  const fresh = new Map(drawn.map((row) => [row.id, row]));
  const rows = all.map((row) => fresh.get(row.id) ?? row);
  const known = new Set(all.map(({ id }) => id));
  return [...rows, ...drawn.filter(({ id }) => !known.has(id))];
}

/** "collector:4318", or "collector:4318 and 1 more" where signals have their own. */
export function hostOf(destination: SavedDestination): string {
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
