// N06: localhost means ::1 here, or ::1 was written, and the receiver listens on 127.0.0.1 alone. Asking 127.0.0.1 splits it from N04.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, isOpen, moveFix, originNote, type Place, provenPlace } from "#lib/otlp/explain/places";
import { connectFaults } from "#lib/otlp/explain/reach";

const ipv4 = "127.0.0.1";
const ipv6 = "::1";

export const tcpIpv6Localhost: Entry = {
  code: "tcp.ipv6_localhost",
  ask: (facts) => (isSuspect(facts) ? askPlaces(facts, [there(facts)]) : []),
  recognise: (facts) => findAll(facts, isSuspect(facts) && isOpen(facts, facts.port, ipv4) ? "certain" : null),
  tell: (facts, signals) => {
    const place = there(facts);
    const isProven = provenPlace(facts, [place]) !== null;
    return {
      title: `${facts.host === ipv6 ? "Not ::1 but" : `${facts.host} is ::1 here, and`} only ${ipv4} listens on port ${facts.port}`,
      advice: `${isProven ? `An OTLP receiver answers at ${ipv4}.` : `Port ${facts.port} is open at ${ipv4}.`} Or have the receiver listen on [::].${originNote(facts, place)}`,
      fix: moveFix(facts, signals, place),
    };
  },
};

function there({ transport, tls, port }: Facts): Place {
  return { transport, tls, port, host: ipv4 };
}

function isSuspect(facts: Facts): boolean {
  const faults = connectFaults(facts);
  if (facts.proxy !== null || !["localhost", ipv6].includes(facts.host) || faults.length === 0) return false;
  return faults.every(({ address, code }) => address === ipv6 && (code === "ECONNREFUSED" || code === "EADDRNOTAVAIL"));
}
