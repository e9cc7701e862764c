// N05: localhost in a container is the container itself, claimed where the machine below has that port open; and a receiver in a
// container that listens on its own localhost is behind a published port that hangs up, which nothing splits from N10.
import { moveTo } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askOwnPort, askPort, isOpen, originNote, ownPort, type Place } from "#lib/otlp/explain/places";
import { isContainerLocal, isHungUp, isLoopback, isResetAtOnce } from "#lib/otlp/explain/reach";
import { provenElsewhere } from "#lib/otlp/explain/usual-ports";

/** How the machine under a container is called in it. */
const machine = "host.docker.internal";

export const tcpRefusedContainerLocalhost: Entry = {
  code: "tcp.refused_container_localhost",
  ask: (facts) => {
    if (isContainerLocal(facts)) return askPort(facts, facts.port, machine);
    return isBehindPublishedPort(facts) ? askOwnPort(facts) : [];
  },
  recognise: (facts) => {
    if (isContainerLocal(facts)) {
      return findAll(facts, isOpen(facts, facts.port, machine) && provenElsewhere(facts) === null ? "likely" : null);
    }
    if (isResetAtOnce(facts) && isLoopback(facts)) return findAll(facts, "possible");
    const port = ownPort(facts);
    const isClosed = port?.plain === "closed" && port.tls === null;
    return findAll(facts, isBehindPublishedPort(facts) && isClosed ? "possible" : null);
  },
  tell: (facts, signals) => {
    if (!isContainerLocal(facts)) {
      return {
        title: `A receiver behind port ${facts.port} may listen only on its container's localhost`,
        advice:
          "A published port accepts and hangs up then. Have the receiver listen on 0.0.0.0, in a Collector under endpoint.",
        fix: null,
      };
    }
    return {
      title: `${facts.host} is this container itself, and nothing listens there on port ${facts.port}`,
      advice: `Port ${facts.port} is open on the machine below, ${machine}. For a receiver in another container use the name of its service.${originNote(facts, below(facts))}`,
      fix: { label: `Use ${machine}`, changes: moveTo(facts.destination, signals, { host: machine }) },
    };
  },
};

function below({ transport, tls, port }: Facts): Place {
  return { transport, tls, port, host: machine };
}

function isBehindPublishedPort(facts: Facts): boolean {
  return isLoopback(facts) && facts.seen.tcp?.connected != null && isHungUp(facts);
}
