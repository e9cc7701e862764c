// Words about a rate, a quota or a lack of room at the server, and what RESOURCE_EXHAUSTED means by them. Knows no failure.
import { type Attempt, grpcCode } from "#lib/otlp/explain/facts";
import { saysTooLarge } from "#lib/otlp/size-words";

const resourceExhausted = 8;

const rate =
  /\brate\b|\brate.?limit|quota|throttl|too many|slow down|\bper[ -](second|minute|hour|day|month)|budget|\b(ingest\w*|tenant|usage|series|stream\w*|plan) limit|limit\)? (was |has been )?(exceeded|reached|hit)|\blimit\b.{0,80}\bexceeded\b|\bmax(imum)? \w+ \w*\s?(exceeded|reached)\b|_exceeded\b|exceed\w* (the |your )?\w* ?limit|back ?off/i;
const memory =
  /memory.{0,40}(usage|limit|pressure|high|exceed|exhaust)|(high|out of|low on|insufficient) memory|(refus|reject).{0,45}memory|queue\b[^'"`]{0,20}\bfull\b(?!-)|(full|overflow\w*|saturated) .{0,20}queue/i;
const goaway = /goaway|too_many_pings|enhance_your_calm/i;

export function saysRate(words: string | null): boolean {
  return rate.test(words ?? "") && !saysTooLarge(words);
}

/** A process that has no room, or a queue in it. */
export function saysNoRoom(words: string | null): boolean {
  return memory.test(words ?? "") && !saysTooLarge(words) && !goaway.test(words ?? "");
}

export function saysGoaway(words: string | null): boolean {
  return goaway.test(words ?? "");
}

/** RESOURCE_EXHAUSTED with a time to come back (R6.10). */
export function isTimedThrottle(attempt: Attempt): boolean {
  return (
    grpcCode(attempt) === resourceExhausted &&
    attempt.answer.retryAfterMs !== null &&
    !saysTooLarge(attempt.answer.words)
  );
}

export function isExhausted(attempt: Attempt): boolean {
  return grpcCode(attempt) === resourceExhausted && attempt.answer.retryAfterMs === null;
}

/** A size, a rate or neither: nothing says which. */
export function isSilentlyExhausted(attempt: Attempt): boolean {
  const { words } = attempt.answer;
  return isExhausted(attempt) && !saysTooLarge(words) && !saysRate(words) && !saysNoRoom(words) && !saysGoaway(words);
}
