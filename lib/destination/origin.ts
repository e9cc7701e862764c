// The origin of a target and what a secret is bound to (api.md, Origin and Secrets).
import type { Target } from "#lib/destination/endpoint-parts";

/** scheme://host:port, always with the port; switching the transport keeps it. */
export function originOf(target: Pick<Target, "tls" | "host" | "port">): string {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  return `${target.tls ? "https" : "http"}://${host}:${target.port}`;
}
