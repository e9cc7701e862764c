// The changes of a fix: where in the destination the value stands that was used, and what to write there. A shared field is
// changed only if every signal that uses it fails; otherwise the failing signals get an own one (R1.8). Knows no failure.
import type { Target } from "#lib/destination/endpoint";
import { hostInUrl } from "#lib/destination/host";
import type { Change } from "#lib/destination/problem";
import { connectionPath, effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { Connection, Header, ProbedDestination, Transport } from "#lib/destination/schema";
import { type Signal, signalFacts } from "#lib/otlp/signal";

type Settings = Pick<ProbedDestination, "connection" | "signals">;

/** Another place for the same items. What is absent stays; `prefix` is what stands before `/v1/<signal>`. */
export type Move = { transport?: Transport; tls?: boolean; host?: string; port?: number; prefix?: string };

/** Sets one field of the connections that these signals use. */
export function setField<F extends keyof Connection>(
  destination: Settings,
  signals: readonly Signal[],
  field: F,
  value: NonNullable<Connection[F]>,
): Change[] {
  const isShared = canShare(destination, signals, field);
  const paths = signals.map((signal) =>
    isShared && ownOf(destination, signal)[field] === undefined ? connectionPath("shared") : connectionPath(signal),
  );
  return [...new Set(paths)].map((path) => ({ path: `${path}/${field}`, value: JSON.parse(JSON.stringify(value)) }));
}

/** Adds a readable header. In an own copy of shared ones the secret values are null: they must be entered again. */
export function addHeader(destination: Settings, signals: readonly Signal[], header: Header): Change[] {
  const isShared = canShare(destination, signals, "headers");
  const value = JSON.parse(JSON.stringify(header));
  const changes = signals.map((signal): Change => {
    const isOwn = ownOf(destination, signal).headers !== undefined;
    if (isOwn || isShared) return { path: `${connectionPath(isOwn ? signal : "shared")}/headers/-`, value };
    const shared = JSON.parse(JSON.stringify(destination.connection?.headers ?? []));
    return { path: `${connectionPath(signal)}/headers`, value: [...shared, value] };
  });
  return withoutRepeats(changes);
}

/** Sets one part of the TLS settings and keeps the others. In an own copy a client key is null: it must be entered again. */
export function setTls(
  destination: Settings,
  signals: readonly Signal[],
  field: "ca" | "serverName",
  value: string,
): Change[] {
  const isShared = canShare(destination, signals, "tls");
  const changes = signals.map((signal): Change => {
    const isOwn = ownOf(destination, signal).tls !== undefined;
    if (isOwn || isShared) {
      return { path: `${connectionPath(isOwn ? signal : "shared")}/tls/${field}`, value };
    }
    const tls = { ...destination.connection?.tls, [field]: value };
    return { path: `${connectionPath(signal)}/tls`, value: tls };
  });
  return withoutRepeats(changes);
}

/** Whether any of these signals has settings that mean something with TLS alone. */
export function hasTlsSettings(destination: Settings, signals: readonly Signal[]): boolean {
  return signals.some((signal) => {
    const tls = effectiveConnection(destination, signal)?.tls ?? {};
    return Object.values(tls).some((value) => value !== undefined && value !== false);
  });
}

/** Points these signals to another place: endpoint and, where it changes, transport. */
export function moveTo(destination: Settings, signals: readonly Signal[], move: Move): Change[] {
  const isShared =
    canShare(destination, signals, "endpoint") &&
    (move.transport === undefined || canShare(destination, signals, "transport"));
  const changes = signals.flatMap((signal): Change[] => {
    const connection = effectiveConnection(destination, signal);
    if (connection === null) return [];
    const stays = isShared && connection.kind === "base";
    const slot = stays ? connectionPath("shared") : connectionPath(signal);
    const value = endpointOf(connection, move, stays ? null : signal, signal);
    const transport = move.transport ?? connection.transport;
    const setsTransport = transport !== connection.transport || (!stays && move.transport !== undefined);
    return [
      ...(setsTransport ? [{ path: `${slot}/transport`, value: transport }] : []),
      { path: `${slot}/endpoint`, value },
    ];
  });
  return withoutRepeats(changes);
}

/** The exact URL, or host and port, that a move comes to for one signal. */
export function placeUrl(destination: Settings, signal: Signal, move: Move): string {
  const connection = effectiveConnection(destination, signal);
  return connection === null ? "" : endpointOf(connection, move, signal, signal);
}

type Current = { transport: Transport; target: Target };

/** `own` = the signal whose exact URL is wanted; null = a base URL. */
function endpointOf({ transport, target }: Current, move: Move, own: Signal | null, signal: Signal): string {
  const next = {
    transport: move.transport ?? transport,
    tls: move.tls ?? target.tls,
    host: move.host ?? target.host,
    port: move.port ?? target.port,
  };
  const isDefault = next.port === (next.tls ? 443 : 80) && next.transport === "http";
  const origin = `${next.tls ? "https" : "http"}://${hostInUrl(next.host)}${isDefault ? "" : `:${next.port}`}`;
  if (next.transport === "grpc") return origin;
  const { path } = signalFacts[signal];
  const [typed = "", query] = target.path.split("?", 2);
  const prefix = move.prefix ?? (transport === "grpc" ? "" : prefixOf(typed, signal));
  if (own === null) return origin + (prefix ?? "");
  const exact = prefix === null ? typed : `${prefix}${path}`;
  return `${origin}${exact}${query === undefined ? "" : `?${query}`}`;
}

/** What stands before `/v1/<signal>`; null when the path is not of that form. */
export function prefixOf(path: string, signal: Signal): string | null {
  const suffix = signalFacts[signal].path;
  return path.endsWith(suffix) ? path.slice(0, -suffix.length) : null;
}

function ownOf(destination: Settings, signal: Signal): Connection {
  return destination.signals[signal]?.connection ?? {};
}

/** Whether no working signal uses the shared field. */
function canShare(destination: Settings, failing: readonly Signal[], field: keyof Connection): boolean {
  const users = enabledSignals(destination).filter((signal) => ownOf(destination, signal)[field] === undefined);
  return users.every((signal) => failing.includes(signal));
}

function withoutRepeats(changes: Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.path, change])).values()];
}
