// The target is Outspan itself: what it exported would come back to it, for ever.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { blockOf } from "#lib/otlp/explain/facts";

export const targetSelf: Entry = {
  code: "target.self",
  recognise: (facts) => findAll(facts, blockOf(facts)?.reason === "self" ? "certain" : null),
  tell: (facts) => ({
    title: `${facts.host}:${facts.port} is Outspan itself`,
    advice: "Telemetry sent there would come back and be sent again. Enter the endpoint of the backend.",
    fix: null,
  }),
};
