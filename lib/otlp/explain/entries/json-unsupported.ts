// B01: the receiver reads no JSON. Fingerprint: it takes an empty Protobuf request and refuses JSON.
import { setField } from "#lib/otlp/explain/edits";
import { type Entry, findEach } from "#lib/otlp/explain/entry";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, emptyReply, isTaken } from "#lib/otlp/explain/questions";

/** Statuses seen for JSON at a Protobuf-only receiver; only 415 says it by itself. */
const refusals = [400, 406, 415, 500, 501];
const unsupportedMediaType = 415;

export const jsonUnsupported: Entry = {
  code: "json.unsupported",
  ask: (facts) =>
    facts.attempts.filter(isSuspect).flatMap((one) => [empty(facts, one, "protobuf"), empty(facts, one, "json")]),
  recognise: (facts) =>
    findEach(facts, (attempt) => {
      if (!isSuspect(attempt)) return null;
      const takesProtobuf = isTaken(emptyReply(facts, empty(facts, attempt, "protobuf")));
      const refusesJson = refusals.includes(emptyReply(facts, empty(facts, attempt, "json"))?.answer?.httpStatus ?? 0);
      if (attempt.answer.httpStatus === unsupportedMediaType) return takesProtobuf ? "certain" : "likely";
      return takesProtobuf && refusesJson ? "certain" : null;
    }),
  tell: (facts, signals) => ({
    title: "This receiver reads no JSON",
    advice: facts.attempts.some((attempt) => isTaken(emptyReply(facts, empty(facts, attempt, "protobuf"))))
      ? "It accepted an empty request in Protobuf on the same path."
      : "Protobuf is what every OTLP receiver has to read.",
    fix: { label: "Use Protobuf", changes: setField(facts.destination, signals, "encoding", "protobuf") },
  }),
};

function isSuspect(attempt: Attempt): boolean {
  const { transport } = attempt.exchange;
  return transport === "http" && attempt.encoding === "json" && refusals.includes(attempt.answer.httpStatus ?? 0);
}

function empty({ host, port, tls }: Facts, attempt: Attempt, encoding: "protobuf" | "json"): EmptyQuestion {
  return { kind: "empty", signal: attempt.signal, transport: "http", tls, host, port, path: attempt.path, encoding };
}
