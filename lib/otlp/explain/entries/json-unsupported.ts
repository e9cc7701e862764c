// B01: the receiver reads no JSON. Fingerprint: it takes an empty Protobuf request, and refuses an empty JSON one as it refuses the
// items. Split from B03, which an empty JSON request does not get, and from B05.
import { setField } from "#lib/otlp/explain/edits";
import { emptyBeside, refusesAlike, takesEmpty } from "#lib/otlp/explain/empties";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt } from "#lib/otlp/explain/facts";

/** Statuses seen for JSON at a Protobuf-only receiver; only 415 says it by itself. */
const refusals = [400, 406, 415, 500, 501];
const unsupportedMediaType = 415;

export const jsonUnsupported: Entry = {
  code: "json.unsupported",
  ask: (facts) =>
    facts.attempts
      .filter(isSuspect)
      .flatMap((one) => [emptyBeside(facts, one, { encoding: "protobuf" }), emptyBeside(facts, one)]),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isSuspect(attempt)) return null;
      if (takesEmpty(facts, attempt, { encoding: "protobuf" }) && refusesAlike(facts, attempt)) return "certain";
      return attempt.answer.httpStatus === unsupportedMediaType && !takesEmpty(facts, attempt) ? "likely" : null;
    }),
  tell: (facts, signals) => ({
    title: "This receiver reads no JSON",
    advice: facts.attempts.some((attempt) => takesEmpty(facts, attempt, { encoding: "protobuf" }))
      ? "It accepted an empty request in Protobuf on the same path."
      : "Protobuf is what every OTLP receiver has to read.",
    fix: { label: "Use Protobuf", changes: setField(facts.destination, signals, "encoding", "protobuf") },
  }),
};

function isSuspect(attempt: Attempt): boolean {
  const { transport } = attempt.exchange;
  return transport === "http" && attempt.encoding === "json" && refusals.includes(attempt.answer.httpStatus ?? 0);
}
