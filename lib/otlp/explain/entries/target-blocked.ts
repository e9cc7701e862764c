// The target policy forbids the address: Outspan never connected to it.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import type { BlockReason } from "#lib/otlp/observation";

const kinds: Record<Exclude<BlockReason, "self">, string> = {
  loopback: "a loopback address",
  private: "a private address",
  link_local: "a link-local address",
  metadata: "a cloud metadata address",
  unspecified: "an unspecified address",
  multicast: "a multicast address",
  unresolved: "a name that only the proxy resolves",
};

export const targetBlocked: Entry = {
  code: "target.blocked",
  recognise: (facts) => {
    const blocked = blockOf(facts);
    return findAll(facts, blocked !== null && blocked.reason !== "self" ? "certain" : null);
  },
  tell: (facts) => {
    const blocked = blockOf(facts);
    const kind = blocked === null || blocked.reason === "self" ? "not allowed" : kinds[blocked.reason];
    return {
      title: `This address is blocked by the target policy: ${blocked?.address ?? facts.host} is ${kind}`,
      advice: "Whoever runs Outspan decides with OUTSPAN_TARGETS where destinations may point.",
      fix: null,
    };
  },
};

export function blockOf({ seen }: Facts) {
  if (seen.proxy?.blocked) return seen.proxy.blocked;
  return seen.tcp?.connected === null ? seen.tcp.blocked : null;
}
