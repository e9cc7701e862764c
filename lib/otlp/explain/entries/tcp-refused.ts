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
        advice: isHere(facts)
          ? "Start the receiver, or correct the port. On this machine 4318 and 4317 are as a rule Outspan's own; npm run sink listens on 5318 (HTTP) and 5317 (gRPC)."
          : "Start the receiver, or correct the port: 4318 is usual for HTTP, 4317 for gRPC.",
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

/** The address is this machine's own. */
function isHere({ seen: { tcp } }: Facts): boolean {
  return tcp?.attempts.some(({ address }) => /^(127\.|::1$|::ffff:127\.)/i.test(address)) === true;
}

function isRefused({ seen: { tcp } }: Facts): boolean {
  if (tcp === null || tcp.connected !== null || tcp.attempts.length === 0) return false;
  return tcp.attempts.every(({ fault }) => fault?.code === "ECONNREFUSED");
}
