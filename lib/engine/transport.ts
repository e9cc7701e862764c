// The one way to a peer, for probe and export alike: a channel over sockets that open-socket.ts opened and judged.
// Knows which transport speaks what; the protocols themselves are in transport-http.ts and transport-grpc.ts.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Encoding } from "#lib/destination/schema";
import type { Network, Observe, Opened } from "#lib/engine/open-socket";
import type { Exchange } from "#lib/otlp/observation";
import type { Batch } from "#lib/otlp/outcome";
import type { Signal } from "#lib/otlp/signal";

/** One export request as it goes on the wire; `body` is not yet compressed. */
export type WireRequest = {
  signal: Signal;
  /** HTTP only; for gRPC the signal decides the method. */
  path: string;
  encoding: Encoding;
  compression: "gzip" | "none";
  headers: Record<string, string>;
  withCredentials: boolean;
  body: Uint8Array;
  items: number;
  timeoutMs: number;
};

export type Channel = {
  /** Never rejects for what a peer or a network does: that is in the exchange. Calls may run side by side. */
  exchange: (request: WireRequest, abort: AbortSignal) => Promise<Exchange>;
  /** Ends every socket at once. */
  close: () => void;
};

/** `channel` is null when a stage failed: `seen` says which. For gRPC over TLS a peer that did not choose h2 fails the TLS stage with code ERR_NO_H2. */
export function openChannel(
  connection: EffectiveConnection,
  network: Network,
  abort: AbortSignal,
  observe: Observe,
): Promise<{ seen: Opened["seen"]; channel: Channel | null }> {
  throw new Error("not built yet");
}

/** A batch with a connection's headers; without credentials only the headers that are readable (`secret: false`) go along. */
export function wireRequest(connection: EffectiveConnection, batch: Batch, withCredentials: boolean): WireRequest {
  throw new Error("not built yet");
}
