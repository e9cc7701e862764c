// What of a destination an SDK cannot be told, in variables or in its configuration, a sentence each. Names no value.
import { type EffectiveConnection, effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import { connectionHeaders } from "#lib/format/headers";
import { hasOwnQueue } from "#lib/format/left-by";

export function leftBySdk(destination: ProbedDestination): string[] {
  const connections = enabledSignals(destination).flatMap((one) => effectiveConnection(destination, one) ?? []);
  const { queue, sources, labels } = destination;
  const left = [
    ...connections.flatMap(leftOfConnection),
    ...(hasOwnQueue(queue) ? ["The queue: SDKs keep what waits in memory."] : []),
    ...(sources?.some((one) => one !== "otlp") ? ["The sources: an SDK sends what its own program makes."] : []),
    ...(labels && Object.keys(labels).length > 0 ? ["The labels."] : []),
  ];
  return [...new Set(left)];
}

function leftOfConnection({ auth, proxy, tls, target, headers }: EffectiveConnection): string[] {
  const open = headers.filter(({ name, secret }) => secret === false && !isKnownReadable(name));
  return [
    ...(auth.type === "sigv4" ? ["The signature for AWS: a Collector with sigv4auth can make it."] : []),
    ...(auth.type === "oauth2" ? ["OAuth2: a Collector with oauth2client can fetch the tokens."] : []),
    ...(auth.type === "google" ? ["The service account: a Collector with googleclientauth can use it."] : []),
    ...(proxy === null ? [] : ["The proxy: set HTTPS_PROXY where the SDK reads it."]),
    ...(target.tls && tls.skipVerify ? ["“Skip certificate verification”: SDKs verify it."] : []),
    ...(target.tls && tls.serverName ? ["The server name: SDKs expect that of the endpoint."] : []),
    ...(target.tls && (tls.ca || tls.clientCert || tls.clientKey)
      ? ["Certificates and keys themselves: put each into a file and fill in its path."]
      : []),
    ...open.map(({ name }) => `That the value of ${name} is readable: imported again, it is a secret.`),
  ];
}

/** Read as readable again. */
function isKnownReadable(name: string): boolean {
  return connectionHeaders([{ name, value: "-" }]).headers?.[0]?.secret === false;
}
