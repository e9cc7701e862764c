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
import { tokenTarget } from "#lib/destination/token-endpoint";

/** scheme://host:port, always with the port. Switching the transport keeps it. */
export function originOf(target: Pick<Target, "tls" | "host" | "port">): string {
  return `${target.tls ? "https" : "http"}://${hostInUrl(target.host)}:${target.port}`;
}

/** Where a secret goes, or what is had for it, and how it is protected on the way. */
export type Binding = { to: "endpoint" | "token URL"; origin: string; host: string; key: string };

/** The parts of a connection that hold secrets. "client": of authentication, what goes to the token URL. */
export type SecretPart = "headers" | "auth" | "client" | "tls";

function bindingOf({ target, tls, proxy }: EffectiveConnection): Binding {
  const origin = originOf(target);
  const via = proxy && `${hostInUrl(proxy.host)}:${proxy.port}`;
  const { ca = "", skipVerify = false, serverName = "" } = tls;
  return {
    ...{ to: "endpoint", origin, host: target.host },
    key: JSON.stringify([origin, ca, skipVerify, serverName, via]),
  };
}

/** The token URL is reached by the same proxy and authorities; verification is never skipped there. */
function tokenBindingOf({ auth, tls, proxy }: EffectiveConnection): Binding {
  const target = tokenTarget(auth);
  const via = proxy && `${hostInUrl(proxy.host)}:${proxy.port}`;
  const origin = target === null ? "" : originOf(target);
  const key = JSON.stringify(["token", origin, tls.ca ?? "", via]);
  return { to: "token URL", origin, host: target?.host ?? "", key };
}

/** The bindings of a secret: those of every enabled signal that sends this part of this connection, shared or inherited. */
export function bindingsOf(destination: Connected, slot: Slot, part: SecretPart): Binding[] {
  const bindings: Binding[] = [];
  for (const signal of enabledSignals(destination)) {
    const connection = effectiveConnection(destination, signal);
    if (connection?.from[part === "client" ? "auth" : part] !== connectionPath(slot)) continue;
    // What a client secret is good for, an access token, goes to the endpoint.
    if (part === "client") bindings.push(tokenBindingOf(connection));
    bindings.push(bindingOf(connection));
  }
  return bindings;
}
