// B06: the request is larger than the server or a proxy in front takes. Split from R03 (429) and, for a connection that is reset
// while a large batch is sent, not from N10: possible.
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";
import { saysTooLarge } from "#lib/otlp/size-words";

export const bodyTooLargeHttp: Entry = {
  code: "body.too_large_http",
  recognise: (facts) => findEach(facts, judge),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const status = attempt?.answer.httpStatus ?? null;
    const isOne = attempt !== null && attempt.sent <= probeItems;
    const advice = isOne ? "One item is already too large here." : "Smaller batches to Outspan are sent as they come.";
    return {
      title:
        status === null
          ? "The connection was reset while a large request was sent"
          : `The server takes no request of this size: ${status}`,
      advice: `${advice} Raise the body limit of the receiver, or of the proxy in front of it.`,
      fix: null,
    };
  },
};

const probeItems = 3;
/** A request of less is sent before a server can judge its size. */
const largeItems = 100;
const refusals = new Set([400, 422, 500, 503]);
const resets = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/** Collectors answer 400 with these words where others say 413 (R8.4). */
function judge({ answer, exchange, sent }: Attempt): Certainty | null {
  if (exchange.transport !== "http") return null;
  const { httpStatus, words } = answer;
  if (httpStatus === null) {
    const isReset = exchange.fault?.phase === "send" && resets.has(exchange.fault.code);
    return isReset && sent >= largeItems ? "possible" : null;
  }
  if (httpStatus === 413) return "certain";
  if (httpStatus === 400 && /http: request body too large/i.test(words ?? "")) return "certain";
  return refusals.has(httpStatus) && saysTooLarge(words) ? "likely" : null;
}
