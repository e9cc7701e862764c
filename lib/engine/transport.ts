// The one way to a peer, for probe and export alike: a channel over sockets that open-socket.ts opened and judged.
// Knows which transport speaks what; the protocols themselves are in transport-http.ts and transport-grpc.ts.
import { type EffectiveConnection, requestHeaders } from "#lib/destination/resolve";
import { authorizedChannel } from "#lib/engine/authorize/authorized-channel";
import type { Channel, Further, WireRequest } from "#lib/engine/channel";
import { type Network, type Observe, type Opened, openSocket } from "#lib/engine/open-socket";
import { cleanText, type Secrets, withoutSecrets } from "#lib/engine/redact";
import { grpcChannel } from "#lib/engine/transport-grpc";
import { httpChannel } from "#lib/engine/transport-http";
import type { Exchange } from "#lib/otlp/observation";
import type { Batch } from "#lib/otlp/outcome";
import { type Answer, isPlainSuccess, plainSuccess, readAnswer } from "#lib/otlp/response";

/** `channel` is null when a stage failed: `seen` says which. gRPC over TLS without h2 fails the TLS stage (ERR_NO_H2). */
export async function openChannel(
  connection: EffectiveConnection,
  network: Network,
  abort: AbortSignal,
  observe: Observe,
): Promise<{ seen: Opened["seen"]; channel: Channel | null }> {
  const { socket, seen } = await openSocket(connection, network, abort, observe);
  if (!socket) return { seen, channel: null };
  const open = connection.transport === "grpc" ? grpcChannel : httpChannel;
  const further = furtherSockets(connection, network, seen);
  const channel = open(socket, further, connection.target, network.now);
  return { seen, channel: authorized(channel, connection, network) };
}

/** The channel itself where headers are all there is. */
export function authorized(channel: Channel, connection: EffectiveConnection, network: Network): Channel {
  const authorizer = network.authorizers.of(connection);
  return authorizer ? authorizedChannel(channel, connection, authorizer, network) : channel;
}

/** More sockets to the address that the first one reached: resolved once, judged each time (R9.9). */
export function furtherSockets(connection: EffectiveConnection, network: Network, seen: Opened["seen"]): Further {
  const pinned = sameAddress(connection, network, seen);
  return (abort) => openSocket(connection, pinned, abort, () => {});
}

/** A network in which the peer's name means the address that was reached, and no other. */
export function sameAddress(
  connection: Pick<EffectiveConnection, "target" | "proxy">,
  network: Network,
  seen: Opened["seen"],
): Network {
  const peer = connection.proxy ?? connection.target;
  const reached = seen.tcp?.connected;
  const lookup: Network["lookup"] = async (host) =>
    host === peer.host && reached ? [{ address: reached }] : network.lookup(host);
  return { ...network, lookup };
}

export type Sending = {
  withCredentials: boolean;
  secrets: Secrets;
  nowMs: () => number;
  /** Cuts a request like its own time limit does. */
  timeLimit?: AbortSignal;
};

/** One batch there and back: what was seen, for those who show it, and what it comes to (`answer.outcome`). Never throws. */
export async function sendBatch(
  channel: Channel,
  connection: EffectiveConnection,
  batch: Batch,
  { withCredentials, secrets, nowMs, timeLimit }: Sending,
  abort: AbortSignal,
): Promise<{ exchange: Exchange; answer: Answer }> {
  const seen = await channel.exchange(wireRequest(connection, batch, withCredentials), abort);
  if (seen.fault !== null && timeLimit?.aborted) seen.timedOut = true;
  learn(secrets, channel);
  return read(seen, batch, secrets, nowMs());
}

/** The same for who shows nothing of a plain success: its headers are as they came. */
export async function deliverBatch(
  channel: Channel,
  connection: EffectiveConnection,
  batch: Batch,
  secrets: Secrets,
  abort: AbortSignal,
): Promise<{ exchange: Exchange; answer: Answer }> {
  const seen = await channel.exchange(wireRequest(connection, batch, true), abort);
  if (isPlainSuccess(seen)) return { exchange: seen, answer: plainSuccess };
  learn(secrets, channel);
  return read(seen, batch, secrets, Date.now());
}

function learn(secrets: Secrets, channel: Channel): void {
  for (const secret of channel.secrets?.() ?? []) secrets.learn(secret);
}

function read(seen: Exchange, { signal, items }: Batch, secrets: Secrets, nowMs: number) {
  const hide = (words: string) => cleanText(words, secrets.inTexts);
  const answer = readAnswer(signal, items, seen, { nowMs, hide });
  return { exchange: { ...withoutSecrets(seen, secrets), endedAtMs: nowMs }, answer };
}

/** A batch with a connection's headers. Without credentials only the headers marked readable (`secret: false`) go along. */
export function wireRequest(connection: EffectiveConnection, batch: Batch, withCredentials: boolean): WireRequest {
  const readable = connection.headers.filter((header) => header.secret === false);
  return {
    signal: batch.signal,
    path: connection.target.path,
    encoding: batch.encoding,
    compression: connection.compression,
    headers: requestHeaders(withCredentials ? connection : { headers: readable, auth: { type: "none" } }),
    withCredentials,
    body: batch.body,
    isPacked: batch.isPacked === true,
    items: batch.items,
    timeoutMs: connection.timeoutMs,
  };
}
