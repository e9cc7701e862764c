// P05: gRPC to a TLS server that speaks only HTTP/1.1. Fingerprint: it chose no h2 in the handshake.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, type Place, provenPlace } from "#lib/otlp/explain/places";

const noApplicationProtocol = 120;

export const tlsNoH2: Entry = {
  code: "tls.no_h2",
  ask: (facts) => (lacksH2(facts) ? askPlaces(facts, places(facts)) : []),
  recognise: (facts) => findAll(facts, lacksH2(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Port ${facts.port} speaks no HTTP/2, which gRPC needs`;
    const place = provenPlace(facts, places(facts));
    if (place === null) {
      return {
        title,
        advice: "Switch this destination to HTTP, or enable HTTP/2 (gRPC) on the proxy in front.",
        fix: null,
      };
    }
    const advice = "An OTLP receiver answers over HTTP on the same port.";
    return { title, advice, fix: moveFix(facts, signals, place) };
  },
};

function places(facts: Facts): Place[] {
  return [{ transport: "http", tls: true, port: facts.port }];
}

function lacksH2(facts: Facts): boolean {
  const fault = facts.seen.tls?.fault;
  return facts.transport === "grpc" && (fault?.code === "ERR_NO_H2" || fault?.alert === noApplicationProtocol);
}
