// Writes a destination as commands of curl and grpcurl, one for each signal: a test request of it, not its settings in another program.
import { asCurl } from "#lib/destination/as-curl";
import { commandSecrets } from "#lib/destination/as-curl-secrets";
import { effectiveConnection, enabledSignals } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Writer } from "#lib/format/exported";
import { leftOfOutspan } from "#lib/format/left-by";

export const curlWriter: Writer = {
  format: "curl",
  label: "curl",
  fileName: "probe.sh",
  write: (destination) => {
    const { asked } = commandSecrets(connectionsOf(destination));
    return { text: asCurl(destination), left: leftOf(destination), fill: asked };
  },
};

function connectionsOf(destination: ProbedDestination) {
  return enabledSignals(destination).flatMap((signal) => effectiveConnection(destination, signal) ?? []);
}

function leftOf(destination: ProbedDestination): string[] {
  const connections = connectionsOf(destination);
  const { metrics } = destination.signals;
  const fetches = connections.some(({ auth }) => auth.type === "oauth2" || auth.type === "google");
  return [
    ...(connections.some(({ compression }) => compression === "gzip") ? ["Compression: the requests are empty."] : []),
    ...(metrics?.enabled && (metrics.temporality ?? metrics.intervalMs ?? metrics.histograms)
      ? ["Temporality, interval and histograms of metrics: the requests hold none."]
      : []),
    ...(fetches ? ["How an access token is fetched: fetch one first."] : []),
    ...leftOfOutspan(destination),
  ];
}
