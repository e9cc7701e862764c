// P11: the server wants to know the length of a body in advance. Outspan always tells it, so something on the way turns the body
// into chunks. What a stock SDK does, which sends chunks by itself, sdk.ts says.
import { textOf } from "#lib/otlp/explain/answer-text";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";
import type { Certainty } from "#lib/otlp/report";

const lengthRequired = 411;
const saysLength =
  /\bmissing ?content-?length|\bcontent-length\b.{0,40}\b(?:required|missing|must be)|\blength required\b|\bchunked\b.{0,60}\bnot (?:supported|allowed|implemented)/i;

export const httpChunkedRejected: Entry = {
  code: "http.chunked_rejected",
  recognise: (facts) => findEach(facts, certaintyOf),
  tell: () => ({
    title: "The server wants a Content-Length and does not see the one that was sent",
    advice:
      "A proxy on the way turns the body into chunks. Have it keep the length (nginx: proxy_request_buffering on), or go around it.",
    fix: null,
  }),
};

function certaintyOf(attempt: Attempt): Certainty | null {
  const { httpStatus } = attempt.answer;
  if (attempt.exchange.transport !== "http" || attempt.exchange.answer === null) return null;
  if (httpStatus === lengthRequired) return "likely";
  return (httpStatus === 400 || httpStatus === 501) && saysLength.test(textOf(attempt)) ? "likely" : null;
}
