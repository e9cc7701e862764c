// Whether a queue is filling, in words, from what was seen of it within the last minute. Pure.
import { formatAge, formatBytes } from "#lib/destination/amount";

export type Look = { bytes: number; atMs: number };
type Bound = { bytesMax: number; untilFullMs: number | null };

const memoryMs = 60_000;
/** A shorter look would take a burst for a trend. */
const spanMinMs = 10_000;
const weekMs = 7 * 86_400_000;

/** The looks with one more, those of the last minute, oldest first. */
export function withLook(looks: readonly Look[], look: Look): readonly Look[] {
  return [...looks.filter(({ atMs }) => atMs < look.atMs && look.atMs - atMs <= memoryMs), look];
}

/** "in 3 h"; where the engine names no time: what was seen says, or that nothing can be said yet. */
export function fillingWords(
  looks: readonly Look[],
  { bytesMax, untilFullMs }: Bound,
): { words: string; fills: boolean } {
  if (untilFullMs !== null) return { words: untilFullMs <= 0 ? "now" : `in ${formatAge(untilFullMs)}`, fills: true };
  const [first, last] = [looks[0], looks.at(-1)];
  if (last === undefined || first === undefined) return { words: "too early to tell", fills: false };
  if (last.bytes === 0) return { words: "not filling", fills: false };
  const spanMs = last.atMs - first.atMs;
  if (spanMs < spanMinMs) return { words: "too early to tell", fills: false };
  const grown = ((last.bytes - first.bytes) * 1000) / spanMs;
  if (grown <= 0) return { words: "not filling", fills: false };
  const leftMs = ((bytesMax - last.bytes) * 1000) / grown;
  if (leftMs <= weekMs) return { words: `in ${formatAge(leftMs)}`, fills: true };
  return { words: `not within a week, +${formatBytes(Math.max(1, grown))}/s`, fills: true };
}
