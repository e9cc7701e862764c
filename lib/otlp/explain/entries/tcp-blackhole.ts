// N07: packets to that port vanish: no connection and no refusal. Another port of the same host splits a filtered port from a
// host that is not there.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askPlaces, isOpen, moveFix, originNote, placesOn, provenPlace } from "#lib/otlp/explain/places";
import { failedWith, mayNeedProxy } from "#lib/otlp/explain/reach";

const httpsPort = 443;

export const tcpBlackhole: Entry = {
  code: "tcp.blackhole",
  ask: (facts) => (failedWith(facts, "ETIMEDOUT") ? askPlaces(facts, elsewhere(facts)) : []),
  recognise: (facts) => {
    if (!failedWith(facts, "ETIMEDOUT")) return null;
    return findAll(facts, mayNeedProxy(facts) ? "possible" : "certain");
  },
  tell: (facts, signals) => {
    const port = facts.seen.tcp?.port ?? facts.port;
    const title = `No answer from ${facts.seen.dns?.host ?? facts.host}, port ${port}: packets vanish on the way`;
    const place = provenPlace(facts, elsewhere(facts));
    if (place !== null) {
      const advice = `An OTLP receiver answers on port ${place.port} of the same host. A firewall keeps port ${port} closed.`;
      return { title, advice: advice + originNote(facts, place), fix: moveFix(facts, signals, place) };
    }
    const advice = isOpen(facts, httpsPort)
      ? `Port ${httpsPort} of the same host answers: only this port is filtered. Open the way to it from this host.`
      : "A firewall, security group or network policy drops them. Open the way from this host to that port.";
    return { title, advice, fix: null };
  },
};

/** With a proxy the connection was to the proxy, and other ports of the target say nothing about it. */
function elsewhere(facts: Facts) {
  return facts.proxy === null && facts.port !== httpsPort ? placesOn(facts, [httpsPort]) : [];
}
