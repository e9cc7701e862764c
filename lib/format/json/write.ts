// Writes a destination as Medplum's two endpoints. What else its exporters can be told, its environment tells them.
import { effectiveConnection } from "#lib/destination/resolve";
import type { ProbedDestination } from "#lib/destination/schema";
import type { Writer } from "#lib/format/exported";
import { endpointKeys } from "#lib/format/json/endpoints";
import { leftBy } from "#lib/format/left-by";

export const medplumWriter: Writer = {
  format: "json",
  label: "Medplum",
  fileName: "medplum.config.json",
  write: (destination) => ({
    text: `${JSON.stringify(endpointsOf(destination), null, 2)}\n`,
    left: leftOf(destination),
  }),
};

function endpointsOf(destination: ProbedDestination): Record<string, string> {
  return Object.fromEntries(
    Object.entries(endpointKeys).flatMap(([key, signal]) => {
      const connection = destination.signals[signal]?.enabled ? effectiveConnection(destination, signal) : null;
      return connection?.transport === "http" ? [[key, connection.target.url]] : [];
    }),
  );
}

function leftOf(destination: ProbedDestination): string[] {
  const sent = Object.values(endpointKeys).flatMap((signal) => {
    const connection = destination.signals[signal]?.enabled ? effectiveConnection(destination, signal) : null;
    return connection === null ? [] : [connection];
  });
  const { metrics, logs } = destination.signals;
  return [
    ...(sent.some(({ transport }) => transport === "grpc") ? ["gRPC: Medplum sends over HTTP alone."] : []),
    ...(logs?.enabled ? ["Logs: Medplum sends none over OTLP."] : []),
    ...(sent.some(({ headers, auth }) => headers.length > 0 || auth.type === "bearer" || auth.type === "basic")
      ? ["Headers: Medplum takes them from its environment. Export “Environment variables” beside this."]
      : []),
    ...leftBy("Medplum", destination, []),
    ...(metrics?.enabled && (metrics.temporality ?? "cumulative") !== "cumulative"
      ? ["The temporality of metrics: Medplum sends cumulative."]
      : []),
  ];
}
