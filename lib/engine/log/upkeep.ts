// Keeps the telemetry log within its cap and the disk free of what was delivered. Decides who loses when all of it is too much; who
// loses how, is the lane's. Knows no destination but by its id.
import type { Lane } from "#lib/engine/log/cursors";
import { keepNothing, type Retention, retentionDefaults, trimPosition } from "#lib/engine/log/retention";
import { partsOf, type Store } from "#lib/engine/log/store";
import { type Signal, signals } from "#lib/otlp/signal";

export type Upkeep = {
  /** Once a second. `isDiskFull`: then what was delivered goes at once. */
  run(isDiskFull: boolean): Promise<void>;
  trimDelivered(): Promise<void>;
  /** Bytes that the lane has to lose because the log as a whole is over its cap. */
  overCap(lane: Lane): number;
};

export type UpkeepParts = {
  store: Store;
  bytesMax: number;
  now(): number;
  /** The log of the signal is needed from here on; null: nobody knows yet. */
  neededFrom(signal: Signal): number | null;
};

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { store, bytesMax } = parts;
  const { cursors } = store;
  /** Who is furthest behind, and how much of its queue may stay. */
  let loser: { lane: Lane; keepBytes: number } | null = null;
  return {
    trimDelivered: () => trim(parts, keepNothing),
    async run(isDiskFull) {
      loser = null;
      if (store.bytes() <= bytesMax) return trim(parts, isDiskFull ? keepNothing : retentionDefaults);
      // Over the cap, what was delivered goes first; then whoever is furthest behind loses its oldest.
      await trim(parts, keepNothing);
      const over = store.bytes() - bytesMax;
      const lane = over > 0 ? furthestBehind(store) : null;
      if (lane) loser = { lane, keepBytes: Math.max(0, cursors.queue(lane).bytes - heldInFirst(store, lane, over)) };
    },
    overCap: (lane) => (loser?.lane === lane ? Math.max(0, cursors.queue(lane).bytes - loser.keepBytes) : 0),
  };
}

async function trim({ store, now, neededFrom }: UpkeepParts, retention: Retention): Promise<void> {
  for (const signal of signals) {
    const needed = neededFrom(signal);
    const log = store.logs[signal];
    if (needed !== null) await log.trim(trimPosition(log.segments(), Math.min(needed, log.end()), now(), retention));
  }
}

/** Only whole segments go: what the lane holds of the first ones that make up `bytes`. */
function heldInFirst({ logs }: Store, lane: Lane, bytes: number): number {
  const [signal, id] = partsOf(lane);
  let freed = 0;
  let held = 0;
  for (const { start, end, lanes } of logs[signal].segments()) {
    freed += end - start;
    held += lanes.get(id)?.bytes ?? 0;
    if (freed >= bytes) break;
  }
  return held;
}

function furthestBehind({ cursors }: Store): Lane | null {
  let oldest: { lane: Lane; atMs: number } | null = null;
  for (const lane of cursors.lanes()) {
    const atMs = cursors.queue(lane).oldestAtMs;
    if (atMs !== null && (oldest === null || atMs < oldest.atMs)) oldest = { lane, atMs };
  }
  return oldest?.lane ?? null;
}
