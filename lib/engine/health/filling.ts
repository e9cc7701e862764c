// When a queue will be full if it goes on growing as it did in the last minute. Pure but for what it remembers.

export type Filling = {
  sample(bytes: number, nowMs: number): void;
  /** null: it does not grow, or that is more than a week away. */
  fullAt(bytes: number, bytesMax: number, nowMs: number): string | null;
};

const memoryMs = 60_000;
/** A shorter look would take a burst for a trend. */
const spanMinMs = 10_000;
const horizonMs = 7 * 86_400_000;

export function createFilling(): Filling {
  let samples: { bytes: number; atMs: number }[] = [];
  return {
    sample(bytes, nowMs) {
      samples.push({ bytes, atMs: nowMs });
      if (samples.length > 120 || (samples[0]?.atMs ?? nowMs) < nowMs - memoryMs) {
        samples = samples.filter(({ atMs }) => atMs >= nowMs - memoryMs && atMs <= nowMs);
      }
    },
    fullAt(bytes, bytesMax, nowMs) {
      const [first] = samples;
      if (!first || bytes >= bytesMax) return bytes >= bytesMax ? new Date(nowMs).toISOString() : null;
      const spanMs = nowMs - first.atMs;
      const grown = bytes - first.bytes;
      if (spanMs < spanMinMs || grown <= 0) return null;
      const leftMs = ((bytesMax - bytes) * spanMs) / grown;
      return leftMs > horizonMs ? null : new Date(nowMs + leftMs).toISOString();
    },
  };
}
