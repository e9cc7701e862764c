// R01: the server asks us to slow down.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import { formatWait } from "#lib/otlp/explain/wording";

export const throttle429: Entry = {
  code: "throttle.429",
  recognise: (facts) => findEach(facts, (attempt) => (isThrottled(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const wait = attemptOf(facts, signals)?.answer.retryAfterMs ?? null;
    const advice = wait === null ? "Test again later" : `It asks to wait ${formatWait(wait)}; test again then`;
    return {
      title: "The server asks us to slow down: 429",
      advice: `${advice}. If it stays, lower the volume or raise the quota.`,
      fix: null,
    };
  },
};

/** Behind some gateways 429 means a request that is too large, and waiting changes nothing (R03). */
function isThrottled({ answer }: Attempt): boolean {
  return answer.httpStatus === 429 && !/larger than max|too large/i.test(answer.words ?? "");
}
