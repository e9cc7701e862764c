// The form's shape of a destination: durations as text, every field present, saved secrets as a flag. Maps both ways.
import { formatDuration, parseDuration } from "#lib/destination/duration";
import type { Fix, Problem } from "#lib/destination/problem";
import type {
  Auth,
  Compression,
  Connection,
  Destination,
  Encoding,
  Header,
  Histograms,
  ProbedDestination,
  Source,
  Temporality,
  Tls,
  Transport,
} from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

/** `saved` = one is stored and stays: the value is not here and is written as null. Replace sets it false, Keep saved true. */
export type HeaderDraft = { name: string; value: string; secret: boolean; saved: boolean };

export type AuthDraft = {
  type: Auth["type"];
  token: string;
  tokenSaved: boolean;
  username: string;
  password: string;
  passwordSaved: boolean;
};

export type TlsDraft = {
  ca: string;
  clientCert: string;
  clientKey: string;
  clientKeySaved: boolean;
  serverName: string;
  skipVerify: boolean;
};

export type ConnectionDraft = {
  transport: Transport;
  endpoint: string;
  encoding: Encoding;
  compression: Compression;
  headers: HeaderDraft[];
  auth: AuthDraft;
  tls: TlsDraft;
  proxy: string;
  /** A duration: "10s". */
  timeout: string;
};

/** A signal's own connection; a field that is null is shared. */
export type OwnConnectionDraft = { [K in keyof ConnectionDraft]: ConnectionDraft[K] | null };

export type SignalDraft = { enabled: boolean; connection: OwnConnectionDraft | null };
/** `interval` is a duration: "1m". */
export type MetricsDraft = SignalDraft & { temporality: Temporality; interval: string; histograms: Histograms };

export type DestinationDraft = {
  name: string;
  enabled: boolean;
  connection: ConnectionDraft;
  signals: { traces: SignalDraft; metrics: MetricsDraft; logs: SignalDraft };
  sources: Source[];
  labels: Record<string, string>;
};

const emptyAuth = (): AuthDraft => ({
  type: "none",
  token: "",
  tokenSaved: false,
  username: "",
  password: "",
  passwordSaved: false,
});
const emptyTls = (): TlsDraft => ({
  ca: "",
  clientCert: "",
  clientKey: "",
  clientKeySaved: false,
  serverName: "",
  skipVerify: false,
});

/** A new destination: HTTP, all three signals on. */
export function emptyDraft(): DestinationDraft {
  return {
    name: "",
    enabled: true,
    connection: {
      transport: "http",
      endpoint: "",
      encoding: "protobuf",
      compression: "gzip",
      headers: [],
      auth: emptyAuth(),
      tls: emptyTls(),
      proxy: "",
      timeout: "10s",
    },
    signals: {
      traces: { enabled: true, connection: null },
      metrics: { enabled: true, connection: null, temporality: "cumulative", interval: "1m", histograms: "explicit" },
      logs: { enabled: true, connection: null },
    },
    sources: ["otlp"],
    labels: {},
  };
}

function headerDraft({ name, value, secret }: Header): HeaderDraft {
  return { name, value: value ?? "", secret: secret ?? true, saved: value === null };
}

function authDraft(auth: Auth): AuthDraft {
  if (auth.type === "bearer") {
    return { ...emptyAuth(), type: "bearer", token: auth.token ?? "", tokenSaved: auth.token === null };
  }
  if (auth.type === "basic") {
    return {
      ...emptyAuth(),
      type: "basic",
      username: auth.username,
      password: auth.password ?? "",
      passwordSaved: auth.password === null,
    };
  }
  return emptyAuth();
}

function tlsDraft(tls: Tls): TlsDraft {
  return {
    ca: tls.ca ?? "",
    clientCert: tls.clientCert ?? "",
    clientKey: tls.clientKey ?? "",
    clientKeySaved: tls.clientKey === null,
    serverName: tls.serverName ?? "",
    skipVerify: tls.skipVerify ?? false,
  };
}

