// B02: a home-made receiver that reads JSON alone. Fingerprint: it takes an empty JSON request, and refuses an empty Protobuf one as
// it refuses the items. Split from B03, which an empty Protobuf request does not get, and from B05.
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside, refusesAlike, takesEmpty, wasEmptyAsked } from "#lib/otlp/explain/empties";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";

const refusals = [400, 406, 415, 422, 500, 501];
const unsupportedMediaType = 415;
const json = { encoding: "json" } as const;

export const protobufUnsupported: Entry = {
  code: "protobuf.unsupported",
  ask: (facts) =>
    facts.attempts.filter(isSuspect).flatMap((one) => [emptyBeside(facts, one, json), emptyBeside(facts, one)]),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isSuspect(attempt)) return null;
      const is415 = attempt.answer.httpStatus === unsupportedMediaType;
      if (!wasEmptyAsked(facts, attempt, json)) return is415 ? "possible" : null;
      if (!takesEmpty(facts, attempt, json)) return null;
      if (refusesAlike(facts, attempt)) return "certain";
      return is415 && !takesEmpty(facts, attempt) ? "likely" : null;
    }),
  tell: (facts, signals) => ({
    title: "This receiver reads no Protobuf",
    advice: facts.attempts.some((attempt) => takesEmpty(facts, attempt, json))
      ? "It accepted an empty request in JSON on the same path."
      : "A home-made receiver may read JSON alone.",
    fix: { label: "Use JSON", changes: setField(facts.destination, signals, "encoding", "json") },
  }),
};

function isSuspect(attempt: Attempt): boolean {
  const { transport } = attempt.exchange;
  return transport === "http" && attempt.encoding === "protobuf" && refusals.includes(attempt.answer.httpStatus ?? 0);
}
