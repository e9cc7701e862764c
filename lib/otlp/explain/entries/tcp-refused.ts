// N04: the host is there and refuses the connection: nothing listens on that port.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote, placesOn, provenPlace } from "#lib/otlp/explain/places";

const usualPorts = [4318, 4317, 443, 80];

export const tcpRefused: Entry = {
  code: "tcp.refused",
  ask: (facts) => (isRefused(facts) && facts.seen.proxy === null ? askPlaces(facts, elsewhere(facts)) : []),
  recognise: (facts) => findAll(facts, isRefused(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Nothing listens on port ${facts.seen.tcp?.port ?? facts.port} of ${facts.seen.dns?.host ?? facts.host}`;
    const place = provenPlace(facts, elsewhere(facts));
    if (place === null) {
      return {
        title,
        advice: "Start the receiver, or correct the port: 4318 is usual for HTTP, 4317 for gRPC.",
        fix: null,
      };
    }
    const speaks = place.transport === "grpc" ? "gRPC" : "HTTP";
    const advice = `An OTLP receiver answers on port ${place.port}, over ${speaks}${place.tls ? " with TLS" : ""}.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

/** With a proxy the connection was to the proxy, and other ports of the target say nothing about it. */
function elsewhere(facts: Facts) {
  return facts.seen.proxy === null
    ? placesOn(
        facts,
        usualPorts.filter((port) => port !== facts.port),
      )
    : [];
}

function isRefused({ seen: { tcp } }: Facts): boolean {
  if (tcp === null || tcp.connected !== null || tcp.attempts.length === 0) return false;
  return tcp.attempts.every(({ fault }) => fault?.code === "ECONNREFUSED");
}