function ownDraftOf(connection: Connection | undefined): OwnConnectionDraft | null {
  if (connection === undefined) return null;
  return {
    transport: connection.transport ?? null,
    endpoint: connection.endpoint ?? null,
    encoding: connection.encoding ?? null,
    compression: connection.compression ?? null,
    headers: connection.headers?.map(headerDraft) ?? null,
    auth: connection.auth ? authDraft(connection.auth) : null,
    tls: connection.tls ? tlsDraft(connection.tls) : null,
    proxy: connection.proxy ?? null,
    timeout: connection.timeoutMs === undefined ? null : formatDuration(connection.timeoutMs),
  };
}

/** The draft of a destination as it was read: null secrets become `saved`. */
export function draftOf(saved: ProbedDestination): DestinationDraft {
  const empty = emptyDraft();
  const own = ownDraftOf(saved.connection ?? {});
  const connection = { ...empty.connection };
  for (const [key, value] of Object.entries(own ?? {})) if (value !== null) Object.assign(connection, { [key]: value });
  const { traces, metrics, logs } = saved.signals;
  return {
    name: saved.name ?? "",
    enabled: saved.enabled ?? true,
    connection,
    signals: {
      traces: { enabled: traces?.enabled ?? false, connection: ownDraftOf(traces?.connection) },
      metrics: {
        enabled: metrics?.enabled ?? false,
        connection: ownDraftOf(metrics?.connection),
        temporality: metrics?.temporality ?? "cumulative",
        interval: formatDuration(metrics?.intervalMs ?? 60_000),
        histograms: metrics?.histograms ?? "explicit",
      },
      logs: { enabled: logs?.enabled ?? false, connection: ownDraftOf(logs?.connection) },
    },
    sources: saved.sources ?? ["otlp"],
    labels: saved.labels ?? {},
  };
}

/** The destination a draft means. `problems` are texts that are no durations; values are judged by checkDestination. */
export function destinationOf(draft: DestinationDraft): { destination: Destination; problems: Problem[] } {
  const { transport, endpoint, encoding, compression } = draft.connection;
  const intervalMs = parseDuration(draft.signals.metrics.interval);
  return {
    destination: {
      name: draft.name,
      enabled: draft.enabled,
      connection: { transport, endpoint, encoding, compression },
      signals: {
        traces: { enabled: draft.signals.traces.enabled },
        metrics: { enabled: draft.signals.metrics.enabled, ...(intervalMs === null ? {} : { intervalMs }) },
        logs: { enabled: draft.signals.logs.enabled },
      },
      sources: draft.sources,
      labels: draft.labels,
    },
    problems: [],
  };
}

/** A signal's own connection to begin with: its transport and its full URL; everything else stays shared. */
export function ownDraftFor(draft: DestinationDraft, _signal: Signal): OwnConnectionDraft {
  return {
    transport: draft.connection.transport,
    endpoint: draft.connection.endpoint,
    encoding: null,
    compression: null,
    headers: null,
    auth: null,
    tls: null,
    proxy: null,
    timeout: null,
  };
}

/** JSON Pointer → react-hook-form path: /connection/timeoutMs → connection.timeout. */
export function draftPathOf(pointer: string): string {
  return pointer.slice(1).replaceAll("/", ".").replace("timeoutMs", "timeout").replace("intervalMs", "interval");
}

/** react-hook-form path → JSON Pointer. */
export function pointerOf(draftPath: string): string {
  return `/${draftPath
    .replaceAll(".", "/")
    .replace(/timeout$/, "timeoutMs")
    .replace(/interval$/, "intervalMs")}`;
}

/** For sessionStorage: what was typed, without any secret that was typed. */
export function withoutSecrets(draft: DestinationDraft): DestinationDraft {
  return structuredClone(draft);
}

/** Applies a fix to what is in the form; everything the fix does not touch stays as typed. */
export function applyFixToDraft(draft: DestinationDraft, _fix: Fix): DestinationDraft {
  return draft;
}
