// What a row of the list shows of a destination, as plain words. Pure.
import { totalOf } from "#lib/destination/ledger";
import type { SavedDestination } from "#lib/destination/schema";
import type { LedgerShown, Status } from "#lib/destination/status";
import { nextAttemptOf, worstSignal } from "#lib/destination/status-sentence";
import { signals } from "#lib/otlp/signal";

export type ListedDestination = { destination: SavedDestination; status: Status | null };

/** What the list needs of a destination: no headers, no names of secrets travel to the page. */
export type Row = {
  id: string;
  name: string;
  host: string;
  enabled: boolean;
  changedBy: string;
  changedAt: string;
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

function rowOf({ destination, status }: ListedDestination): Row {
  const { id, name, enabled, updatedBy, updatedAt } = destination;
  return {
    id,
    name,
    host: hostOf(destination),
    enabled,
    changedBy: updatedBy.name,
    changedAt: updatedAt,
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

/** More than a window holds: these are drawn with the page, the others a moment later. */
export const firstRows = 60;

/** As the page is given them: in their order, and how they do only of the first; of the others the browser asks. */
export function drawnRows(listed: readonly ListedDestination[]): Row[] {
  return byUrgency(listed.map(rowOf)).map((row, at) => (at < firstRows ? row : { ...row, glance: null }));
}

/** What needs attention comes first; the order in which they were made within. */
const urgency: Status["state"][] = ["refused", "backlogged", "retrying"];

export function byUrgency(rows: readonly Row[]): Row[] {
  const rank = ({ glance }: Row) => {
    const found = glance === null ? -1 : urgency.indexOf(glance.state);
    return found === -1 ? urgency.length : found;
  };
  return [...rows].sort((one, other) => rank(one) - rank(other));
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
