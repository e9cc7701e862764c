// What a destination comes to: defaults (applied here and nowhere else), and per signal the one connection it really uses.
import { resolveEndpoint } from "#lib/destination/endpoint";
import type { Target } from "#lib/destination/endpoint-parts";
import type {
  Auth,
  Compression,
  Connection,
  Encoding,
  Header,
  ProbedDestination,
  Source,
  Tls,
  Transport,
} from "#lib/destination/schema";
import { type Signal, signals } from "#lib/otlp/signal";

/** A shared connection or the own one of a signal. */
export type Slot = "shared" | Signal;

/** One signal's connection with every field decided. */
export type EffectiveConnection = {
  transport: Transport;
  target: Target;
  /** gRPC: always "protobuf". */
  encoding: Encoding;
  compression: Compression;
  headers: Header[];
  auth: Auth;
  tls: Tls;
  /** The CONNECT proxy. */
  proxy: { host: string; port: number } | null;
  timeoutMs: number;
  /** "base": the shared endpoint; "own": the signal's own, used as typed. */
  kind: "base" | "own";
  /** Whose field it is: JSON Pointers of the connections that the parts come from, for fixes and field errors. */
  from: { endpoint: string; headers: string; auth: string; tls: string };
};

export type WithDefaults<D extends ProbedDestination> = D & {
  enabled: boolean;
  sources: Source[];
  labels: Record<string, string>;
};

/** JSON Pointer of a connection. */
export function connectionPath(slot: Slot): string {
  return slot === "shared" ? "/connection" : `/signals/${slot}/connection`;
}

/** Signals that are switched on, in the order traces, metrics, logs. */
export function enabledSignals(destination: Pick<ProbedDestination, "signals">): Signal[] {
  return signals.filter((signal) => destination.signals[signal]?.enabled === true);
}

/** Fills every default, as it is read back. */
export function withDefaults<D extends ProbedDestination>(destination: D): WithDefaults<D> {
  return {
    ...destination,
    enabled: destination.enabled ?? true,
    sources: destination.sources ?? ["otlp"],
    labels: destination.labels ?? {},
  };
}

/** The connection a signal uses (whether or not it is on). null when its endpoint or proxy is missing or wrong. */
export function effectiveConnection(
  destination: Pick<ProbedDestination, "connection" | "signals">,
  signal: Signal,
): EffectiveConnection | null {
  const shared: Connection = destination.connection ?? {};
  const own: Connection = destination.signals[signal]?.connection ?? {};
  const kind = own.endpoint === undefined ? "base" : "own";
  const transport = own.transport ?? shared.transport;
  const endpoint = own.endpoint ?? shared.endpoint;
  if (transport === undefined || endpoint === undefined) return null;
  const at = (field: keyof Connection) => connectionPath(own[field] === undefined ? "shared" : signal);
  const { target } = resolveEndpoint({ transport, endpoint, kind, signal, path: `${at("endpoint")}/endpoint` });
  if (target === null) return null;
  return {
    transport,
    target,
    encoding: own.encoding ?? shared.encoding ?? "protobuf",
    compression: own.compression ?? shared.compression ?? "gzip",
    headers: own.headers ?? shared.headers ?? [],
    auth: own.auth ?? shared.auth ?? { type: "none" },
    tls: own.tls ?? shared.tls ?? {},
    proxy: null,
    timeoutMs: own.timeoutMs ?? shared.timeoutMs ?? 10_000,
    kind,
    from: { endpoint: at("endpoint"), headers: at("headers"), auth: at("auth"), tls: at("tls") },
  };
}

/** The exact URL of each enabled signal whose endpoint is right; gRPC as http(s)://host:port. */
export function resolvedUrls(
  destination: Pick<ProbedDestination, "connection" | "signals">,
): Partial<Record<Signal, string>> {
  const urls: Partial<Record<Signal, string>> = {};
  for (const signal of enabledSignals(destination)) {
    const connection = effectiveConnection(destination, signal);
    if (connection) urls[signal] = connection.target.url;
  }
  return urls;
}

/** Headers and authentication as they go on the wire: lower-case names (R3.5). Secrets that are null are left out. */
export function requestHeaders(connection: Pick<EffectiveConnection, "headers" | "auth">): Record<string, string> {
  const rows: [string, string][] = [];
  for (const { name, value } of connection.headers) if (value !== null) rows.push([name.toLowerCase(), value]);
  const { auth } = connection;
  if (auth.type === "bearer" && auth.token !== null) rows.push(["authorization", `Bearer ${auth.token}`]);
  if (auth.type === "basic" && auth.password !== null) {
    const bytes = new TextEncoder().encode(`${auth.username}:${auth.password}`);
    rows.push(["authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`]);
  }
  return Object.fromEntries(rows);
}
