// N04: the host is there and refuses the connection: nothing listens on that port. Where localhost is a container and the machine
// below has the port open, that is closer (N05).
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { askPlaces, moveFix, originNote } from "#lib/otlp/explain/places";
import { failedWith, isContainerLocal, isLoopback } from "#lib/otlp/explain/reach";
import { elsewhere, provenElsewhere } from "#lib/otlp/explain/usual-ports";

export const tcpRefused: Entry = {
  code: "tcp.refused",
  ask: (facts) => askPlaces(facts, elsewhere(facts)),
  yieldsTo: ["tcp.refused_container_localhost"],
  recognise: (facts) => findAll(facts, failedWith(facts, "ECONNREFUSED") ? "certain" : null),
  tell: (facts, signals) => {
    const title = `Nothing listens on port ${facts.seen.tcp?.port ?? facts.port} of ${facts.seen.dns?.host ?? facts.host}`;
    if (facts.proxy !== null)
      return { title: `${title}, the proxy of this destination`, advice: proxyAdvice, fix: null };
    const place = provenElsewhere(facts);
    if (place === null) {
      const advice = (isLoopback(facts) ? hereAdvice : awayAdvice) + (isContainerLocal(facts) ? containerAdvice : "");
      return { title, advice, fix: null };
    }
    const speaks = place.transport === "grpc" ? "gRPC" : "HTTP";
    const advice = `An OTLP receiver answers on port ${place.port}, over ${speaks}${place.tls ? " with TLS" : ""}.`;
    return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
  },
};

const proxyAdvice = "Start the proxy, correct it in the field Proxy, or leave that field empty.";
const awayAdvice = "Start the receiver, or correct the port: 4318 is usual for HTTP, 4317 for gRPC.";
const hereAdvice =
  "Start the receiver, or correct the port. On this machine 4318 and 4317 are as a rule Outspan's own; npm run sink listens on 5318 (HTTP) and 5317 (gRPC).";
const containerAdvice =
  " If Outspan runs in a container, as it seems from here, localhost is that container: a receiver outside it is reached by the name of its service.";
