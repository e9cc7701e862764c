// N04: the host is there and refuses the connection: nothing listens on that port. Inside a container localhost is N05 as well.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote } from "#lib/otlp/explain/places";
import { failedWith, isContainerLocal } from "#lib/otlp/explain/reach";
import { elsewhere, provenElsewhere } from "#lib/otlp/explain/usual-ports";

export const tcpRefused: Entry = {
  code: "tcp.refused",
  ask: (facts) => askPlaces(facts, elsewhere(facts)),
  recognise: (facts) => {
    if (!failedWith(facts, "ECONNREFUSED")) return null;
    return findAll(facts, isContainerLocal(facts) && provenElsewhere(facts) === null ? "possible" : "certain");
  },
  tell: (facts, signals) => {
    const title = `Nothing listens on port ${facts.seen.tcp?.port ?? facts.port} of ${facts.seen.dns?.host ?? facts.host}`;
    const place = provenElsewhere(facts);
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

/** The address is this machine's own. */
function isHere({ seen: { tcp } }: Facts): boolean {
  return tcp?.attempts.some(({ address }) => /^(127\.|::1$|::ffff:127\.)/i.test(address)) === true;
}
