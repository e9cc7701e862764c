// N11: the proxy wants to know who asks: 407, to CONNECT or to a request that one on the way took for itself.
import { type Entry, findAll } from "#lib/otlp/explain/entry";
import type { Facts } from "#lib/otlp/explain/facts";
import { askDirect, directFix } from "#lib/otlp/explain/past-proxy";

const proxyAuthenticationRequired = 407;

export const proxyAuthRequired: Entry = {
  code: "proxy.auth_required",
  ask: (facts) => (isAsked(facts) ? askDirect(facts) : []),
  recognise: (facts) => findAll(facts, isAsked(facts) ? "certain" : null),
  tell: (facts, signals) => {
    const proxy = facts.seen.proxy?.proxy ?? "A proxy on the way";
    const fix = directFix(facts, signals);
    const advice = "Outspan signs in at no proxy: have it let this host through without a password.";
    return {
      title: `${proxy} asks for a user and password`,
      advice: fix === null ? advice : `${advice} Or leave it out: the target is reached without it.`,
      fix,
    };
  },
};

function isAsked({ seen, attempts }: Facts): boolean {
  if (seen.proxy?.status === proxyAuthenticationRequired) return true;
  return attempts.length > 0 && attempts.every(({ answer }) => answer.httpStatus === proxyAuthenticationRequired);
}
