// N13: the proxy forbids a tunnel to this port. That it opens one to 443 of the same host splits a rule about ports from one
// about hosts.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askDirect, directFix } from "#lib/otlp/explain/past-proxy";
import { askPlaces, moveFix, originNote, placesOn, provenPlace } from "#lib/otlp/explain/places";
import { type Question, replyTo, type TunnelQuestion } from "#lib/otlp/explain/questions";

const httpsPort = 443;
/** Forbidden, and "method not allowed" for CONNECT as such. */
const refusals = [403, 405];

export const proxyConnectForbidden: Entry = {
  code: "proxy.connect_forbidden",
  ask: (facts): Question[] => {
    if (!isForbidden(facts)) return [];
    return [...tunnels(facts), ...(opens443(facts) ? askPlaces(facts, places(facts)) : []), ...askDirect(facts)];
  },
  recognise: (facts) => {
    if (!isForbidden(facts)) return null;
    return findAll(facts, opens443(facts) ? "certain" : "likely");
  },
  tell: (facts, signals) => {
    const proxy = facts.seen.proxy?.proxy ?? "The proxy";
    const place = provenPlace(facts, places(facts));
    const direct = directFix(facts, signals);
    if (!opens443(facts)) {
      const advice = `Whoever runs the proxy decides which hosts and ports it opens.${direct === null ? "" : " The target is reached without it."}`;
      return { title: `${proxy} forbids the way to ${facts.host}:${facts.port}`, advice, fix: direct };
    }
    const title = `${proxy} opens the way to port ${httpsPort}, not to ${facts.port}`;
    if (place === null) {
      const advice = `Use the backend's endpoint on port ${httpsPort}, or have port ${facts.port} allowed at the proxy.`;
      return { title, advice, fix: direct };
    }
    const advice = `An OTLP receiver answers on port ${httpsPort} of the same host.${originNote(facts, place)}`;
    return { title, advice, fix: moveFix(facts, signals, place) };
  },
};

function isForbidden({ seen: { proxy } }: Facts): boolean {
  return proxy !== null && refusals.includes(proxy.status ?? 0);
}

function tunnels({ host, port, signals: [signal] }: Facts): TunnelQuestion[] {
  return signal === undefined || port === httpsPort ? [] : [{ kind: "tunnel", host, port: httpsPort, signal }];
}

function opens443(facts: Facts): boolean {
  return tunnels(facts).some((question) => {
    const status = replyTo(facts, question)?.status ?? 0;
    return status >= 200 && status < 300;
  });
}

/** In plain text nothing is on 443. */
function places(facts: Facts) {
  return placesOn(facts, [httpsPort]).filter(({ tls }) => tls);
}
