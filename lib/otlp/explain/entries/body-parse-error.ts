// B03: the receiver reads this encoding and stumbles over the body. Told by a decoder's words, and split from B01, B02 and B05 by an
// empty request, which it takes in the same form. The items of a probe are as the specification has them: the receiver errs.
import type { Fix } from "#lib/destination/problem";
import { saysUndecodable } from "#lib/otlp/explain/decoder-words";
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside, isGzipped, takesEmpty } from "#lib/otlp/explain/empties";
import { attemptOf, type Entry, findEach } from "#lib/otlp/explain/entry";
import { type Attempt, type Facts, grpcCode } from "#lib/otlp/explain/facts";
import { isReasonNamed } from "#lib/otlp/explain/refusal-reasons";
import { quoted } from "#lib/otlp/explain/said";
import type { Signal } from "#lib/otlp/signal";

const refusals = [400, 422, 500];
/** UNKNOWN, INVALID_ARGUMENT, INTERNAL. */
const grpcRefusals = [2, 3, 13];
const names = { protobuf: "Protobuf", json: "JSON" };

export const bodyParseError: Entry = {
  code: "body.parse_error",
  ask: (facts) =>
    facts.attempts
      .filter((one) => isSuspect(facts, one) && one.exchange.transport === "http")
      .flatMap((one) => [emptyBeside(facts, one), emptyBeside(facts, one, { encoding: otherOf(one) })]),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isSuspect(facts, attempt)) return null;
      return isReadable(facts, attempt) ? "likely" : "possible";
    }),
  tell: (facts, signals) => {
    const attempt = attemptOf(facts, signals);
    const name = attempt === null ? "request" : names[attempt.encoding];
    return {
      title: `The receiver cannot read this ${name} body`,
      advice: `Ids as hex, 64-bit integers as text and enumerations as numbers are what OTLP prescribes; a receiver that wants it otherwise errs.${quoted(attempt)}`,
      fix: otherFix(facts, signals),
    };
  },
};

function isSuspect(facts: Facts, attempt: Attempt): boolean {
  if (!saysUndecodable(attempt) || isReasonNamed(facts, attempt)) return false;
  return attempt.exchange.transport === "grpc"
    ? grpcRefusals.includes(grpcCode(attempt) ?? 0)
    : refusals.includes(attempt.answer.httpStatus ?? 0);
}

/** The form as such is read here, or nothing else than the body can be meant. */
function isReadable(facts: Facts, attempt: Attempt): boolean {
  const form = isGzipped(facts, attempt) ? ({ compression: "gzip" } as const) : {};
  return takesEmpty(facts, attempt, form) || (!isGzipped(facts, attempt) && attempt.exchange.transport === "grpc");
}

function otherOf({ encoding }: Attempt): "protobuf" | "json" {
  return encoding === "json" ? "protobuf" : "json";
}

/** The other encoding, where all of these signals' paths take an empty request in it. */
function otherFix(facts: Facts, signals: readonly Signal[]): Fix | null {
  const attempts = facts.attempts.filter(({ signal }) => signals.includes(signal));
  const [first] = attempts;
  if (first === undefined || first.exchange.transport === "grpc") return null;
  const other = otherOf(first);
  if (!attempts.every((one) => one.encoding !== other && takesEmpty(facts, one, { encoding: other }))) return null;
  return { label: `Use ${names[other]}`, changes: setField(facts.destination, signals, "encoding", other) };
}
