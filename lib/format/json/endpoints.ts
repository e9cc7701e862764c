// Medplum's two endpoints as drafts: it sends Protobuf over HTTP, uncompressed, to each URL as it is given.
import type { UnfinishedDestination } from "#lib/destination/schema";
import { draftsOf, type SignalExport } from "#lib/format/signal-export";
import type { Signal } from "#lib/otlp/signal";

export const endpointKeys = { otlpTraceEndpoint: "traces", otlpMetricsEndpoint: "metrics" } as const satisfies Record<
  string,
  Signal
>;
export type EndpointKey = keyof typeof endpointKeys;

export function isEndpointKey(key: string): key is EndpointKey {
  return Object.hasOwn(endpointKeys, key);
}

/** In the order given. One draft for each place that they lead to. */
export function draftsOfEndpoints(endpoints: readonly { key: EndpointKey; url: string }[]): UnfinishedDestination[] {
  return draftsOf(
    endpoints.map(({ key, url }): SignalExport => {
      const connection = { transport: "http" as const, endpoint: url, compression: "none" as const };
      return { signal: endpointKeys[key], isOn: true, connection };
    }),
  );
}
