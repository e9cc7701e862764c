// What console and engine say to each other over the socket: the shapes of bodies, parsed on both sides.
// Secrets travel in a ProbeRequest, filled in; they stay in memory on both ends.
import * as z from "zod";
import { DeliveryAttempt, IngestKeyUse, ReceiverStatus, RejectedRequest } from "#lib/destination/delivery";
import { Fix } from "#lib/destination/problem";
import { Destination, ProbedDestination } from "#lib/destination/schema";
import { State, Status } from "#lib/destination/status";
import { signals } from "#lib/otlp/signal";
import type { AppError, ErrorCode } from "#lib/result";
import { Names, WebhookFormat } from "#lib/settings";

const RequestProblem = z.strictObject({
  path: z.string(),
  code: z.string(),
  message: z.string(),
  fix: Fix.nullable(),
});

export const ProbeRequest = z.strictObject({
  destination: ProbedDestination,
  /** What the console found where the engine cannot look, such as `secret.enter_again`. */
  problems: z.array(RequestProblem),
  sdk: z.boolean(),
  anonymous: z.boolean(),
});
export type ProbeRequest = z.output<typeof ProbeRequest>;

const SecretOrigins = z.partialRecord(z.enum(signals), z.array(z.string()));

/** What does the endpoint of a saved destination accept? */
export const CapabilityRequest = z.strictObject({
  /** Of the destination: one run at a time. */
  id: z.string(),
  runId: z.string(),
  destination: ProbedDestination,
  problems: z.array(RequestProblem),
  /** Of the signals whose headers come of a named secret: where it may go. */
  secretOrigins: SecretOrigins,
  otherTransport: z.boolean(),
  largeBatches: z.boolean(),
});
export type CapabilityRequest = z.output<typeof CapabilityRequest>;

/** Becomes part of paths, of the socket and of the disk. */
export const DestinationId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** A saved destination as the engine runs it: secrets filled in. A deleted one that can still come back is not enabled. */
export const EngineDestination = z.strictObject({
  id: DestinationId,
  revision: z.int(),
  isPaused: z.boolean(),
  destination: Destination,
});
export type EngineDestination = z.output<typeof EngineDestination>;

/** Another road for news of a destination's health. */
export const Webhook = z.strictObject({
  url: z.string(),
  format: WebhookFormat,
});
export type Webhook = z.output<typeof Webhook>;

/** A key for the receiver: its SHA-256 in hex, never itself. */
const IngestKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  expiresAt: z.string().nullable(),
});

export const EngineConfiguration = z.strictObject({
  /** Outspan's own listeners: never a target (architecture.md §6). */
  listeners: z.array(z.strictObject({ address: z.string(), port: z.int() })),
  destinations: z.array(EngineDestination),
  /** In exported container metrics. */
  names: Names,
  webhooks: z.array(Webhook),
  /** Where a message links to. */
  origin: z.string(),
  /** Absent = none. */
  ingestKeys: z.array(IngestKey).optional(),
  /** There was an ingest key once: the receiver goes on asking for one, also when the last is gone. Absent = false. */
  asksForKey: z.boolean().optional(),
});
export type EngineConfiguration = z.output<typeof EngineConfiguration>;

export const IdentifiedStatus = Status.extend({ id: z.string() });
export type IdentifiedStatus = z.output<typeof IdentifiedStatus>;
export const EngineStatus = z.strictObject({
  items: z.array(IdentifiedStatus),
  receiver: ReceiverStatus,
  keys: z.array(IngestKeyUse),
});
export type EngineStatus = z.output<typeof EngineStatus>;
/** Of every destination, and nothing else: which of a thousand come first. */
export const EngineStates = z.strictObject({ items: z.array(z.strictObject({ id: z.string(), state: State })) });
export type EngineStates = z.output<typeof EngineStates>;
/** Without the destinations, of which there may be a thousand. */
export const EngineReceiver = EngineStatus.omit({ items: true });
export type EngineReceiver = z.output<typeof EngineReceiver>;

export const DeliveryAttempts = z.strictObject({ items: z.array(DeliveryAttempt), next: z.null() });
export const RejectedRequests = z.strictObject({ items: z.array(RejectedRequest) });

export const ProbeStarted = z.strictObject({ id: z.string() });

export const Done = z.strictObject({});
export const Discarded = z.strictObject({ items: z.int() });

/** Statuses of the engine's answers; the console reads the code again from the body. */
export const statusOfCode: Partial<Record<ErrorCode, number>> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

export const EngineError = z.strictObject({
  error: z.strictObject({
    code: z.enum([
      "invalid",
      "unauthenticated",
      "forbidden",
      "not_found",
      "conflict",
      "precondition_required",
      "too_large",
      "rate_limited",
      "unavailable",
      "internal",
    ]) satisfies z.ZodType<ErrorCode>,
    message: z.string(),
    ref: z.string().optional(),
    retryAfterSeconds: z.number().optional(),
  }),
}) satisfies z.ZodType<{ error: AppError }>;
