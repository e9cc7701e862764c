// The target policy forbids the address: Outspan never connected to it.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { blockOf } from "#lib/otlp/explain/facts";
import { blockWords } from "#lib/otlp/explain/wording";

export const targetBlocked: Entry = {
  code: "target.blocked",
  recognise: (facts) => {
    const blocked = blockOf(facts);
    return findAll(facts, blocked !== null && blocked.reason !== "self" ? "certain" : null);
  },
  tell: (facts) => {
    const blocked = blockOf(facts);
    const kind = blocked === null ? "not allowed" : blockWords[blocked.reason];
    return {
      title: `This address is blocked by the target policy: ${blocked?.address ?? facts.host} is ${kind}`,
      advice: "Whoever runs Outspan decides with OUTSPAN_TARGETS where destinations may point.",
      fix: null,
    };
  },
};
