// P01: an HTTP client at a gRPC port. Fingerprint: an HTTP/2 SETTINGS frame where HTTP/1.1 was expected.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, faultsOf, saysMissingAlpn } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote, type Place, provenPlace, siblingPort } from "#lib/otlp/explain/places";
import { isSettingsFrame } from "#lib/otlp/http2-frame";

const noApplicationProtocol = 120;

export const portHttpToGrpc: Entry = {
  code: "port.http_to_grpc",
  ask: (facts) => (isGrpcPort(facts) ? askPlaces(facts, places(facts)) : []),
  recognise: (facts) => findAll(facts, isGrpcPort(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Port ${facts.port} speaks gRPC, this destination sends HTTP`;
    const place = provenPlace(facts, places(facts));
    if (place === null)
      return { title, advice: "Use the receiver's HTTP port, usually 4318, or switch to gRPC.", fix: null };
    const advice =
      place.transport === "http"
        ? `Port ${place.port} of the same host answers OTLP over HTTP.`
        : "An empty gRPC request to this port was answered by an OTLP receiver.";
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

/** The HTTP port of the pair first: it keeps the transport that the operator chose. */
function places(facts: Facts): Place[] {
  const sibling = siblingPort(facts.port);
  const here: Place = { transport: "grpc", tls: facts.tls, port: facts.port };
  return sibling === null ? [here] : [{ transport: "http", tls: facts.tls, port: sibling }, here];
}

/** Over TLS such a server refuses the handshake (alert 120), or answers 403 "Missing ALPN Protocol" (failures.md §11). */
function isGrpcPort(facts: Facts): boolean {
  if (facts.transport !== "http") return false;
  if (facts.attempts.some(saysMissingAlpn)) return true;
  return faultsOf(facts).some(
    ({ alert, firstBytes }) => alert === noApplicationProtocol || isSettingsFrame(firstBytes),
  );
}
