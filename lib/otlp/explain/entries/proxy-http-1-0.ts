// P10: what answers speaks HTTP/1.0: one connection per request, and no chunked bodies. Ours carry a length, so it may work.
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, isDelivered, saysTlsPort } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";

/** Bad request, length required, method not implemented: what such a server makes of a modern request. */
const refusals = [400, 411, 501];

export const proxyHttp10: Entry = {
  code: "proxy.http_1_0",
  ofSuccess: true,
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: () => ({
    title: "The answer comes in HTTP/1.0: an old proxy or server stands on the way",
    advice:
      "Each request needs a connection of its own, and senders with chunked bodies, as SDKs are, fail. Raise the proxy to HTTP/1.1 or go around it.",
    fix: null,
  }),
};

function certaintyOf(attempt: Attempt): Certainty | null {
  const { exchange, answer } = attempt;
  if (exchange.transport !== "http" || exchange.answer === null) return null;
  const isOld = exchange.answer.httpVersion === "1.0" || /^1\.0\b/.test(exchange.answer.headers.via ?? "");
  if (!isOld || saysTlsPort(attempt)) return null;
  if (isDelivered(attempt)) return "certain";
  return refusals.includes(answer.httpStatus ?? 0) ? "likely" : null;
}
