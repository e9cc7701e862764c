// What a source needs to know of the destinations, and the door that it stores telemetry through.
import type { Histograms, Source, Temporality } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

export type MetricsWish = {
  enabled: boolean;
  temporality: Temporality;
  intervalMs: number;
  histograms: Histograms;
};

/** A destination with its defaults filled in. */
export type SourceUser = {
  id: string;
  sources: readonly Source[];
  enabled: boolean;
  signals: {
    metrics?: MetricsWish | undefined;
    traces?: { enabled: boolean } | undefined;
    logs?: { enabled: boolean } | undefined;
  };
};

/** `body` is an OTLP protobuf request, uncompressed. `destinations` null = all that list the source. */
export type Ingest = (
  signal: Signal,
  source: Source,
  body: Uint8Array,
  destinations: readonly string[] | null,
) => Promise<{ ok: true } | { ok: false; retryAfterMs: number }>;

export type SourceClock = {
  /** Never set back; what intervals are measured with. */
  monotonicMs(): number;
  /** Since 1970. */
  now(): number;
  /** Resolves early, without an error, when aborted. */
  sleep(ms: number, abort: AbortSignal): Promise<void>;
};

export function wantsSource(user: SourceUser, source: Source, signal: Signal): boolean {
  return user.enabled && user.sources.includes(source) && user.signals[signal]?.enabled === true;
}
