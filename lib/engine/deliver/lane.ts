// One lane: the loop that takes what waits for one destination and signal and has it delivered, as many at once as the pace allows.
// The decisions are elsewhere: which records go (batch.ts), what an answer means (judge.ts), how fast (pace.ts).
import { batchDefaults } from "#lib/engine/deliver/batch";
import { type Delivery, deliver, momentOf, nothingLearned, type Ready } from "#lib/engine/deliver/delivery";
import {
  discardBefore,
  excessOf,
  hasWork,
  type LaneQueue,
  loseOldest,
  next,
  putBack,
} from "#lib/engine/deliver/lane-queue";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import { afterVerdict, type Pace, type PaceLimits, paceDefaults, retryNow, waitMs } from "#lib/engine/deliver/pace";
import type { QueuedBatch } from "#lib/engine/deliver/queued-batch";
import { createSleeper, forAnswer, forWork, type Sleeper } from "#lib/engine/deliver/sleeper";
import type { LogRecord } from "#lib/engine/log/record";
import type { ByteBudget } from "#lib/engine/receive/byte-budget";

export type LaneParts = Omit<Delivery, "learned" | "queue"> & {
  queue: Omit<LaneQueue, "again" | "suspect" | "onSettled">;
  /** Looked up for every request. */
  settings(): LaneSettings;
  /** Of all lanes together: what is in flight, uncompressed. */
  room: Pick<ByteBudget, "take" | "give">;
  /** Bytes that this lane has to lose for its destination's bound, or for the log's. */
  overBytes(): number;
};

export type RunningLane = {
  /** A record of this lane is on the disk. `isFirst`: nothing was queued before it. */
  offer(record: LogRecord, isFirst: boolean): void;
  /** Settings changed, time passed, or the queue is over its bound. */
  wake(): void;
  retryNow(): void;
  /** Gives up what waits at this moment and came before `beforeMs`; the items. */
  discard(beforeMs: number): Promise<number>;
  pace(): Pace;
  /** Begins nothing more; what is under way ends, or is cut by `abort`. */
  stop(abort: AbortSignal): Promise<void>;
};

/** A log that cannot be read, a bug: not in a tight loop. */
const afterBugMs = 1000;
const noRoomMs = 50;
const discardPatienceMs = 1000;
/** How far a queue may grow over its bound while requests are in flight. */
const patienceBytes = 64 << 20;
/** Of a request whose metrics are converted: it stays in memory until it is settled. */
const convertedBytesMax = 1 << 20;

type Loop = {
  parts: LaneParts;
  delivery: Delivery;
  sleeper: Sleeper;
  inFlight: Set<Promise<void>>;
  /** Ends what is under way. */
  cut: AbortController;
  isStopping: boolean;
  /** Stopped for good: nothing begins anew. */
  isEnded: boolean;
  /** Offered since something was last chosen. */
  gathered: { bytes: number; items: number };
};

export function runLane(parts: LaneParts): RunningLane {
  const { outgoing, settings } = parts;
  const queue = { ...parts.queue, again: [], suspect: null, onSettled: outgoing.settled };
  const delivery = { ...parts, queue, learned: nothingLearned(settings().revision) };
  const loop: Loop = {
    ...{ parts, delivery, sleeper: createSleeper(), inFlight: new Set(), cut: new AbortController() },
    ...{ isStopping: false, isEnded: false, gathered: { bytes: 0, items: 0 } },
  };
  // Not at once: whoever makes the lane is not ready for its questions.
  let running = Promise.resolve().then(() => run(loop));
  let busy = Promise.resolve();
  return {
    offer: (record, isFirst) => offer(loop, record, isFirst),
    wake: loop.sleeper.wake,
    retryNow() {
      delivery.learned.pace = retryNow(delivery.learned.pace);
      loop.sleeper.wake();
    },
    discard(beforeMs) {
      // The loop ends, then begins anew: nobody else takes batches meanwhile.
      const done = busy.then(() => discard(loop, running, beforeMs));
      const go = () => {
        if (!loop.isEnded) running = run(loop);
      };
      busy = done.then(go, go);
      return done;
    },
    pace: () => delivery.learned.pace,
    async stop(abort) {
      loop.isEnded = true;
      await busy;
      loop.isStopping = true;
      loop.sleeper.wake();
      const end = () => loop.cut.abort("stop");
      if (abort.aborted) end();
      else abort.addEventListener("abort", end, { once: true });
      await running;
      await Promise.all(loop.inFlight);
      delivery.channel.close();
    },
  };
}

async function run(loop: Loop): Promise<void> {
  const { parts, sleeper, delivery } = loop;
  while (!loop.isStopping) {
    try {
      const sleepMs = await step(loop);
      if (sleepMs !== 0) await sleeper.sleep(sleepMs);
    } catch (error) {
      parts.onBug(error);
      delivery.queue.reader.forget();
      await sleeper.sleep(afterBugMs);
    }
  }
}

