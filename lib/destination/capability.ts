// What an endpoint was found to accept: one row a case, as it is told, and what the rows come to. The shapes that engine, API and page
// share; knows no request.
import * as z from "zod";
import { Fix } from "#lib/destination/problem";
import { Compression, Encoding, Histograms, Temporality, Transport } from "#lib/destination/schema";
import { signals } from "#lib/otlp/signal";

/** What the operator may ask for beyond the rest: another port of the same host, batches of up to 8 MiB. */
export const CapabilitySubmission = z.strictObject({
  otherTransport: z.boolean().optional(),
  largeBatches: z.boolean().optional(),
});
export type CapabilitySubmission = z.output<typeof CapabilitySubmission>;

/** What a case varies, one factor at a time; `settings` = nothing. */
export const CapabilityAspect = z.enum([
  "settings",
  "encoding",
  "compression",
  "temporality",
  "histograms",
  "transport",
  "size",
]);
export type CapabilityAspect = z.output<typeof CapabilityAspect>;

/** `unknown`: nothing came that says yes or no. `skipped`: not sent. */
export const CapabilityVerdict = z.enum(["accepted", "partial", "refused", "unknown", "skipped"]);
export type CapabilityVerdict = z.output<typeof CapabilityVerdict>;

export const CapabilityRow = z.strictObject({
  /** Its place among all cases that were planned, from 1; some may not be needed and are not told. */
  number: z.int(),
  of: z.int(),
  aspect: CapabilityAspect,
  /** "JSON", "Batch of 64 KiB". */
  what: z.string(),
  signal: z.enum(signals),
  transport: Transport,
  encoding: Encoding,
  compression: Compression,
  /** Metrics only. */
  temporality: Temporality.optional(),
  histograms: Histograms.optional(),
  /** Of the request before compression; for sizes only. */
  bytes: z.int().optional(),
  verdict: CapabilityVerdict,
  /** The status and the server's own words, at most 300 characters, without secrets; for what was not sent, why. */
  evidence: z.string(),
  durationMs: z.number(),
});
export type CapabilityRow = z.output<typeof CapabilityRow>;

export const CapabilityFinding = z.strictObject({
  aspect: CapabilityAspect,
  signals: z.array(z.enum(signals)),
  text: z.string(),
  /** What the destination should be set to, where something is known to be better. */
  fix: Fix.nullable(),
});
export type CapabilityFinding = z.output<typeof CapabilityFinding>;

export const CapabilityEnd = z.enum([
  "complete",
  "auth",
  "throttled",
  "unreachable",
  "settings",
  "time",
  "cancelled",
  "internal",
]);
export type CapabilityEnd = z.output<typeof CapabilityEnd>;

export const CapabilitySummary = z.strictObject({
  /** `outspan.run.id` of every item that was sent. */
  id: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  /** That were sent: at most 40. */
  requests: z.int(),
  ended: CapabilityEnd,
  /** One sentence, where it ended early. */
  reason: z.string().nullable(),
  findings: z.array(CapabilityFinding),
  /** Largest request that was taken and smallest that was refused, in bytes before compression. */
  batches: z.array(
    z.strictObject({
      signal: z.enum(signals),
      acceptedBytes: z.int().nullable(),
      refusedBytes: z.int().nullable(),
    }),
  ),
});
export type CapabilitySummary = z.output<typeof CapabilitySummary>;

/** One line of the stream: rows as they end, then the summary, always. */
export const CapabilityEvent = z.union([
  z.strictObject({ row: CapabilityRow }),
  z.strictObject({ summary: CapabilitySummary }),
]);
export type CapabilityEvent = z.output<typeof CapabilityEvent>;
