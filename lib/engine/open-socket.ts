// Opens one socket to a peer, stage by stage, and reports each as it ends: names, TCP, proxy, TLS.
// The address connected to is the address that was judged: nothing is resolved twice (R9.9). Knows no request.
import type { LookupAddress } from "node:dns";
import { isIP, type Socket } from "node:net";
import { hostInUrl } from "#lib/destination/host";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Authorizers } from "#lib/engine/authorize/authorizer";
import { connectTcp } from "#lib/engine/connect-tcp";
import { faultOf } from "#lib/engine/fault";
import { openTunnel } from "#lib/engine/proxy";
import { startTls } from "#lib/engine/start-tls";
import type { TargetPolicy } from "#lib/engine/target-policy";
import { within } from "#lib/engine/within";
import type { ConnectionSeen, DnsSeen, ProxySeen, TcpSeen, TlsSeen } from "#lib/otlp/observation";

/** All addresses of a name, in the resolver's order. */
type Lookup = (host: string) => Promise<Pick<LookupAddress, "address">[]>;

export type StageLimits = { dns: number; tcp: number; proxy: number; tls: number };
export const stageLimitsMs: StageLimits = { dns: 5000, tcp: 5000, proxy: 5000, tls: 5000 };

/** What opening a socket needs from outside. */
export type SocketNetwork = {
  policy: TargetPolicy;
  lookup: Lookup;
  /** Milliseconds since the probe (or the process) began: the origin of every `startMs`. */
  now: () => number;
  limitsMs: StageLimits;
};

/** What a channel to a destination needs besides. */
export type Network = SocketNetwork & {
  /** Who signs requests and fetches access tokens: over this same network. */
  authorizers: Authorizers;
};

/** Which peer, and how: two signals with an equal route can share a socket. */
export type Route = Pick<EffectiveConnection, "transport" | "target" | "tls" | "proxy">;

export type StageSeen =
  | { stage: "dns"; seen: DnsSeen }
  | { stage: "tcp"; seen: TcpSeen }
  | { stage: "proxy"; seen: ProxySeen }
  | { stage: "tls"; seen: TlsSeen };
export type Observe = (seen: StageSeen) => void;

export type Opened = {
  /** null = it failed; the last of `seen` says why. */
  socket: Socket | null;
  seen: Omit<ConnectionSeen, "signals">;
};

/** A name may have more addresses than anyone can wait for. */
const addressesMax = 8;

/** With a proxy, names and TCP are the proxy's. A TLS fault beside a live socket is one that `skipVerify` let pass. */
export async function openSocket(
  route: Route,
  network: SocketNetwork,
  abort: AbortSignal,
  observe: Observe,
): Promise<Opened> {
  const seen: Opened["seen"] = { dns: null, tcp: null, proxy: null, tls: null };
  const peer = route.proxy ?? route.target;
  seen.dns = await resolveName(peer.host, network, abort);
  observe({ stage: "dns", seen: seen.dns });
  if (seen.dns.fault) return { socket: null, seen };

  const tcp = await reach(seen.dns.addresses, peer.port, network, abort);
  seen.tcp = tcp.seen;
  observe({ stage: "tcp", seen: tcp.seen });
  if (!tcp.socket) return { socket: null, seen };

  if (route.proxy) {
    const passed = await tunnel(tcp.socket, route, network, abort);
    seen.proxy = passed.seen;
    observe({ stage: "proxy", seen: passed.seen });
    if (!passed.isOpen) return { socket: null, seen };
  }
  if (!route.target.tls) return { socket: tcp.socket, seen };

  const startMs = network.now();
  const handshake = { host: route.target.host, tls: route.tls, isGrpc: route.transport === "grpc" };
  const secured = await startTls(tcp.socket, handshake, network.limitsMs.tls, abort);
  seen.tls = { startMs, durationMs: network.now() - startMs, ...secured.seen };
  observe({ stage: "tls", seen: seen.tls });
  return { socket: secured.socket, seen };
}

async function resolveName(host: string, network: SocketNetwork, abort: AbortSignal): Promise<DnsSeen> {
  const startMs = network.now();
  const literal = isIP(host) !== 0;
  type Found = Pick<DnsSeen, "addresses" | "fault">;
  const found: Found = literal
    ? { addresses: [host], fault: null }
    : await within<Found>(network.limitsMs.dns, abort, (finish) => {
        network.lookup(host).then(
          (answers) => finish(distinct(answers.map(({ address }) => address))),
          (error) => finish({ addresses: [], fault: faultOf(error) }),
        );
        return (fault) => ({ addresses: [], fault });
      });
  return { startMs, durationMs: network.now() - startMs, host, literal, ...found };
}

function distinct(addresses: string[]): Pick<DnsSeen, "addresses" | "fault"> {
  const fault = addresses.length === 0 ? { code: "ENODATA", message: "The name has no address" } : null;
  return { addresses: [...new Set(addresses)].slice(0, addressesMax), fault };
}

async function reach(
  addresses: readonly string[],
  port: number,
  network: SocketNetwork,
  abort: AbortSignal,
): Promise<{ socket: Socket | null; seen: TcpSeen }> {
  const startMs = network.now();
  const judged = addresses.map((address) => ({ address, reason: network.policy.judge(address, port) }));
  const allowed = judged.flatMap(({ address, reason }) => (reason ? [] : [address]));
  const [blocked = null] = judged.flatMap(({ address, reason }) => (reason ? [{ address, reason }] : []));
  const connected = await connectTcp(allowed, port, network.limitsMs.tcp, abort, network.now);
  const durationMs = network.now() - startMs;
  const { socket, address, attempts } = connected;
  return { socket, seen: { startMs, durationMs, port, attempts, connected: address, blocked } };
}

async function tunnel(
  socket: Socket,
  { proxy, target }: Route,
  network: SocketNetwork,
  abort: AbortSignal,
): Promise<{ isOpen: boolean; seen: ProxySeen }> {
  const startMs = network.now();
  const blocked = await judgeBehindProxy(target, network, abort);
  if (blocked) socket.destroy();
  const refused = { isOpen: false, status: null, statusText: "", authenticate: null, fault: null };
  const { isOpen, ...said } = blocked
    ? refused
    : await openTunnel(socket, authority(target), network.limitsMs.proxy, abort);
  const durationMs = network.now() - startMs;
  return { isOpen, seen: { startMs, durationMs, proxy: proxy ? authority(proxy) : "", blocked, ...said } };
}

/** The proxy resolves the name anew, so every address it may mean must pass, and one that means nothing here is unknown. */
async function judgeBehindProxy(
  target: Route["target"],
  network: SocketNetwork,
  abort: AbortSignal,
): Promise<ProxySeen["blocked"]> {
  const { addresses } = await resolveName(target.host, network, abort);
  if (addresses.length === 0 && !network.policy.allowsUnresolved) return { address: target.host, reason: "unresolved" };
  for (const address of addresses) {
    const reason = network.policy.judge(address, target.port);
    if (reason) return { address, reason };
  }
  return null;
}

/** host:port as CONNECT and HTTP/2 want it. */
export function authority({ host, port }: { host: string; port: number }): string {
  return `${hostInUrl(host)}:${port}`;
}
