// N01: the name does not exist for the resolver that this host asks.
import { type Entry, findAll } from "#lib/otlp/explain/entry";

export const dnsNxdomain: Entry = {
  code: "dns.nxdomain",
  recognise: (facts) => {
    const code = facts.seen.dns?.fault?.code;
    return findAll(facts, code === "ENOTFOUND" || code === "ENODATA" ? "certain" : null);
  },
  tell: (facts) => {
    const host = facts.seen.dns?.host ?? facts.host;
    return {
      title: `The name ${host} does not resolve from this host`,
      advice: host.includes(".")
        ? "Check the spelling. A name inside a cluster resolves only there, and may need its namespace."
        : "Check the spelling. A name without a dot resolves only in its own network: use the full name, such as collector.observability.svc.",
      fix: null,
    };
  },
};
