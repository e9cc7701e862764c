// What of a destination an application's own exporter has no words for, a sentence each. Names no value.
import { effectiveConnection, enabledSignals, queueDefaults } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";

/** What is told only where the application cannot be told it. */
export type Told = "timeout" | "interval";

/** `program` is its name; `told`: what its settings do say. */
export function leftBy(program: string, destination: ProbedDestination, told: readonly Told[]): string[] {
  return [
    ...ofConnections(program, destination, told),
    ...ofMetrics(program, destination, told),
    ...leftOfOutspan(destination),
  ];
}

function ofConnections(program: string, destination: ProbedDestination, told: readonly Told[]): string[] {
  const all = enabledSignals(destination).flatMap((one) => effectiveConnection(destination, one) ?? []);
  const signing = { sigv4: "The signature for AWS", oauth2: "OAuth2", google: "The service account" } as const;
  const kinds = new Set(all.map(({ auth }) => auth.type));
  return [
    ...(Object.keys(signing) as (keyof typeof signing)[])
      .filter((type) => kinds.has(type))
      .map((type) => `${signing[type]}: send to a Collector that can do it.`),
    ...(all.some((one) => one.encoding === "json") ? [`JSON encoding: ${program} sends Protobuf.`] : []),
    ...(all.some((one) => one.compression === "gzip") ? [`Compression: ${program} sends uncompressed.`] : []),
    ...(all.some(({ target, tls }) => target.tls && (tls.ca || tls.clientCert || tls.clientKey))
      ? [`Certificates: ${program} trusts the system’s authorities and presents none.`]
      : []),
    ...(all.some(({ target, tls }) => target.tls && (tls.skipVerify || tls.serverName))
      ? [`How the certificate is verified: ${program} expects the endpoint’s name.`]
      : []),
    ...(all.some(({ proxy }) => proxy !== null) ? ["The proxy."] : []),
    ...(!told.includes("timeout") && all.some(({ timeoutMs }) => timeoutMs !== 10_000) ? ["The timeout."] : []),
  ];
}

function ofMetrics(program: string, { signals: { metrics } }: ProbedDestination, told: readonly Told[]): string[] {
  if (!metrics?.enabled) return [];
  return [
    ...(metrics.histograms === "exponential" ? [`Exponential histograms: ${program} chooses the buckets.`] : []),
    ...(!told.includes("interval") && (metrics.intervalMs ?? 60_000) !== 60_000 ? ["The interval of metrics."] : []),
  ];
}

/** What no other program is told. */
export function leftOfOutspan({ enabled, queue, sources, labels }: ProbedDestination): string[] {
  return [
    ...(hasOwnQueue(queue) ? ["The queue."] : []),
    ...(sources?.some((one) => one !== "otlp") ? ["What Outspan sends of its own."] : []),
    ...(labels && Object.keys(labels).length > 0 ? ["The labels."] : []),
    ...(enabled === false ? ["That the destination is off."] : []),
  ];
}

/** One that is not as it is by default. */
export function hasOwnQueue(queue: ProbedDestination["queue"] = {}): boolean {
  return Object.entries(queue).some(([key, value]) => Object(queueDefaults)[key] !== value);
}
