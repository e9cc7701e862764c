// N08: there is no way from here to any of the addresses: the system says so at once. Split from N07 (packets vanish) by that.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { connectFaults, isUnreachable, mayNeedProxy } from "#lib/otlp/explain/reach";

export const tcpUnreachable: Entry = {
  code: "tcp.unreachable",
  recognise: (facts) => {
    if (!isUnreachable(facts)) return null;
    return findAll(facts, mayNeedProxy(facts) ? "possible" : "certain");
  },
  tell: (facts) => {
    const isOnlyIpv6 = connectFaults(facts).every(({ address }) => address.includes(":"));
    return {
      title: `No route from this host to ${facts.seen.dns?.host ?? facts.host}`,
      advice: isOnlyIpv6
        ? "The name has IPv6 addresses only, and this host has no way to them. Give it IPv6, or use a name with an IPv4 address."
        : "Check the VPN, the default route and the network of this container or machine.",
      fix: null,
    };
  },
};
