// What one export request came to. A closed union: probe, delivery and diagnosis all read it.
import type { Encoding } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

/** One export request. `items` counts spans, data points or log records. */
export type Batch = {
  signal: Signal;
  encoding: Encoding;
  body: Uint8Array;
  items: number;
  /** The body is compressed already; absent = it is not. */
  isPacked?: boolean;
};

export type Outcome =
  | { kind: "accepted"; warning: string | null }
  | { kind: "partial"; rejected: number; message: string }
  | { kind: "retry"; reason: string; retryAfterMs: number | null }
  | { kind: "refused"; reason: string };
