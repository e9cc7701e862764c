// The one schema of a destination: its *shape* (keys, types, enumerations), as API, form, stored row and engine share it.
// No transforms and no defaults here (OpenAPI is generated from it; a partial own connection must not carry defaults):
// values are judged in check.ts, defaults applied in resolve.ts.
import * as z from "zod";
import { missingParts } from "#lib/destination/presence";
import { signals } from "#lib/otlp/signal";
import { Provisioned } from "#lib/provisioned";

export const Header = z.strictObject({
  name: z.string(),
  /** `null` = there is one, you may not see it; written back, it means keep. */
  value: z.string().nullable(),
  /** Absent = true. false = readable, for headers such as X-Scope-OrgID. */
  secret: z.boolean().optional(),
});
export type Header = z.output<typeof Header>;

export const Auth = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({ type: z.literal("bearer"), token: z.string().nullable() }),
  z.strictObject({ type: z.literal("basic"), username: z.string(), password: z.string().nullable() }),
  z.strictObject({
    type: z.literal("sigv4"),
    /** Absent = read from the endpoint's host (aws-endpoint.ts). */
    region: z.string().optional(),
    service: z.string().optional(),
    /** "host": the machine's own chain, no key fields. */
    credentials: z.enum(["static", "host"]),
    accessKeyId: z.string().optional(),
    secretAccessKey: z.string().nullable().optional(),
    sessionToken: z.string().nullable().optional(),
  }),
  z.strictObject({
    type: z.literal("oauth2"),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string().nullable(),
    scopes: z.array(z.string()).optional(),
    audience: z.string().optional(),
    /** Absent = basic. */
    clientAuth: z.enum(["basic", "post"]).optional(),
  }),
  /** The key file of a service account, as JSON text. */
  z.strictObject({ type: z.literal("google"), serviceAccount: z.string().nullable() }),
]);
export type Auth = z.output<typeof Auth>;

export const Tls = z.strictObject({
  ca: z.string().optional(),
  clientCert: z.string().optional(),
  clientKey: z.string().nullable().optional(),
  serverName: z.string().optional(),
  skipVerify: z.boolean().optional(),
});
export type Tls = z.output<typeof Tls>;

export const Transport = z.enum(["http", "grpc"]);
export type Transport = z.output<typeof Transport>;
export const Encoding = z.enum(["protobuf", "json"]);
export type Encoding = z.output<typeof Encoding>;
export const Compression = z.enum(["gzip", "none"]);
export type Compression = z.output<typeof Compression>;

/** Shared by all signals, or one signal's own: there, what is present replaces the shared field as a whole (R1.8). */
export const Connection = z.strictObject({
  transport: Transport.optional(),
  endpoint: z.string().optional(),
  /** HTTP only; beside gRPC it is accepted and ignored. */
  encoding: Encoding.optional(),
  compression: Compression.optional(),
  headers: z.array(Header).optional(),
  /** Name of a secret whose values become headers; in an own connection "" means none, also where one is shared. */
  secret: z.string().optional(),
  auth: Auth.optional(),
  tls: Tls.optional(),
  proxy: z.string().optional(),
  timeoutMs: z.number().optional(),
});
export type Connection = z.output<typeof Connection>;

export const Temporality = z.enum(["cumulative", "delta", "lowmemory"]);
export type Temporality = z.output<typeof Temporality>;
export const Histograms = z.enum(["explicit", "exponential"]);
export type Histograms = z.output<typeof Histograms>;

const signalShape = { enabled: z.boolean(), connection: Connection.optional() };
const SignalSettings = z.strictObject(signalShape);
const MetricsSettings = z.strictObject({
  ...signalShape,
  temporality: Temporality.optional(),
  intervalMs: z.number().optional(),
  histograms: Histograms.optional(),
});

export const Source = z.enum(["otlp", "audit", "container", "self", "script"]);
export type Source = z.output<typeof Source>;

/** What waits for one destination: its own bound, in bytes as stored and in age. */
export const QueueSettings = z.strictObject({
  maxBytes: z.number().optional(),
  maxAgeMs: z.number().optional(),
  /** At the bound: lose the oldest, or have the senders wait. */
  whenFull: z.enum(["drop_oldest", "refuse"]).optional(),
});
export type QueueSettings = z.output<typeof QueueSettings>;

const destinationShape = {
  name: z.string(),
  enabled: z.boolean().optional(),
  connection: Connection.optional(),
  /** A missing signal is off. */
  signals: z.strictObject({
    traces: SignalSettings.optional(),
    metrics: MetricsSettings.optional(),
    logs: SignalSettings.optional(),
  }),
  sources: z.array(Source).optional(),
  queue: QueueSettings.optional(),
  /** Id of the backend that it was filled from (lib/preset). Says nothing about the settings, which may have moved on. */
  preset: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
};

function requireConnections(
  destination: Pick<z.output<typeof DestinationWithoutName>, "connection" | "signals">,
  context: z.RefinementCtx,
): void {
  for (const signal of signals) {
    if (!destination.signals[signal]?.enabled) continue;
    for (const missing of missingParts(destination, signal)) context.addIssue({ code: "custom", ...missing });
  }
}

/** As a pasted text gives it: parts may still be missing. */
export const UnfinishedDestination = z.strictObject(destinationShape);
export type UnfinishedDestination = z.output<typeof UnfinishedDestination>;

const DestinationWithoutName = z.strictObject({ ...destinationShape, name: z.string().optional() });

/** What a client writes. */
export const Destination = z.strictObject(destinationShape).superRefine(requireConnections);
export type Destination = z.output<typeof Destination>;

/** What a probe takes: the same, a name is not needed. */
export const ProbedDestination = DestinationWithoutName.superRefine(requireConnections);
export type ProbedDestination = z.output<typeof ProbedDestination>;

/** Who made a revision. */
export const Author = z.strictObject({ kind: z.enum(["user", "key", "file"]), name: z.string() });
export type Author = z.output<typeof Author>;

/** What a client reads back: defaults filled in, secrets as null. */
export const SavedDestination = z.strictObject({
  ...destinationShape,
  enabled: z.boolean(),
  sources: z.array(Source),
  queue: QueueSettings.required(),
  labels: z.record(z.string(), z.string()),
  id: z.string(),
  revision: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  updatedBy: Author,
  /** Where the configuration file keeps it; null = it may be changed here. */
  provisioned: Provisioned.nullable(),
  /** Enabled signals only; gRPC as http(s)://host:port. */
  resolved: z.strictObject({
    traces: z.string().optional(),
    metrics: z.string().optional(),
    logs: z.string().optional(),
  }),
});
export type SavedDestination = z.output<typeof SavedDestination>;

/** Keys that a PUT may send back and that are ignored. */
export const readOnlyKeys = [
  "id",
  "revision",
  "createdAt",
  "updatedAt",
  "updatedBy",
  "provisioned",
  "resolved",
  "probe",
] as const;
