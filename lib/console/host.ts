// Which Host names this console answers to. A page of somebody else that points its own name at our address (DNS
// rebinding) is refused here; an address cannot be pointed anywhere. Pure.
import { isIP } from "node:net";

export type Bound = {
  /** As configured: an address or a name, without brackets. */
  host: string;
  port: number;
  /** OUTSPAN_URL, when set. */
  url: string | null;
};

/** `host` as it stands in the request header. */
export function isOwnHost(host: string | undefined, bound: Bound): boolean {
  const asked = host === undefined ? null : parseHost(host);
  if (asked === null) return false;
  if (bound.url !== null && asked.host === new URL(bound.url).host) return true;
  // Any port: forwarded ports and tunnels change it, and a foreign name cannot take these.
  if (isLoopbackName(asked.name)) return true;
  if (isLoopbackName(bound.host)) return false;
  return isIP(asked.name) !== 0 || (asked.name === bound.host.toLowerCase() && asked.port === bound.port);
}

/** The origin to print when OUTSPAN_URL does not say: an address that a browser on this machine can open. */
export function originOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return new URL(`http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`).origin;
}

function parseHost(text: string): { host: string; name: string; port: number } | null {
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(text)) return null;
  const url = URL.parse(`http://${text}`);
  if (url === null) return null;
  return { host: url.host, name: url.hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(url.port || 80) };
}

export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}
