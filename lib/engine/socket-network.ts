// What a socket of this process is opened with: the operator's target rules, this machine's addresses and resolver.
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { type SocketNetwork, stageLimitsMs } from "#lib/engine/open-socket";
import { type TargetRules, targetPolicy } from "#lib/engine/target-policy";

/** As things are now: interfaces come and go. */
export function socketNetwork(
  rules: Pick<TargetRules, "targets" | "listeners">,
  monotonicMs: () => number,
): SocketNetwork {
  return {
    policy: targetPolicy({ ...rules, localAddresses: localAddresses() }),
    lookup: (host) => lookup(host, { all: true, order: "verbatim" }),
    limitsMs: stageLimitsMs,
    now: monotonicMs,
  };
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
}
