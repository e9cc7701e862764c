// The channel of one lane: opened for the first request, kept for the next, opened anew after a fault, at an age, and when the
// settings changed. Knows no queue and judges no answer.
import type { EffectiveConnection } from "#lib/destination/resolve";
import type { Channel } from "#lib/engine/channel";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import type { Network, Opened } from "#lib/engine/open-socket";
import { deliverBatch, openChannel } from "#lib/engine/transport";
import type { Exchange } from "#lib/otlp/observation";
import type { Batch } from "#lib/otlp/outcome";
import type { Answer } from "#lib/otlp/response";

/** `reply` is null where no channel came about: `seen` says why. */
export type Sent = { seen: Opened["seen"]; reply: { exchange: Exchange; answer: Answer } | null };

export type LaneChannel = {
  /** Never rejects for what a peer or a network does. */
  send(settings: LaneSettings & { connection: EffectiveConnection }, batch: Batch, abort: AbortSignal): Promise<Sent>;
  close(): void;
};

/** A name's addresses change: whoever moved is found again by then. */
const ageMaxMs = 300_000;

type Held = {
  revision: number;
  openedAtMs: number;
  opened: Promise<{ seen: Opened["seen"]; channel: Channel | null }>;
  users: number;
  isOver: boolean;
};

export function createLaneChannel(network: () => Network): LaneChannel {
  let held: Held | null = null;

  function end(which: Held): void {
    which.isOver = true;
    if (held === which) held = null;
    if (which.users === 0) void which.opened.then(({ channel }) => channel?.close());
  }

  function take(settings: Parameters<LaneChannel["send"]>[0], abort: AbortSignal): Held {
    const now = performance.now();
    if (held && (held.revision !== settings.revision || now - held.openedAtMs > ageMaxMs)) end(held);
    held ??= {
      revision: settings.revision,
      openedAtMs: now,
      opened: openChannel(settings.connection, network(), abort, () => {}),
      users: 0,
      isOver: false,
    };
    held.users += 1;
    return held;
  }

  return {
    async send(settings, batch, abort) {
      const mine = take(settings, abort);
      try {
        const { seen, channel } = await mine.opened;
        if (!channel) return { seen, reply: null };
        const reply = await deliverBatch(channel, settings.connection, batch, settings.secrets, abort);
        if (reply.exchange.fault && !reply.exchange.token) mine.isOver = true;
        return { seen, reply };
      } finally {
        mine.users -= 1;
        if (mine.isOver || (await mine.opened).channel === null) end(mine);
      }
    },
    close() {
      if (held) end(held);
    },
  };
}