/** Milliseconds to sleep, 0 = go on. */
async function step(loop: Loop): Promise<number> {
  const { parts, delivery, inFlight } = loop;
  const { clock, outgoing } = parts;
  const settings = parts.settings();
  adopt(loop, settings);
  const excess = excessOf(delivery.queue, parts.overBytes(), clock.now() - settings.queue.maxAgeMs);
  if (excess) {
    // What is in flight is the oldest: nothing younger is lost in its place, unless it takes too long.
    const isPatient = inFlight.size > 0 && !("overBytes" in excess && excess.overBytes > patienceBytes);
    if (isPatient) return forAnswer;
    if (await loseOldest(delivery.queue, excess)) return 0;
  }
  if (settings.mode !== "on") return forWork;
  const { queue, learned } = delivery;
  const limits = outgoing.isConverting(settings, queue) ? convertingLimits : paceDefaults;
  const wait = waitMs(learned.pace, inFlight.size, clock.monotonicMs(), limits);
  if (wait !== 0) return wait ?? forAnswer;
  const isAtEnd = await queue.reader.fill(learned.bytesMax);
  loop.gathered = { bytes: 0, items: 0 };
  if (!hasWork(queue)) return isAtEnd ? forWork : 0;
  const isConverting = outgoing.isConverting(settings, queue);
  if (isConverting && inFlight.size > 0) return forAnswer;
  const { connection } = settings;
  if (connection === null) return forWork;
  const most = isConverting ? Math.min(learned.bytesMax, convertedBytesMax) : learned.bytesMax;
  const batch = next(queue, connection, { ...batchDefaults, bytesMax: most }, clock.now());
  if (batch === null) return forWork;
  if ("waitMs" in batch) return batch.waitMs;
  if (send(loop, batch, { ...settings, connection })) return 0;
  // Many destinations came back at once: each waits for its turn, and holds nothing meanwhile.
  putBack(queue, batch);
  return noRoomMs;
}

/** Converted in the log's order, one after the other. */
const convertingLimits: PaceLimits = { ...paceDefaults, windowMax: 1 };

/** False: there is no room for it now. */
function send({ parts, delivery, inFlight, sleeper, cut }: Loop, batch: QueuedBatch, settings: Ready): boolean {
  const { queue, clock, learned, onBug } = delivery;
  const bytes = bodyBytesOf(batch);
  if (!parts.room.take(bytes)) return false;
  const sending = deliver(delivery, batch, settings, cut.signal)
    .catch((error: unknown) => {
      onBug(error);
      putBack(queue, batch);
      const failed = { kind: "again", reason: "", askedMs: null } as const;
      learned.pace = afterVerdict(learned.pace, failed, momentOf(clock, clock.monotonicMs()), paceDefaults);
    })
    .finally(() => {
      parts.room.give(bytes);
      inFlight.delete(sending);
      sleeper.wake();
    });
  inFlight.add(sending);
  return true;
}

/** What was let go is read again: how much that is, is known of what lies in the log only. */
function bodyBytesOf({ bytes, records, made }: QueuedBatch): number {
  if (made) return made.body.length;
  return records?.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0) ?? bytes;
}

/** Other settings may change every answer; off ends what is under way. */
function adopt(loop: Loop, { mode, revision }: LaneSettings): void {
  const { delivery } = loop;
  if (mode === "off") loop.cut.abort("off");
  else if (loop.cut.signal.aborted) loop.cut = new AbortController();
  if (revision === delivery.learned.revision) return;
  delivery.learned = nothingLearned(revision);
  delivery.channel.close();
}

/** Who lingers for company is woken by much, not by each. */
function offer({ delivery, gathered, sleeper }: Loop, record: LogRecord, isFirst: boolean): void {
  if (isFirst) delivery.queue.reader.skipTo(record.position);
  gathered.bytes += record.bodyBytes;
  gathered.items += record.items;
  const isMuch =
    record.bodyBytes >= batchDefaults.aloneBytes ||
    gathered.bytes >= delivery.learned.bytesMax ||
    gathered.items >= batchDefaults.itemsMax;
  if (isMuch) sleeper.wake();
  else sleeper.offer();
}

async function discard(loop: Loop, running: Promise<void>, beforeMs: number): Promise<number> {
  if (loop.isEnded) return 0;
  loop.isStopping = true;
  loop.sleeper.wake();
  // What is under way may still arrive: then it is no loss.
  const patience = setTimeout(() => loop.cut.abort("discard"), discardPatienceMs);
  try {
    await running;
    await Promise.all(loop.inFlight);
    return await discardBefore(loop.delivery.queue, beforeMs);
  } finally {
    clearTimeout(patience);
    if (loop.cut.signal.aborted) loop.cut = new AbortController();
    loop.isStopping = loop.isEnded;
  }
}
