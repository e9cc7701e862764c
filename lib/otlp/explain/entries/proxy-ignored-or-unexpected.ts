// N12: the environment names a proxy, which Outspan never uses unasked, and without it nothing is reached. Looks like N01, N02,
// N07 and N08: whether the proxy gets through shows only when it is set. Or a proxy is set that does not get through, and the
// target is reached without it.
import { setField } from "#lib/otlp/explain/edits";
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askDirect, directFix } from "#lib/otlp/explain/past-proxy";
import { mayNeedProxy } from "#lib/otlp/explain/reach";

/** What proxies answer to CONNECT when the way behind them ends: Squid 503, others 502, 504 after a wait, 404 for a name. */
const noWay = [404, 500, 502, 503, 504];

export const proxyIgnoredOrUnexpected: Entry = {
  code: "proxy.ignored_or_unexpected",
  ask: (facts) => (isStuck(facts) ? askDirect(facts) : []),
  recognise: (facts) => {
    if (mayNeedProxy(facts)) return findAll(facts, "possible");
    return findAll(facts, isStuck(facts) && directFix(facts, facts.signals) !== null ? "likely" : null);
  },
  tell: (facts, signals) => {
    if (isStuck(facts)) {
      return {
        title: `${facts.seen.proxy?.proxy ?? "The proxy"} does not get through to ${facts.host}:${facts.port}, and this host does`,
        advice: `It answered ${facts.seen.proxy?.status}. A proxy for the way out often knows nothing of inner hosts: leave it out for this destination.`,
        fix: directFix(facts, signals),
      };
    }
    const proxy = `http://${facts.surroundings.environmentProxy}`;
    return {
      title: `${facts.host} may be reached only through the proxy that the environment names`,
      advice: `HTTPS_PROXY or a variable like it names ${proxy}. Outspan uses a proxy only where a destination sets it.`,
      fix: { label: `Use the proxy ${proxy}`, changes: setField(facts.destination, signals, "proxy", proxy) },
    };
  },
};

function isStuck({ proxy, seen }: Facts): boolean {
  return proxy !== null && noWay.includes(seen.proxy?.status ?? 0);
}
