// How a diagnosis and a stage write dates, lists, numbers and kinds of address (design.md §8). Knows no failure.
import type { BlockReason } from "#lib/otlp/observation";
import { type Signal, signalFacts } from "#lib/otlp/signal";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What the target policy refuses an address for: "169.254.1.1 is …". */
export const blockWords: Record<BlockReason, string> = {
  loopback: "a loopback address",
  private: "a private address",
  link_local: "a link-local address",
  metadata: "a cloud metadata address",
  unspecified: "an unspecified address",
  multicast: "a multicast address",
  self: "Outspan itself",
  unresolved: "a name that does not resolve here",
};

/** "3 Nov 2026", in UTC. */
export function formatDate(date: Date): string {
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "09:05", in UTC. */
export function formatTime(date: Date): string {
  return date.toISOString().slice(11, 16);
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "traces and logs". */
function signalWords(some: readonly Signal[]): string {
  return joinWords(some);
}

/** "Traces and logs", to begin a sentence. */
export function startWithSignals(some: readonly Signal[]): string {
  const words = signalWords(some);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1 span", "3 data points". */
export function countItems(signal: Signal, count: number): string {
  return `${count} ${count === 1 ? signalFacts[signal].item : signalFacts[signal].items}`;
}

/** "400 ms", "30 s", "6 min". */
export function formatWait(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
