// What a port says that is no HTTP (P09): by itself, or to the first bytes of PostgreSQL and Redis. Sends nothing else.
import type { EffectiveConnection } from "#lib/destination/resolve";
import { hex } from "#lib/engine/fault";
import { type Network, openSocket } from "#lib/engine/open-socket";
import { within } from "#lib/engine/within";
import type { BannerQuestion, BannerReply, Greeting } from "#lib/otlp/explain/questions";

/** failures.md §0.3: whoever speaks first does so at once. */
const listenMs = 300;

/** PostgreSQL's SSLRequest, answered by one letter; Redis answers PING by a line. */
const greetings: Record<Greeting, Uint8Array> = {
  nothing: new Uint8Array(),
  postgresql: Uint8Array.of(0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f),
  redis: Buffer.from("PING\r\n"),
};

/** `connection` is in plain text and without credentials. */
export async function askBanner(
  connection: EffectiveConnection,
  { say }: BannerQuestion,
  network: Network,
  abort: AbortSignal,
): Promise<BannerReply> {
  const startMs = network.now();
  const { socket } = await openSocket(connection, network, abort, () => {});
  const ended = (firstBytes: string | null): BannerReply => {
    socket?.destroy();
    return { kind: "banner", startMs, durationMs: network.now() - startMs, open: socket !== null, firstBytes };
  };
  if (socket === null) return ended(null);
  const first = await within<Uint8Array | null>(listenMs, abort, (finish) => {
    socket.once("data", finish);
    socket.once("close", () => finish(null));
    if (greetings[say].length > 0) socket.write(greetings[say]);
    return () => null;
  });
  return ended(first && hex(first));
}
