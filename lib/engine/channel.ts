// What a transport takes and gives: requests in, exchanges out, over sockets it was handed.
import type { Compression, Encoding } from "#lib/destination/schema";
import type { Opened } from "#lib/engine/open-socket";
import type { Exchange } from "#lib/otlp/observation";
import type { Signal } from "#lib/otlp/signal";

/** One export request as it goes on the wire. */
export type WireRequest = {
  signal: Signal;
  /** HTTP only; absent = POST. GET sends no body. */
  method?: "GET";
  /** For gRPC a method, or "": the signal decides. */
  path: string;
  encoding: Encoding;
  compression: Compression;
  /** Lower-case names; the transport's own headers win. */
  headers: Record<string, string>;
  withCredentials: boolean;
  body: Uint8Array;
  /** The body is compressed already, as `compression` says. */
  isPacked: boolean;
  items: number;
  timeoutMs: number;
};

export type Channel = {
  /** Never rejects for what a peer or a network does: that is in the exchange. Calls may run side by side. */
  exchange: (request: WireRequest, abort: AbortSignal) => Promise<Exchange>;
  /** Ends every socket, whatever is under way. */
  close: () => void;
  /** Fetched on the way, such as an access token: nobody could know them from the settings. */
  secrets?: () => Iterable<string>;
};

/** Opens one more socket to the address that the first one reached. */
export type Further = (abort: AbortSignal) => Promise<Opened>;

/** R8.2: what a packed response may unfold to; over it, it is not read. */
export const responseBytesMax = 4 * 1024 * 1024;
/** What is read and kept of a body, or of a gRPC message (R6.8). No answer of OTLP comes near it. */
export const bodyBytesMax = 64 * 1024;
