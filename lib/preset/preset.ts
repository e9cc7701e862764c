// What is known of a backend that takes OTLP: the shape of a record in presets.json. `{name}` in a text stands for the variable
// of that name. Knows no record: a page is given the one it needs.
import * as z from "zod";
import { Histograms, Temporality, Transport } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";

const SignalName = z.enum(signals);
const Protocol = z.enum(["http/protobuf", "http/json", "grpc"]);
/** Holds only where the variable `plan` has one of these values. */
const plans = z.array(z.string()).optional();

export const Variable = z.strictObject({
  name: z.string().regex(/^[a-z]\w*$/i),
  label: z.string().min(1),
  optional: z.literal(true).optional(),
  secret: z.literal(true).optional(),
  /** More than one line. */
  lines: z.literal(true).optional(),
  default: z.string().optional(),
  example: z.string().optional(),
  /** Known values; but for a plan another one may be typed. */
  options: z.array(z.strictObject({ value: z.string(), label: z.string(), keyUrl: z.httpUrl().optional() })).optional(),
  hint: z.string().optional(),
  /** What it looks like inside a URL, where that is known. */
  shape: z.string().optional(),
  /** The documented form of the value: a hint, never a bar. */
  check: z.strictObject({ pattern: z.string(), says: z.string() }).optional(),
  plans,
});
export type Variable = z.output<typeof Variable>;

const Endpoint = z.strictObject({
  transport: Transport,
  plans,
  /** A base URL or a gRPC target, for all signals; else one URL a signal. */
  base: z.string().optional(),
  traces: z.string().optional(),
  metrics: z.string().optional(),
  logs: z.string().optional(),
  /** Absent: every signal that the backend takes over this transport. */
  signals: z.array(SignalName).optional(),
});
export type Endpoint = z.output<typeof Endpoint>;

const Header = z.strictObject({
  name: z.string(),
  value: z.string(),
  secret: z.literal(true).optional(),
  /** Left out while its variable is empty. */
  optional: z.literal(true).optional(),
  signals: z.array(SignalName).optional(),
  transport: Transport.optional(),
  plans,
});

const authShape = { optional: z.literal(true).optional(), plans };
const PresetAuth = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("bearer"), token: z.string(), ...authShape }),
  z.strictObject({ type: z.literal("basic"), username: z.string(), password: z.string(), ...authShape }),
  z.strictObject({
    type: z.literal("sigv4"),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    ...authShape,
  }),
  z.strictObject({
    type: z.literal("oauth2"),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    scopes: z.array(z.string()),
    ...authShape,
  }),
  z.strictObject({ type: z.literal("google"), serviceAccount: z.string(), ...authShape }),
]);
export type PresetAuth = z.output<typeof PresetAuth>;

export const Preset = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string().min(1),
  /** Two letters: no vendor's logo is shipped. */
  mark: z.string().regex(/^[A-Z0-9]{2}$/),
  kind: z.enum(["hosted", "own"]),
  /** Its place among those that are shown first. */
  featured: z.int().optional(),
  line: z.string().min(1),
  /** By signal; one that is missing is not taken. */
  protocols: z.partialRecord(SignalName, z.array(Protocol).min(1)),
  variables: z.array(Variable),
  endpoints: z.array(Endpoint).min(1),
  auth: z.array(PresetAuth).optional(),
  headers: z.array(Header).optional(),
  temporality: z.strictObject({
    accepts: z.enum(["delta", "cumulative", "either"]).nullable(),
    required: z.enum(["delta", "cumulative"]).nullable(),
    recommended: Temporality.nullable(),
    onMismatch: z.string().optional(),
  }),
  histograms: z.strictObject({ recommended: Histograms.nullable(), exponential: z.boolean().nullable() }),
  compression: z.array(z.string()).nullable(),
  limits: z.array(z.strictObject({ signal: SignalName.optional(), what: z.string(), value: z.string() })),
  /** What the backend needs on the telemetry itself: no destination can add it. */
  resourceAttributes: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.string().optional(),
        required: z.boolean(),
        signals: z.array(SignalName).optional(),
      }),
    )
    .optional(),
  /** The vendor's page where the key is made. */
  keyUrl: z.string().optional(),
  docs: z.httpUrl(),
  /** Where to look for what was accepted and dropped afterwards (A10). */
  laterRejection: z.string().optional(),
  /** What must be switched on over there before OTLP is taken at all. */
  switchedOff: z.string().optional(),
  notes: z.array(z.string()),
  sources: z.array(z.string()).min(1),
  /** The day the record was made from its sources. */
  checked: z.iso.date(),
  confidence: z.enum(["documented", "inferred", "unverified"]),
});
export type Preset = z.output<typeof Preset>;
