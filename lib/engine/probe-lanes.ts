// Which signals share a connection, and which of those share credentials (api.md §2.2): sockets are opened once per route,
// protocol and auth are judged once per credentials. Pure.
import {
  type EffectiveConnection,
  effectiveConnection,
  enabledSignals,
  hasCredentials,
} from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

export type Member = { signal: Signal; connection: EffectiveConnection };

/** Signals with one route and one set of credentials. */
export type Group = { members: Member[]; signals: Signal[]; hasCredentials: boolean };

/** Signals with one route: origin, transport, TLS settings, proxy. */
export type Lane = { connection: EffectiveConnection; signals: Signal[]; groups: Group[] };

export function lanesOf(destination: ProbedDestination): Lane[] {
  const members = enabledSignals(destination).flatMap((signal) => {
    const connection = effectiveConnection(destination, signal);
    return connection === null ? [] : [{ signal, connection }];
  });
  return groupBy(members, routeKey).map((lane) => ({
    connection: lane[0].connection,
    signals: lane.map(({ signal }) => signal),
    groups: groupBy(lane, credentialsKey).map((group) => ({
      members: group,
      signals: group.map(({ signal }) => signal),
      hasCredentials: hasCredentials(group[0].connection),
    })),
  }));
}

function routeKey({ connection: { transport, target, tls, proxy } }: Member): string {
  return JSON.stringify([transport, target.tls, target.host, target.port, tls, proxy]);
}

function credentialsKey({ connection: { auth, headers } }: Member): string {
  return JSON.stringify([auth, headers]);
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
