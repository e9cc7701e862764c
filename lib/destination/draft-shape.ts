// The form's shape of a destination: durations as text, every field present, saved secrets as a flag. Apart from what maps it,
// because an empty form needs no more than this.
import type {
  Auth,
  Compression,
  Encoding,
  Histograms,
  QueueSettings,
  Source,
  Temporality,
  Transport,
} from "#lib/destination/schema";

/** `saved` = one is stored and stays: the value is not here and is written as null. Replace sets it false, Keep saved true. */
export type HeaderDraft = { name: string; value: string; secret: boolean; saved: boolean };

export type AuthDraft = {
  type: Auth["type"];
  token: string;
  tokenSaved: boolean;
  username: string;
  password: string;
  passwordSaved: boolean;
} & Partial<FurtherAuthDraft>;

/** Of SigV4, OAuth2 and Google; there as soon as one of them is chosen. */
export type FurtherAuthDraft = {
  region: string;
  service: string;
  credentials: "static" | "host";
  accessKeyId: string;
  secretAccessKey: string;
  secretAccessKeySaved: boolean;
  sessionToken: string;
  sessionTokenSaved: boolean;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  clientSecretSaved: boolean;
  /** Separated by spaces. */
  scopes: string;
  audience: string;
  clientAuth: "basic" | "post";
  serviceAccount: string;
  serviceAccountSaved: boolean;
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
  /** Kept while gRPC is selected, written for HTTP only. */
  encoding: Encoding;
  compression: Compression;
  headers: HeaderDraft[];
  /** Name of a saved secret; "" is none. */
  secret: string;
  /** Token and user name are both kept while the type is toggled. */
  auth: AuthDraft;
  tls: TlsDraft;
  proxy: string;
  /** A duration: "10s". */
  timeout: string;
};

/** A signal's own connection; a field that is null is shared. An own proxy of "" means none, also where one is shared. */
export type OwnConnectionDraft = { [K in keyof ConnectionDraft]: ConnectionDraft[K] | null };

export type SignalDraft = { enabled: boolean; connection: OwnConnectionDraft | null };
/** `interval` is a duration: "1m". */
type MetricsDraft = SignalDraft & { temporality: Temporality; interval: string; histograms: Histograms };

export type DestinationDraft = {
  name: string;
  enabled: boolean;
  connection: ConnectionDraft;
  signals: { traces: SignalDraft; metrics: MetricsDraft; logs: SignalDraft };
  sources: Source[];
  /** A size: "1 GiB". */
  queueMaxBytes: string;
  /** A duration: "24h". */
  queueMaxAge: string;
  queueWhenFull: Required<QueueSettings>["whenFull"];
  /** Id of the preset that it was filled from. */
  preset: string | null;
  labels: Record<string, string>;
};

export const noAuth: AuthDraft = {
  type: "none",
  token: "",
  tokenSaved: false,
  username: "",
  password: "",
  passwordSaved: false,
};

const noTls: TlsDraft = {
  ca: "",
  clientCert: "",
  clientKey: "",
  clientKeySaved: false,
  serverName: "",
  skipVerify: false,
};

export function emptyConnection(): ConnectionDraft {
  return {
    transport: "http",
    endpoint: "",
    encoding: "protobuf",
    compression: "gzip",
    headers: [],
    secret: "",
    auth: { ...noAuth },
    tls: { ...noTls },
    proxy: "",
    timeout: "10s",
  };
}

/** A new destination: HTTP, all three signals on. */
export function emptyDraft(): DestinationDraft {
  return {
    name: "",
    enabled: true,
    connection: emptyConnection(),
    signals: {
      traces: { enabled: true, connection: null },
      metrics: { enabled: true, connection: null, temporality: "cumulative", interval: "1m", histograms: "explicit" },
      logs: { enabled: true, connection: null },
    },
    sources: ["otlp"],
    queueMaxBytes: "1 GiB",
    queueMaxAge: "24h",
    queueWhenFull: "drop_oldest",
    preset: null,
    labels: {},
  };
}

/** JSON Pointer → path of the form's field: /connection/timeoutMs → connection.timeout, /queue/maxAgeMs → queueMaxAge. */
export function draftPathOf(pointer: string): string {
  return pointer
    .slice(1)
    .replaceAll("/", ".")
    .replace(/^queue$/, "queueMaxBytes")
    .replace(/^queue\.(\w)/, (_, first: string) => `queue${first.toUpperCase()}`)
    .replace(/(timeout|interval|Age)Ms$/, "$1");
}
