// The probe's real items (R9.6): one span, three data points, one log record, recognisable and harmless. Pure.
import type { Encoding, Histograms, Temporality } from "#lib/destination/schema";
import type { Batch } from "#lib/otlp/outcome";
import type { Signal } from "#lib/otlp/signal";

export type ProbeItems = {
  signal: Signal;
  encoding: Encoding;
  temporality: Temporality;
  histograms: Histograms;
  /** Nanoseconds since 1970. */
  now: bigint;
  random: (bytes: number) => Uint8Array;
  /** Same for the signals of one probe, so that they can be found together; 16 lower-case hex digits. */
  runId: string;
};

export function probeBatch(items: ProbeItems): { batch: Batch; ids: Record<string, string> } {
  throw new Error("not built yet");
}

/** A valid request without items (R9.4): `{}` or zero bytes. */
export function emptyBatch(signal: Signal, encoding: Encoding): Batch {
  throw new Error("not built yet");
}
