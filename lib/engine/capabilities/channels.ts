// The connections of one run: one for each transport, port and TLS setting, opened when first needed and again after it broke.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Channel } from "#lib/engine/channel";
import type { Network, Opened } from "#lib/engine/open-socket";
import { openChannel } from "#lib/engine/transport";

type Reached = { channel: Channel | null; seen: Opened["seen"]; isPublic: boolean };

export type Channels = {
  /** What did not open once is not tried again. */
  reach(connection: EffectiveConnection): Promise<Reached>;
  /** The next one on this way needs a new connection. */
  drop(connection: EffectiveConnection): void;
  close(): void;
};

export function openChannels(
  network: Network,
  isPublicAddress: (address: string) => boolean,
  abort: AbortSignal,
): Channels {
  const known = new Map<string, Reached>();
  return {
    async reach(connection) {
      const key = keyOf(connection);
      const before = known.get(key);
      if (before !== undefined) return before;
      const { seen, channel } = await openChannel(connection, network, abort, () => {});
      const address = seen.tcp?.connected ?? null;
      // Where a proxy takes it from here is not seen.
      const isPublic = connection.proxy !== null || (address !== null && isPublicAddress(address));
      const reached = { channel, seen, isPublic };
      known.set(key, reached);
      return reached;
    },
    drop(connection) {
      known.get(keyOf(connection))?.channel?.close();
      known.delete(keyOf(connection));
    },
    close() {
      for (const { channel } of known.values()) channel?.close();
      known.clear();
    },
  };
}

/** Requests are authorized by the channel (transport.ts): other credentials are another one. */
function keyOf({ transport, target, tls, proxy, auth }: EffectiveConnection): string {
  return JSON.stringify([transport, target.tls, target.host, target.port, tls, proxy, auth]);
}
