// Where the other transport usually listens on a destination's host, and whether what the destination sends there may go along. The one
// judge of that, for whoever sends and for whoever writes down where to. Pure.
import { originOf } from "#lib/destination/origin";
import { type EffectiveConnection, hasCredentials } from "#lib/destination/resolve";

/** The well-known port of the other transport (R1.1); null where the destination uses it already. */
export function siblingPort({ transport, target }: Pick<EffectiveConnection, "transport" | "target">): number | null {
  const port = transport === "http" ? 4317 : 4318;
  return port === target.port ? null : port;
}

/**
 * Why nothing is sent to another port of the host; null = it may. `keptFor`: origins of the named secret whose headers are among the
 * connection's, which go nowhere else, whoever asks.
 */
export function whyNotToPort(
  connection: Pick<EffectiveConnection, "target" | "auth" | "headers">,
  port: number,
  keptFor: readonly string[] | undefined,
): string | null {
  if (port === connection.target.port) return null;
  const origin = originOf({ ...connection.target, port });
  if (keptFor !== undefined && !keptFor.includes(origin)) return `the secret is not kept for ${origin}`;
  if (connection.target.tls || !hasCredentials(connection)) return null;
  return "credentials do not go to another port in plain text";
}
