// Whether others on the network can read along: said once at the start, in words for the operator. Pure.
import { type Bound, isLoopbackName } from "#lib/console/host";

/** Null: only this machine reaches it, or people come over https. */
export function exposure({ host, url }: Pick<Bound, "host" | "url">): string | null {
  if (isLoopbackName(host) || url?.startsWith("https:")) return null;
  return [
    `Warning: OUTSPAN_HOST ${host} is reached over plain HTTP. Whoever is on the way reads passwords, session cookies, API keys and`,
    "  every secret that is typed. Put a proxy with TLS in front of it, set OUTSPAN_URL to its https address and",
    '  OUTSPAN_TRUSTED_PROXIES to the proxy\'s own: README, "Behind a proxy".',
  ].join("\n");
}
