// N04: the host is there and refuses the connection: nothing listens on that port. Where localhost is a container and the machine
// below has the port open, that is closer (N05).
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, moveFix, originNote } from "#lib/otlp/explain/places";
import { failedWith, isContainerLocal } from "#lib/otlp/explain/reach";
import { elsewhere, provenElsewhere } from "#lib/otlp/explain/usual-ports";

export const tcpRefused: Entry = {
  code: "tcp.refused",
  ask: (facts) => askPlaces(facts, elsewhere(facts)),
  yieldsTo: ["tcp.refused_container_localhost"],
  recognise: (facts) => findAll(facts, failedWith(facts, "ECONNREFUSED") ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Nothing listens on port ${facts.seen.tcp?.port ?? facts.port} of ${facts.seen.dns?.host ?? facts.host}`;
    const place = provenElsewhere(facts);
    if (place === null) {
      return {
        title,
        advice: (isHere(facts) ? hereAdvice : awayAdvice) + (isContainerLocal(facts) ? containerAdvice : ""),
        fix: null,
      };
    }
    const speaks = place.transport === "grpc" ? "gRPC" : "HTTP";
    const advice = `An OTLP receiver answers on port ${place.port}, over ${speaks}${place.tls ? " with TLS" : ""}.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

const awayAdvice = "Start the receiver, or correct the port: 4318 is usual for HTTP, 4317 for gRPC.";
const hereAdvice =
  "Start the receiver, or correct the port. On this machine 4318 and 4317 are as a rule Outspan's own; npm run sink listens on 5318 (HTTP) and 5317 (gRPC).";
const containerAdvice =
  " Outspan seems to run in a container, where localhost is the container itself: a receiver elsewhere is reached by the name of its service.";

/** The address is this machine's own. */
function isHere({ seen: { tcp } }: Facts): boolean {
  return tcp?.attempts.some(({ address }) => /^(127\.|::1$|::ffff:127\.)/i.test(address)) === true;
}
