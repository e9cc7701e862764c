// Empty requests beside a refused one, on its own path: the same encoding or the other, with gzip or without. An empty request
// that fails proves nothing by itself (B09): only the difference of two does.
import { effectiveConnection } from "#lib/destination/resolve";
import type { Encoding } from "#lib/destination/schema";
import type { Attempt, Facts } from "#lib/otlp/explain/facts";
import { type EmptyQuestion, emptyReply, isTaken } from "#lib/otlp/explain/questions";

export type Form = { encoding?: Encoding; compression?: "gzip" };

export function emptyBeside({ host, port, tls }: Facts, attempt: Attempt, form: Form = {}): EmptyQuestion {
  const { signal, path, exchange } = attempt;
  const { encoding = attempt.encoding, compression } = form;
  const place = { transport: exchange.transport, tls, host, port };
  return { kind: "empty", signal, ...place, path, encoding, ...(compression !== undefined && { compression }) };
}

export function takesEmpty(facts: Facts, attempt: Attempt, form?: Form): boolean {
  return isTaken(emptyReply(facts, emptyBeside(facts, attempt, form)));
}

/** Refused whatever it holds: the empty request gets the item's very answer, numbers aside. */
export function refusesAlike(facts: Facts, attempt: Attempt, form?: Form): boolean {
  const reply = emptyReply(facts, emptyBeside(facts, attempt, form));
  if (reply?.answer == null || isTaken(reply)) return false;
  const { answer } = reply;
  return (
    answer.httpStatus === attempt.answer.httpStatus &&
    answer.grpcStatus?.code === attempt.answer.grpcStatus?.code &&
    sameWords(answer, attempt.answer)
  );
}

function sameWords(one: { words: string | null }, other: { words: string | null }): boolean {
  const plain = (words: string | null) => (words ?? "").replace(/\b(0x)?[\da-f]*\d[\da-f]*\b/gi, "");
  return plain(one.words) === plain(other.words);
}

/** An export asks nothing. */
export function wasEmptyAsked(facts: Facts, attempt: Attempt, form?: Form): boolean {
  return emptyReply(facts, emptyBeside(facts, attempt, form)) !== null;
}

export function isGzipped(facts: Facts, { signal }: Attempt): boolean {
  return effectiveConnection(facts.destination, signal)?.compression === "gzip";
}
