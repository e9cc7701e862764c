// N01: the name does not exist for the resolver that this host asks. Split from N02 (no resolver answered) and N03 (it exists,
// without an address) by the code; from N12 (only a proxy resolves it) by nothing where the environment names a proxy.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { mayNeedProxy } from "#lib/otlp/explain/reach";

export const dnsNxdomain: Entry = {
  code: "dns.nxdomain",
  recognise: (facts) => {
    if (facts.seen.dns?.fault?.code !== "ENOTFOUND") return null;
    return findAll(facts, mayNeedProxy(facts) ? "possible" : "certain");
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
