// N03: the name exists and has no address: a service without ready pods, or one with another kind of record. Split from N01
// (no such name) by the empty answer.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { mayNeedProxy } from "#lib/otlp/explain/reach";

export const dnsNoAddress: Entry = {
  code: "grpc.name_resolver_zero_addresses",
  recognise: (facts) => {
    if (facts.seen.dns?.fault?.code !== "ENODATA") return null;
    return findAll(facts, mayNeedProxy(facts) ? "possible" : "certain");
  },
  tell: (facts) => ({
    title: `The name ${facts.seen.dns?.host ?? facts.host} has no address`,
    advice:
      "It exists, and nothing stands behind it: a service without ready pods does that. Scale the receiver up, or correct the name.",
    fix: null,
  }),
};
