// P03: plain text at a TLS port. Fingerprint: a ClientHello on the same port is answered with a handshake.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, isUnanswered, saysTlsPort } from "#lib/otlp/explain/facts";
import { askOwnPort, askPlaces, moveFix, originNote, ownPort, type Place, provenPlace } from "#lib/otlp/explain/places";

export const portPlainToTls: Entry = {
  code: "port.plain_to_tls",
  ask: (facts) => {
    if (!isSuspect(facts)) return [];
    return isTlsPort(facts) ? askPlaces(facts, places(facts)) : askOwnPort(facts);
  },
  recognise: (facts) => findAll(facts, isSuspect(facts) && isTlsPort(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Port ${facts.port} expects TLS, this destination sends plain text`;
    // Without a proof, because the certificate is not trusted yet, TLS is still the way the port wants it.
    const proven = provenPlace(facts, places(facts));
    const place = proven ?? likeliest(facts);
    const advice = proven
      ? "A TLS handshake on this port works, and an OTLP receiver answers behind it."
      : "A TLS handshake on this port works. What is behind it could not be asked yet: its certificate may need your CA.";
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function places(facts: Facts): Place[] {
  const other = facts.transport === "http" ? "grpc" : "http";
  return [
    { transport: facts.transport, tls: true, port: facts.port },
    { transport: other, tls: true, port: facts.port },
  ];
}

/** What the peer chose in the handshake decides between the two, where it chose. */
function likeliest(facts: Facts): Place {
  const alpn = ownPort(facts)?.tls?.alpn;
  const transport = facts.transport === "grpc" && alpn === "http/1.1" ? "http" : facts.transport;
  return { transport, tls: true, port: facts.port };
}

/** Closed without a byte, or told in words. */
function isSuspect(facts: Facts): boolean {
  if (facts.tls || facts.attempts.length === 0) return false;
  return facts.attempts.every((attempt) => isUnanswered(attempt) || saysTlsPort(attempt));
}

function isTlsPort(facts: Facts): boolean {
  const port = ownPort(facts);
  return port !== null && port.tls !== null && port.plain !== "grpc";
}
