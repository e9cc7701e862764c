// What named secrets become on the way to the engine, which knows none: ordinary secret headers, each only where it may go. What is
// not clearly allowed is not sent. Pure.
import { type NamedSecret, secretNamesIn, secretOf, secretProblemsOf } from "#lib/destination/named-secret-use";
import { effectiveConnection, enabledSignals, type Slot } from "#lib/destination/resolve";
import type { Connection, Header, ProbedDestination } from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

/** A value that does not open is null. */
export type OpenedSecret = Omit<NamedSecret, "headers"> & { values: Readonly<Record<string, string | null>> };

/** What a judgement needs of it. */
export function judgedSecret({ name, origins, values }: OpenedSecret): NamedSecret {
  return { name, origins, headers: Object.keys(values) };
}

/** The destination without names of secrets, with their headers behind its own. */
export function withNamedSecrets<D extends ProbedDestination>(destination: D, opened: readonly OpenedSecret[]): D {
  if (secretNamesIn(destination).length === 0) return mapConnections(destination, withoutName);
  const known = opened.map(judgedSecret);
  const headersFor = (signal: Signal): Header[] => {
    const chosen = secretOf(destination, signal);
    if (chosen === null || effectiveConnection(destination, signal) === null) return [];
    if (secretProblemsOf(destination, signal, known).length > 0) return [];
    const values = opened.find(({ name }) => name === chosen.name)?.values ?? {};
    return Object.entries(values).map(([name, value]) => ({ name, value, secret: true }));
  };
  return spread(destination, headersFor);
}

/**
 * Where all that inherit send the same, it stays shared: what is told of a header then points at the connection that was
 * typed. A signal that is off gets nothing of it.
 */
function spread<D extends ProbedDestination>(destination: D, headersFor: (signal: Signal) => Header[]): D {
  const inheriting = enabledSignals(destination).filter((signal) => {
    const own = destination.signals[signal]?.connection;
    return own?.headers === undefined && own?.secret === undefined;
  });
  const [first, ...others] = inheriting.map(headersFor);
  const isSame = others.every((headers) => JSON.stringify(headers) === JSON.stringify(first));
  const shared = isSame ? (first ?? []) : [];
  const base = destination.connection?.headers ?? [];
  const bare = mapConnections(destination, (connection, slot) => {
    const rest = withoutName(connection);
    return slot === "shared" && shared.length > 0 ? { ...rest, headers: [...base, ...shared] } : rest;
  });
  const settings = { ...bare.signals };
  for (const signal of signals) {
    const one = settings[signal];
    if (one === undefined || (isSame && inheriting.includes(signal))) continue;
    const headers = one.enabled ? headersFor(signal) : [];
    if (headers.length === 0 && shared.length === 0) continue;
    const own = one.connection?.headers ?? base;
    Object.assign(settings, { [signal]: { ...one, connection: { ...one.connection, headers: [...own, ...headers] } } });
  }
  return { ...bare, signals: settings };
}

function withoutName({ secret: _, ...connection }: Connection): Connection {
  return connection;
}

function mapConnections<D extends ProbedDestination>(
  destination: D,
  map: (own: Connection, slot: Slot) => Connection,
): D {
  const { connection, signals: settings } = destination;
  const mapped = { ...settings };
  for (const signal of signals) {
    const one = settings[signal];
    if (one?.connection) Object.assign(mapped, { [signal]: { ...one, connection: map(one.connection, signal) } });
  }
  return { ...destination, ...(connection ? { connection: map(connection, "shared") } : {}), signals: mapped };
}
