// Who is asking, by which scheme and name: X-Forwarded-* is believed from trusted proxies only and rewritten for everybody,
// so that nothing behind this server can be told a lie. Pure.
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";

export type Caller = { address: string; scheme: "http" | "https"; host: string | undefined };

/** What this server tells the app, never taken from outside: the caller's address, and the path that was asked for. */
const clientHeader = "x-outspan-client";
const pathHeader = "x-outspan-path";

/** `ranges`: addresses and CIDR ranges, as env checked them. */
export function trustedProxies(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return list;
}

/** `remote`: the address of the other end of the socket. */
export function callerOf(remote: string, headers: IncomingHttpHeaders, trusted: BlockList): Caller {
  const peer = plainAddress(remote);
  if (!isTrusted(peer, trusted)) return { address: peer, scheme: "http", host: headers.host };
  const scheme = lastOf(headers["x-forwarded-proto"])?.toLowerCase() === "https" ? "https" : "http";
  return {
    address: clientBehind(peer, headers["x-forwarded-for"], trusted),
    scheme,
    host: lastOf(headers["x-forwarded-host"]) ?? headers.host,
  };
}

/** Replaces whatever the request claimed about its way here. `target`: its path and query. */
export function overwriteForwarded(headers: IncomingHttpHeaders, caller: Caller, target: string): void {
  for (const name of Object.keys(headers)) {
    if (/^(x-forwarded-|x-outspan-|forwarded$|x-real-ip$)/.test(name)) delete headers[name];
  }
  headers.host = caller.host;
  headers["x-forwarded-for"] = caller.address;
  headers["x-forwarded-host"] = caller.host;
  headers["x-forwarded-proto"] = caller.scheme;
  headers[clientHeader] = caller.address;
  // Without the parameter that Next adds to its own fetches.
  headers[pathHeader] = target.replace(/([?&])_rsc=[^&]*&?/, "$1").replace(/[?&]$/, "");
}

/** From the right, the first address that is no proxy of ours: what stands left of it anybody can have written. */
function clientBehind(peer: string, forwardedFor: string | string[] | undefined, trusted: BlockList): string {
  let client = peer;
  for (const part of listOf(forwardedFor).reverse()) {
    const address = plainAddress(part);
    if (isIP(address) === 0) break;
    client = address;
    if (!isTrusted(address, trusted)) break;
  }
  return client;
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** Without the IPv4-in-IPv6 prefix of a dual-stack socket, brackets and zone. */
function plainAddress(text: string): string {
  return text
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
}

function listOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((value) => value.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return listOf(header).at(-1);
}
