// B05: compressed requests are not unpacked. Fingerprint: of two empty requests the one with gzip is refused and the one without is
// taken; over gRPC also the server's own list of what it unpacks. Split from B03, whose words are the same where no check could tell.

import { saysUndecodable } from "#lib/otlp/explain/decoder-words";
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside, isGzipped, refusesAlike, takesEmpty, wasEmptyAsked } from "#lib/otlp/explain/empties";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, grpcCode, saysCompression } from "#lib/otlp/explain/facts";
import { emptyReply } from "#lib/otlp/explain/questions";
import { isReasonNamed } from "#lib/otlp/explain/refusal-reasons";
import type { Certainty } from "#lib/otlp/report";
import { saysTooLarge } from "#lib/otlp/size-words";

const refusals = [400, 406, 415, 422, 500, 501];
/** INVALID_ARGUMENT, UNIMPLEMENTED, INTERNAL. */
const grpcRefusals = [3, 12, 13];
const unimplemented = 12;
const gzipped = { compression: "gzip" } as const;

export const gzipUnsupportedOrBroken: Entry = {
  code: "gzip.unsupported_or_broken",
  ask: (facts) =>
    facts.attempts
      .filter((one) => isSuspect(facts, one))
      .flatMap((one) => [emptyBeside(facts, one), emptyBeside(facts, one, gzipped)]),
  recognise: (facts) => findEach(facts, (attempt) => (isSuspect(facts, attempt) ? judge(facts, attempt) : null)),
  tell: (facts, signals) => ({
    title: "Requests compressed with gzip are not read here",
    advice: facts.attempts.some((attempt) => isProven(facts, attempt))
      ? "It accepted an empty request without compression and refused the same one with gzip. A proxy that drops Content-Encoding does that too."
      : "Without compression every receiver reads them, unless something else is wrong with the body.",
    fix: { label: "Use no compression", changes: setField(facts.destination, signals, "compression", "none") },
  }),
};

function judge(facts: Facts, attempt: Attempt): Certainty | null {
  if (isProven(facts, attempt)) return isOfCompression(facts, attempt) ? "certain" : "likely";
  if (takesEmpty(facts, attempt, gzipped)) return null;
  if (isListed(attempt)) return "certain";
  if (saysCompression(attempt)) return "likely";
  const isUntold = attempt.answer.httpStatus === 415 && !wasEmptyAsked(facts, attempt, gzipped);
  if (isUntold) return "possible";
  return saysUndecodable(attempt) && !isAsked(facts, attempt) ? "possible" : null;
}

function isSuspect(facts: Facts, attempt: Attempt): boolean {
  if (!isGzipped(facts, attempt) || isReasonNamed(facts, attempt) || saysTooLarge(attempt.answer.words)) return false;
  if (attempt.exchange.transport === "http") return refusals.includes(attempt.answer.httpStatus ?? 0);
  const code = grpcCode(attempt) ?? 0;
  return code === unimplemented ? saysCompression(attempt) || excludesGzip(attempt) : grpcRefusals.includes(code);
}

function isProven(facts: Facts, attempt: Attempt): boolean {
  return takesEmpty(facts, attempt) && isRefused(facts, attempt);
}

function isRefused(facts: Facts, attempt: Attempt): boolean {
  const answer = emptyReply(facts, emptyBeside(facts, attempt, gzipped))?.answer;
  if (answer == null || answer.outcome.kind === "accepted") return false;
  if (attempt.exchange.transport === "http") return refusals.includes(answer.httpStatus ?? 0);
  return answer.grpcStatus?.madeUp === false && grpcRefusals.includes(answer.grpcStatus.code);
}

/** An item that is refused in quite other words than the empty request has a reason of its own. */
function isOfCompression(facts: Facts, attempt: Attempt): boolean {
  if (attempt.answer.httpStatus === 415 || saysCompression(attempt) || saysUndecodable(attempt)) return true;
  return refusesAlike(facts, attempt, gzipped);
}

/** Whether both answers are there and tell something. */
function isAsked(facts: Facts, attempt: Attempt): boolean {
  return takesEmpty(facts, attempt) || takesEmpty(facts, attempt, gzipped);
}

/** UNIMPLEMENTED with a list may be for a signal that is off (H09): there the words must say it too. */
function isListed(attempt: Attempt): boolean {
  return excludesGzip(attempt) && (attempt.exchange.transport === "http" || saysCompression(attempt));
}

/** The server's own list beside a refusal: RFC 7694 for HTTP, grpc-accept-encoding. */
function excludesGzip({ exchange, answer }: Attempt): boolean {
  const headers = { ...exchange.answer?.headers, ...exchange.answer?.trailers };
  const list = exchange.transport === "grpc" ? headers["grpc-accept-encoding"] : headers["accept-encoding"];
  const isRefusal =
    exchange.transport === "grpc" ? answer.grpcStatus?.code === unimplemented : answer.httpStatus === 415;
  return isRefusal && list !== undefined && !/\bgzip\b|\*/i.test(list);
}
