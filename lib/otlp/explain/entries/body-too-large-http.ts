// B06: the request is larger than the server or a proxy in front takes.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";

export const bodyTooLargeHttp: Entry = {
  code: "body.too_large_http",
  recognise: (facts) => findEach(facts, (attempt) => (isTooLarge(attempt) ? "certain" : null)),
  tell: (facts, signals) => {
    const status = attemptOf(facts, signals)?.answer.httpStatus ?? 413;
    return {
      title: `The server takes no request of this size: ${status}`,
      advice:
        "One item is already too large here. Raise the body limit of the receiver, or of the proxy in front of it.",
      fix: null,
    };
  },
};

/** Collectors answer 400 with these words where others say 413 (R8.4). */
function isTooLarge({ answer, exchange }: Attempt): boolean {
  if (exchange.transport !== "http") return false;
  return answer.httpStatus === 413 || (answer.httpStatus === 400 && /request body too large/i.test(answer.words ?? ""));
}
