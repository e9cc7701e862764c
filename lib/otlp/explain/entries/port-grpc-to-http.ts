// P02: a gRPC client at an HTTP port. Fingerprint: the port answers an HTTP/1.1 request in HTTP/1.1.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { type Facts, isUnanswered } from "#lib/otlp/explain/facts";
import {
  askOwnPort,
  askPlaces,
  moveFix,
  originNote,
  ownPort,
  type Place,
  provenPlace,
  siblingPort,
} from "#lib/otlp/explain/places";

export const portGrpcToHttp: Entry = {
  code: "port.grpc_to_http",
  ask: (facts) => {
    if (!isSuspect(facts)) return [];
    return isHttpPort(facts) ? askPlaces(facts, places(facts)) : askOwnPort(facts);
  },
  recognise: (facts) => findAll(facts, isSuspect(facts) && isHttpPort(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Port ${facts.port} speaks HTTP, this destination sends gRPC`;
    const place = provenPlace(facts, places(facts));
    if (place === null)
      return { title, advice: "Use the receiver's gRPC port, usually 4317, or switch to HTTP.", fix: null };
    const advice =
      place.transport === "grpc"
        ? `Port ${place.port} of the same host answers OTLP over gRPC.`
        : "An empty HTTP request to this port was answered by an OTLP receiver.";
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

function places(facts: Facts): Place[] {
  const sibling = siblingPort(facts.port);
  const here: Place = { transport: "http", tls: facts.tls, port: facts.port };
  return sibling === null ? [here] : [{ transport: "grpc", tls: facts.tls, port: sibling }, here];
}

function isSuspect(facts: Facts): boolean {
  return facts.transport === "grpc" && !facts.tls && facts.attempts.length > 0 && facts.attempts.every(isUnanswered);
}

/** A TLS port may answer plain text with a 400 in HTTP/1.1: that is P03. */
function isHttpPort(facts: Facts): boolean {
  const port = ownPort(facts);
  return port?.plain === "http" && port.tls === null;
}
