// The origin of a target, and all that a secret is bound to (api.md, Origin and Secrets).
import type { Target } from "#lib/destination/endpoint-parts";
import { hostInUrl } from "#lib/destination/host";
import {
  type Connected,
  connectionPath,
  type EffectiveConnection,
  effectiveConnection,
  enabledSignals,
  type Slot,
} from "#lib/destination/resolve";

/** scheme://host:port, always with the port. Switching the transport keeps it. */
export function originOf(target: Pick<Target, "tls" | "host" | "port">): string {
  return `${target.tls ? "https" : "http"}://${hostInUrl(target.host)}:${target.port}`;
}

/** Where a secret goes, and how it is protected on the way. */
export type Binding = { origin: string; host: string; key: string };

/** The parts of a connection that hold secrets. */
export type SecretPart = "headers" | "auth" | "tls";

function bindingOf({ target, tls, proxy }: EffectiveConnection): Binding {
  const origin = originOf(target);
  const via = proxy && `${hostInUrl(proxy.host)}:${proxy.port}`;
  const { ca = "", skipVerify = false, serverName = "" } = tls;
  return { origin, host: target.host, key: JSON.stringify([origin, ca, skipVerify, serverName, via]) };
}

/** The bindings of a secret: those of every enabled signal that sends this part of this connection, shared or inherited. */
export function bindingsOf(destination: Connected, slot: Slot, part: SecretPart): Binding[] {
  const bindings: Binding[] = [];
  for (const signal of enabledSignals(destination)) {
    const connection = effectiveConnection(destination, signal);
    if (connection?.from[part] === connectionPath(slot)) bindings.push(bindingOf(connection));
  }
  return bindings;
}
