// Opens one socket to a peer, stage by stage, and reports each as it ends: names, TCP, proxy, TLS.
// The address connected to is the address that was judged: nothing is resolved twice (R9.9). Knows no HTTP beyond CONNECT.
import type { LookupAddress } from "node:dns";
import type { Socket } from "node:net";
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { TargetPolicy } from "#lib/engine/target-policy";
import type { ConnectionSeen, DnsSeen, ProxySeen, TcpSeen, TlsSeen } from "#lib/otlp/observation";

/** All addresses of a name, in the resolver's order. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

export type StageLimits = { dns: number; tcp: number; proxy: number; tls: number };
export const stageLimitsMs: StageLimits = { dns: 5000, tcp: 5000, proxy: 5000, tls: 5000 };

/** What opening a socket needs from outside. */
export type Network = {
  policy: TargetPolicy;
  lookup: Lookup;
  /** Milliseconds since the probe (or the process) began: the origin of every `startMs`. */
  now: () => number;
  limitsMs: StageLimits;
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

export function openSocket(route: Route, network: Network, abort: AbortSignal, observe: Observe): Promise<Opened> {
  throw new Error("not built yet");
}
