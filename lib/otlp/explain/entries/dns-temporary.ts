// N02: no name server answered for the name. EAI_AGAIN says so; a look-up that ended at our own limit only looks like it.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { mayNeedProxy } from "#lib/otlp/explain/reach";
import type { Certainty } from "#lib/otlp/report";

export const dnsTemporary: Entry = {
  code: "dns.temporary",
  recognise: (facts) => findAll(facts, certaintyOf(facts)),
  tell: (facts) => ({
    title: `No name server answered for ${facts.seen.dns?.host ?? facts.host}`,
    advice:
      "The name was not refused: nobody answered. Check the resolver of this host (/etc/resolv.conf) and its way to the network.",
    fix: null,
  }),
};

function certaintyOf(facts: Facts): Certainty | null {
  const code = facts.seen.dns?.fault?.code ?? "";
  if (!/^(EAI_AGAIN|EAI_FAIL|ESERVFAIL|ETIMEOUT|ETIMEDOUT)$/.test(code)) return null;
  if (mayNeedProxy(facts)) return "possible";
  return code === "EAI_AGAIN" ? "certain" : "likely";
}
