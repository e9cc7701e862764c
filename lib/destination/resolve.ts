// What a destination comes to: per signal the one connection it really uses, with every default decided.
import { enabledSignals } from "#lib/destination/enabled-signals";
import { resolveEndpoint } from "#lib/destination/endpoint";
import type { Target } from "#lib/destination/endpoint-parts";
import { type ProxyAddress, parseProxy } from "#lib/destination/proxy";
import type {
  Auth,
  Compression,
  Connection,
  Encoding,
  Header,
  ProbedDestination,
  QueueSettings,
  Source,
  Tls,
  Transport,
} from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

export { enabledSignals } from "#lib/destination/enabled-signals";

/** A shared connection or the own one of a signal. */
export type Slot = "shared" | Signal;

/** What the connections of a destination can be told from. */
export type Connected = Pick<ProbedDestination, "connection" | "signals">;

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
  proxy: ProxyAddress | null;
  timeoutMs: number;
  /** "base": the shared endpoint; "own": the signal's own, used as typed. */
  kind: "base" | "own";
  /** JSON Pointers of the connections that the parts come from, for fixes and field errors. */
  from: {
    endpoint: string;
    encoding: string;
    compression: string;
    headers: string;
    auth: string;
    tls: string;
    proxy: string;
  };
};

/** JSON Pointer of a connection. */
export function connectionPath(slot: Slot): string {
  return slot === "shared" ? "/connection" : `/signals/${slot}/connection`;
}

/** Where a signal finds one field: its own connection when it is present there, else the shared one (R1.8). */
export function slotOf(destination: Connected, signal: Signal, field: keyof Connection): Slot {
  return destination.signals[signal]?.connection?.[field] === undefined ? "shared" : signal;
}

/** The connection a signal uses, whether or not it is on. null while its endpoint or proxy is missing or wrong. */
export function effectiveConnection(destination: Connected, signal: Signal): EffectiveConnection | null {
  const shared: Connection = destination.connection ?? {};
  const own: Connection = destination.signals[signal]?.connection ?? {};
  const at = (field: keyof Connection) => connectionPath(slotOf(destination, signal, field));
  const transport = own.transport ?? shared.transport;
  const endpoint = own.endpoint ?? shared.endpoint;
  if (transport === undefined || endpoint === undefined) return null;
  const kind = own.endpoint === undefined ? "base" : "own";
  const { target } = resolveEndpoint({ transport, endpoint, kind, signal, path: `${at("endpoint")}/endpoint` });
  const proxy = parseProxy(own.proxy ?? shared.proxy);
  if (target === null || (proxy !== null && "message" in proxy)) return null;
  return {
    transport,
    target,
    encoding: effectiveEncoding(transport, own, shared),
    compression: own.compression ?? shared.compression ?? "gzip",
    headers: own.headers ?? shared.headers ?? [],
    auth: own.auth ?? shared.auth ?? { type: "none" },
    tls: own.tls ?? shared.tls ?? {},
    proxy,
    timeoutMs: own.timeoutMs ?? shared.timeoutMs ?? 10_000,
    kind,
    from: {
      endpoint: at("endpoint"),
      encoding: at("encoding"),
      compression: at("compression"),
      headers: at("headers"),
      auth: at("auth"),
      tls: at("tls"),
      proxy: at("proxy"),
    },
  };
}

/** Beside gRPC an encoding means nothing, so a shared gRPC connection has none to inherit. */
function effectiveEncoding(transport: Transport, own: Connection, shared: Connection): Encoding {
  if (transport === "grpc") return "protobuf";
  return own.encoding ?? (shared.transport === "grpc" ? undefined : shared.encoding) ?? "protobuf";
}

/** The exact URL of each enabled signal whose endpoint is right; gRPC as http(s)://host:port. */
export function resolvedUrls(destination: Connected): Partial<Record<Signal, string>> {
  const urls: Partial<Record<Signal, string>> = {};
  for (const signal of enabledSignals(destination)) {
    const connection = effectiveConnection(destination, signal);
    if (connection) urls[signal] = connection.target.url;
  }
  return urls;
}

/** Whether something goes along that must not go to others. */
export function hasCredentials({ auth, headers }: Pick<EffectiveConnection, "auth" | "headers">): boolean {
  return auth.type !== "none" || headers.some((header) => header.secret !== false);
}

/** Headers and authentication as they go on the wire: lower-case names (R3.5). Secrets that are null are left out. */
export function requestHeaders(connection: Pick<EffectiveConnection, "headers" | "auth">): Record<string, string> {
  const rows: [string, string][] = [];
  for (const { name, value } of connection.headers) if (value !== null) rows.push([name.toLowerCase(), value]);
  const { auth } = connection;
  if (auth.type === "bearer" && auth.token !== null) rows.push(["authorization", `Bearer ${auth.token}`]);
  if (auth.type === "basic" && auth.password !== null) {
    rows.push(["authorization", `Basic ${base64(`${auth.username}:${auth.password}`)}`]);
  }
  return Object.fromEntries(rows);
}

/** Base64 of the text's UTF-8, in browser and Node alike. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

export type WithDefaults<D extends ProbedDestination> = D & {
  enabled: boolean;
  signals: Required<ProbedDestination["signals"]>;
  sources: Source[];
  queue: Required<QueueSettings>;
  labels: Record<string, string>;
};

/** 1 GiB and 24 h (api.md §2.1). */
export const queueDefaults: Required<QueueSettings> = {
  maxBytes: 1024 * 1024 * 1024,
  maxAgeMs: 86_400_000,
  whenFull: "drop_oldest",
};

/** Fills every default of the shared fields and the signals, as it is read back. An own connection stays partial. */
export function withDefaults<D extends ProbedDestination>(destination: D): WithDefaults<D> {
  const { connection } = destination;
  const { traces, metrics, logs } = destination.signals;
  const own = (signal: Signal) => {
    const settings = destination.signals[signal]?.connection;
    return settings ? { connection: tidy(settings, settings.transport ?? connection?.transport) } : {};
  };
  return {
    ...destination,
    enabled: destination.enabled ?? true,
    ...(connection ? { connection: sharedWithDefaults(connection) } : {}),
    signals: {
      traces: { enabled: false, ...traces, ...own("traces") },
      metrics: {
        enabled: false,
        temporality: "cumulative",
        intervalMs: 60_000,
        histograms: "explicit",
        ...metrics,
        ...own("metrics"),
      },
      logs: { enabled: false, ...logs, ...own("logs") },
    },
    sources: destination.sources ?? ["otlp"],
    queue: { ...queueDefaults, ...destination.queue },
    labels: destination.labels ?? {},
  };
}

function sharedWithDefaults(connection: Connection): Connection {
  const { proxy, secret, ...fields } = connection;
  const filled: Connection = {
    encoding: "protobuf",
    compression: "gzip",
    headers: [],
    auth: { type: "none" },
    tls: {},
    timeoutMs: 10_000,
    ...fields,
    ...(secret ? { secret } : {}),
    ...(proxy ? { proxy } : {}),
  };
  return tidy(filled, connection.transport);
}

/** What means nothing goes (encoding beside gRPC), what is absent inside a part is said. */
function tidy(connection: Connection, transport: Transport | undefined): Connection {
  const { encoding, headers, tls, ...rest } = connection;
  return {
    ...rest,
    ...(encoding && transport !== "grpc" ? { encoding } : {}),
    ...(headers ? { headers: headers.map((header) => ({ ...header, secret: header.secret ?? true })) } : {}),
    ...(tls ? { tls: { ...tls, skipVerify: tls.skipVerify ?? false } } : {}),
  };
}
