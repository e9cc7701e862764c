// N12: the environment names a proxy, which Outspan never uses unasked, and without it nothing is reached. Looks like N01, N02,
// N07 and N08: whether the proxy gets through shows only when it is set.
import { setField } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import { mayNeedProxy } from "#lib/otlp/explain/reach";

export const proxyIgnoredOrUnexpected: Entry = {
  code: "proxy.ignored_or_unexpected",
  recognise: (facts) => findAll(facts, mayNeedProxy(facts) ? "possible" : null),
  tell: (facts, signals) => {
    const proxy = `http://${facts.surroundings.environmentProxy}`;
    return {
      title: `${facts.host} may be reached only through the proxy that the environment names`,
      advice: `HTTPS_PROXY or a variable like it names ${proxy}. Outspan uses a proxy only where a destination sets it.`,
      fix: { label: `Use the proxy ${proxy}`, changes: setField(facts.destination, signals, "proxy", proxy) },
    };
  },
};
