// What authorises a request beyond fixed headers: a signature over its bytes, or an access token that is fetched first. The shapes
// alone; who makes them is in authorizers.ts.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Network } from "#lib/engine/open-socket";
import type { TokenSeen } from "#lib/otlp/observation";

/** A request as it goes on the wire: a signature is of these very bytes. */
export type WireBytes = { path: string; headers: Record<string, string>; body: Uint8Array };

/** `secrets` are those that nobody could know from the settings. */
type Authorized =
  | { ok: true; headers: Record<string, string>; secrets: readonly string[] }
  | { ok: false; seen: TokenSeen; secrets: readonly string[] };

export type Authorizer = {
  headersFor(bytes: WireBytes, network: Network, abort: AbortSignal): Promise<Authorized>;
  /** The peer refused these headers. True: there may be better ones, once. */
  refused(headers: Record<string, string>): boolean;
  /** What is fetched before anything can be sent, told as a stage; null: nothing is. */
  fetch: ((network: Network, abort: AbortSignal) => Promise<Fetched>) | null;
};

/** What came of asking for a token, or for this host's credentials. */
export type Fetched = { seen: TokenSeen; secrets: readonly string[] };

export type Authorizers = {
  /** Null: the headers of the connection are all there is. One and the same for equal credentials. */
  of(connection: Pick<EffectiveConnection, "auth" | "target" | "tls" | "proxy">): Authorizer | null;
  /** Nothing of it was fetched before, and what a peer refuses is not fetched again: for a probe, which tells what it sees. */
  fresh(): Authorizers;
  allowsHostCredentials: boolean;
};
