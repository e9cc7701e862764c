// R01: the server asks us to slow down: 429, or RESOURCE_EXHAUSTED with a time to come back. Split from R03, which speaks of a size.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { quoted } from "#lib/otlp/explain/said";
import { isTimedThrottle } from "#lib/otlp/explain/throttle-words";
import { formatWait } from "#lib/otlp/explain/wording";
import { saysTooLarge } from "#lib/otlp/size-words";
import { showWords } from "#lib/otlp/words";

export const throttle429: Entry = {
  code: "throttle.429",
  yieldsTo: ["edge.waf_block"],
  recognise: (facts) => findEach(facts, (attempt) => (isThrottled(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const wait = attempt?.answer.retryAfterMs ?? null;
    const advice = wait === null ? "Test again later" : `It asks to wait ${formatWait(wait)}; test again then`;
    const status = attempt?.exchange.transport === "grpc" ? "RESOURCE_EXHAUSTED" : "429";
    return {
      title: `The server asks us to slow down: ${status}`,
      advice: `${advice}. If it stays, lower the volume or raise the quota.${limitsOf(attempt)}${quoted(attempt)}`,
      fix: null,
    };
  },
};

/** Behind some gateways 429 means a request that is too large, and waiting changes nothing (R03). */
function isThrottled(attempt: Attempt): boolean {
  const { httpStatus, words } = attempt.answer;
  return isTimedThrottle(attempt) || (httpStatus === 429 && !saysTooLarge(words));
}

const limitHeader = /^(x-)?ratelimit(-|$)/;
const limitsMax = 4;

/** What it tells of its limits in headers. */
function limitsOf(attempt: Attempt | null): string {
  const headers = Object.entries(attempt?.exchange.answer?.headers ?? {});
  const limits = headers
    .filter(([name]) => limitHeader.test(name))
    .slice(0, limitsMax)
    .map(([name, value]) => `${name} ${showWords(value) ?? ""}`);
  return limits.length === 0 ? "" : ` It tells: ${limits.join(", ")}.`;
}
