// P04: TLS to a plain-text port. Fingerprint: the ClientHello is answered by something that is no TLS record.
import { looksPrivate } from "#lib/destination/host";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askOwnPort, askPlaces, moveFix, originNote, ownPort, type Place, provenPlace } from "#lib/otlp/explain/places";

export const portTlsToPlain: Entry = {
  code: "port.tls_to_plain",
  ask: (facts) => (isSuspect(facts) ? [...askOwnPort(facts), ...askPlaces(facts, places(facts))] : []),
  recognise: (facts) => {
    if (!isSuspect(facts)) return null;
    const plain = ownPort(facts)?.plain;
    if (plain === "http" || plain === "grpc") return findAll(facts, "certain");
    return findAll(facts, isNoTls(facts) && plain !== "other" ? "likely" : null);
  },
  tell: (facts, signals) => {
    const title = `Port ${facts.port} speaks plain text, this destination expects TLS`;
    const place = provenPlace(facts, places(facts));
    if (place === null)
      return { title, advice: "Turn TLS on at the receiver, or write http:// in front of the host.", fix: null };
    const speaks = place.transport === "grpc" ? "gRPC" : "HTTP";
    const advice = `An OTLP receiver answers there over ${speaks} without TLS. Anyone between here and the server could read and change the telemetry.`;
    // Whoever stands on the way can make a port speak plain text: no click sends a key in clear over networks of others.
    if (facts.hasCredentials && !looksPrivate(facts.host)) {
      return { title, advice: `${advice} The credentials as well: turn TLS on at the receiver.`, fix: null };
    }
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function places(facts: Facts): Place[] {
  const other = facts.transport === "http" ? "grpc" : "http";
  return [
    { transport: facts.transport, tls: false, port: facts.port },
    { transport: other, tls: false, port: facts.port },
  ];
}

/** OpenSSL calls it a wrong version number or a bad record; a server that hangs up on the ClientHello says nothing. */
function isSuspect(facts: Facts): boolean {
  return (
    isNoTls(facts) || (facts.tls && facts.seen.tls?.version === null && facts.seen.tls.fault?.code === "ECONNRESET")
  );
}

function isNoTls(facts: Facts): boolean {
  const fault = facts.seen.tls?.fault;
  if (fault == null || fault.alert !== undefined) return false;
  const name = `${fault.code} ${fault.reason ?? ""}`;
  return /wrong.version.number|packet.length.too.long|http.request|bad.record.type|record.layer.failure/i.test(name);
}
