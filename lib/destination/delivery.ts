// What the engine tells of its work, beside the status of a destination: the receiver, attempts, a history for charts.
// Shapes only; the engine gathers them, console and pages pass them on and show them.
import * as z from "zod";
import { signals } from "#lib/otlp/signal";

export const Counts = z.strictObject({ traces: z.int(), metrics: z.int(), logs: z.int() });

/** The receiver's side of things, in items since the engine started. */
export const ReceiverStatus = z.strictObject({
  /** host:port; null = off. */
  http: z.string().nullable(),
  grpc: z.string().nullable(),
  tls: z.boolean(),
  /** Senders may show the ingest token. */
  token: z.boolean(),
  /** How many ingest keys there are. */
  keys: z.int(),
  /** Whoever shows neither key nor token is refused: so from the first key on, also when the last one is gone. */
  asksForKey: z.boolean(),
  /** Sentences for the operator: a port that was taken, a disk that is full. */
  problems: z.array(z.string()),
  accepted: Counts,
  unrouted: Counts,
  /** The busiest first, at most 200; "" = without a service.name. */
  services: z.array(
    z.strictObject({ service: z.string(), signal: z.enum(signals), items: z.int(), lastReceivedAt: z.string() }),
  ),
  /** The telemetry log as a whole, and its cap. */
  log: z.strictObject({ bytes: z.int(), bytesMax: z.int() }),
  /** What is read of this machine's containers, in a sentence; null = no destination lists them. */
  containers: z.string().nullable(),
});
export type ReceiverStatus = z.output<typeof ReceiverStatus>;

/** What the receiver accepted with one ingest key, and when last. */
export const IngestKeyUse = z.strictObject({ id: z.string(), items: Counts, lastUsedAt: z.string().nullable() });
export type IngestKeyUse = z.output<typeof IngestKeyUse>;

/** One try to deliver a batch, without its content. */
export const DeliveryAttempt = z.strictObject({
  at: z.string(),
  signal: z.enum(signals),
  items: z.int(),
  /** On the wire. */
  bytes: z.int(),
  durationMs: z.number(),
  /** `bad_batch`: given up after other batches were accepted; `too_large`: was, or will be, cut. */
  outcome: z.enum(["accepted", "partial", "retry", "refused", "bad_batch", "too_large"]),
  status: z.string().nullable(),
  message: z.string().nullable(),
});
export type DeliveryAttempt = z.output<typeof DeliveryAttempt>;

export const RejectedName = z.string().regex(/^[0-9]+-[0-9]+-(traces|metrics|logs)\.otlp$/);

/** A request that was given up and is kept for a while: what it is about, without its content. */
export const RejectedRequest = z.strictObject({
  at: z.string(),
  signal: z.enum(signals),
  items: z.int(),
  /** Of the request as it was, uncompressed. */
  bytes: z.int(),
  /** More than is kept: what can be had is its beginning. */
  cut: z.boolean(),
  /** The server's words. */
  reason: z.string(),
  /** Asks for the request itself. */
  name: RejectedName,
});
export type RejectedRequest = z.output<typeof RejectedRequest>;

/** Columns of a chart; one point each `stepMs`, the last one ends now. Items of all signals together. */
const Series = z.strictObject({
  stepMs: z.int(),
  /** When the first step begins. */
  from: z.string(),
  received: z.array(z.int()),
  delivered: z.array(z.int()),
  lost: z.array(z.int()),
  queued: z.array(z.int()),
  oldestAgeMs: z.array(z.int()),
});
export const DeliveryHistory = z.strictObject({ hour: Series, day: Series });
export type DeliveryHistory = z.output<typeof DeliveryHistory>;
