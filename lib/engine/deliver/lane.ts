// One lane: takes what waits for one destination and signal out of the log, sends it, and settles it by the answers. Every loss has
// a reason. The decisions are elsewhere: which records go (batch.ts), what an answer means (judge.ts), how fast (pace.ts).
import { batchDefaults, type Choice, chooseBatch } from "#lib/engine/deliver/batch";
import { cutToFit } from "#lib/engine/deliver/cut";
import { judge, judgeUnopened, type Verdict } from "#lib/engine/deliver/judge";
import type { LaneChannel, Sent } from "#lib/engine/deliver/lane-channel";
import type { LaneReader } from "#lib/engine/deliver/lane-reader";
import type { LaneSettings } from "#lib/engine/deliver/lane-settings";
import type { Outgoing, Rendered } from "#lib/engine/deliver/outgoing";
import { afterVerdict, type Pace, paceDefaults, retryNow, unhurried, waitMs } from "#lib/engine/deliver/pace";
import { part, pieces, type QueuedBatch, settled } from "#lib/engine/deliver/queued-batch";
import type { Cursors, Lane } from "#lib/engine/log/cursors";
import type { Tally } from "#lib/engine/log/lane-state";
import type { LogRecord } from "#lib/engine/log/record";
import type { Signal } from "#lib/otlp/signal";

export type LaneClock = { /** Milliseconds since 1970. */ now(): number; monotonicMs(): number; random(): number };

/** One try that ended, for those who keep the attempts and the facts. */
export type Tried = {
  settings: LaneSettings;
  sent: Sent;
  verdict: Verdict;
  request: Rendered;
  requests: number;
  durationMs: number;
};

export type LaneParts = {
  lane: Lane;
  signal: Signal;
  reader: LaneReader;
  channel: LaneChannel;
  cursors: Cursors;
  outgoing: Outgoing;
  /** Looked up for every request. */
  settings(): LaneSettings;
  /** Bytes that this lane has to lose for its destination's bound, or for the log's. */
  overBytes(): number;
  tried(tried: Tried): void;
  /** A request that was given up, for the operator to see. */
  keepRejected(batch: QueuedBatch, reason: string): Promise<void>;
  onBug(error: unknown): void;
  clock: LaneClock;
};

export type RunningLane = {
  /** A record of this lane is on the disk. `isFirst`: nothing was queued before it. */
  offer(record: LogRecord, isFirst: boolean): void;
  /** Settings changed, time passed, or the queue is over its bound. */
  wake(): void;
  retryNow(): void;
  /** Gives up all that waits at this moment; the items. */
  discard(): Promise<number>;
  pace(): Pace;
  inFlight(): number;
  /** Begins nothing more; what is under way ends, or is cut by `abort`. */
  stop(abort: AbortSignal): Promise<void>;
};

/** A log that cannot be read, a bug: not in a tight loop. */
const afterBugMs = 1000;
const discardPatienceMs = 1000;

export function runLane(parts: LaneParts): RunningLane {
  const { lane, signal, reader, channel, cursors, outgoing, clock } = parts;
  let pace = unhurried;
  let revision = parts.settings().revision;
  let bytesMax = batchDefaults.bytesMax;
  // Parted, refused or failed: goes before what was never tried.
  const again: QueuedBatch[] = [];
  let prefersFresh = false;
  let acceptedAtMs: number | null = null;
  let isStopping = false;
  let busy = Promise.resolve();
  let cut = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const sleeper = createSleeper();
  const gathered = { bytes: 0, items: 0 };

  async function loop(): Promise<void> {
    while (!isStopping) {
      try {
        const sleepMs = await step();
        if (sleepMs !== 0) await sleeper.sleep(sleepMs);
      } catch (error) {
        parts.onBug(error);
        reader.forget();
        await sleeper.sleep(afterBugMs);
      }
    }
  }

  /** Milliseconds to sleep, 0 = go on. */
  async function step(): Promise<number> {
    const settings = parts.settings();
    follow(settings);
    await loseOldest(settings);
    if (settings.mode !== "on" || settings.connection === null) return forWork;
    const limits = { ...paceDefaults, windowMax: outgoing.isConverting(settings) ? 1 : paceDefaults.windowMax };
    const wait = waitMs(pace, inFlight.size, clock.monotonicMs(), limits);
    if (wait !== 0) return wait ?? forAnswer;
    await reader.fill(bytesMax);
    const next = choose(settings);
    if (next === null) return forWork;
    if ("waitMs" in next) return next.waitMs;
    const sending = deliver(next, { ...settings, connection: settings.connection })
      .catch((error: unknown) => {
        parts.onBug(error);
        putBack(next);
        pace = afterVerdict(pace, { kind: "again", reason: "", askedMs: null }, moment(clock.monotonicMs()), limits);
      })
      .finally(() => {
        inFlight.delete(sending);
        sleeper.wake();
      });
    inFlight.add(sending);
    return 0;
  }

  /** Other settings may change every answer. */
  function follow(settings: LaneSettings): void {
    if (settings.mode === "off") cut.abort("off");
    else if (cut.signal.aborted) cut = new AbortController();
    if (settings.revision === revision) return;
    revision = settings.revision;
    pace = unhurried;
    acceptedAtMs = null;
    bytesMax = batchDefaults.bytesMax;
    channel.close();
  }

  function choose(settings: LaneSettings): QueuedBatch | Exclude<Choice, { count: number }> {
    const hasFresh = reader.waiting().length > 0;
    const first = again[0];
    if (first && !(prefersFresh && hasFresh)) {
      again.shift();
      return first;
    }
    const { connection } = settings;
    const wanted = {
      encoding: connection?.encoding ?? "protobuf",
      compression: connection?.compression ?? "gzip",
    } as const;
    const most = outgoing.isConverting(settings) ? Math.min(bytesMax, 1 << 20) : bytesMax;
    const choice = chooseBatch(reader.waiting(), wanted, { ...batchDefaults, bytesMax: most }, clock.now());
    gathered.bytes = 0;
    gathered.items = 0;
    if (choice === null || "waitMs" in choice) return choice;
    prefersFresh = false;
    return reader.take(choice.count);
  }

  async function deliver(
    batch: QueuedBatch,
    settings: LaneSettings & { connection: NonNullable<LaneSettings["connection"]> },
  ) {
    const abort = cut.signal;
    const whole = await refreshed(batch);
    if (whole.items === 0) return settle(whole, {});
    const request = await outgoing.render(whole, settings);
    if (request.items === 0) return settle(whole, {});
    if (request.bodyBytes > bytesMax && (await partTooLarge(whole, request, bytesMax))) return;
    const sentAtMs = clock.monotonicMs();
    const { body, items } = request;
    const { encoding } = settings.connection;
    const sent = await channel.send(settings, { signal, encoding, body, items, isPacked: true }, abort);
    if (abort.aborted) return putBack(whole);
    const nowMs = clock.monotonicMs();
    const { requests } = whole;
    const { firstRefusedAtMs } = whole.root;
    // What was accepted is no batch any more: whichever it was, it was another one.
    const recent = { nowMs, otherAcceptedAtMs: acceptedAtMs, firstRefusedAtMs, requests };
    const verdict = sent.reply ? judge(sent.reply.answer, recent) : judgeUnopened(sent.seen);
    if (settings.revision === revision) pace = afterVerdict(pace, verdict, moment(sentAtMs), paceDefaults);
    await follows(verdict, whole, request);
    try {
      parts.tried({ settings, sent, verdict, request, requests, durationMs: nowMs - sentAtMs });
    } catch (error) {
      // Whoever only looks on must not have it sent again.
      parts.onBug(error);
    }
  }

  /** What was let go after a failure is read again. */
  async function refreshed(batch: QueuedBatch): Promise<QueuedBatch> {
    if (batch.records !== null || batch.made !== null) return batch;
    const records = await reader.again(batch);
    const items = records.reduce((sum, record) => sum + record.items, 0);
    const corrupt = batch.corrupt + batch.items - items;
    return { ...batch, records, items, corrupt, requests: records.length };
  }

  async function follows(verdict: Verdict, batch: QueuedBatch, request: Rendered): Promise<void> {
    const { root } = batch;
    switch (verdict.kind) {
      case "accepted":
        acceptedAtMs = clock.monotonicMs();
        return settle(batch, { delivered: request.items - verdict.rejected, rejected: verdict.rejected });
      case "again":
        return putBack(batch);
      case "destination_refused":
        root.firstRefusedAtMs ??= clock.monotonicMs();
        prefersFresh = verdict.tryAnother;
        return putBack(batch, verdict.tryAnother);
      case "bad_batch":
        root.firstRefusedAtMs ??= clock.monotonicMs();
        if (batch.requests > 1 && (await partInTwo(batch, request))) return;
        await parts.keepRejected(batch, verdict.reason);
        return settle(batch, { rejected: request.items });
      case "too_large":
        // Twice what went through is asked for again only under new settings.
        bytesMax = Math.max(1, Math.min(bytesMax, Math.ceil(request.bodyBytes / 2)));
        if (await partTooLarge(batch, request, bytesMax)) return;
        await parts.keepRejected(batch, verdict.reason);
        return settle(batch, { dropped: { too_large: request.items } });
    }
  }

  /** By requests; what was converted can only be cut. False: it is one item. */
  async function partInTwo(batch: QueuedBatch, request: Rendered): Promise<boolean> {
    const { records, made } = batch;
    if (made !== null || records === null) return cutTo(batch, request, Math.ceil(request.bodyBytes / 2));
    again.unshift(...part(batch, records, Math.ceil(records.length / 2)).map(light));
    return true;
  }

  async function partTooLarge(batch: QueuedBatch, request: Rendered, most: number): Promise<boolean> {
    return batch.requests > 1 ? partInTwo(batch, request) : cutTo(batch, request, most);
  }

  async function cutTo(batch: QueuedBatch, request: Rendered, most: number): Promise<boolean> {
    const body = await outgoing.protobuf(batch);
    if (body === null) return false;
    const cut = cutToFit(signal, { body, items: request.items }, most);
    if (cut.length < 2) return false;
    again.unshift(...pieces(batch, cut));
    return true;
  }

  function putBack(batch: QueuedBatch, last = false): void {
    if (last) again.push(light(batch));
    else again.unshift(light(batch));
    reader.forget();
  }

  function settle(batch: QueuedBatch, outcome: Tally): void {
    const tally = settled(batch, outcome);
    if (tally === null) return;
    cursors.settle(lane, batch.from, batch.to, tally);
    outgoing.settled(cursors.lowWater(lane), again.length === 0);
  }

  function moment(sentAtMs: number) {
    return { sentAtMs, nowMs: clock.monotonicMs(), chance: clock.random() };
  }

  /** What is over the bound or over age, the oldest first. What is in flight is left to its answer. */
  async function loseOldest({ queue }: LaneSettings): Promise<void> {
    for (;;) {
      const oldestAtMs = cursors.queue(lane).oldestAtMs;
      const over = parts.overBytes();
      const deadlineMs = clock.now() - queue.maxAgeMs;
      const isExpired = oldestAtMs !== null && oldestAtMs < deadlineMs;
      if (over <= 0 && !isExpired) return;
      const isLost = await lose(over > 0 ? over : null, deadlineMs);
      if (!isLost) return;
    }
  }

  /** False: nothing that could be lost is here. */
  async function lose(bytes: number | null, beforeMs: number): Promise<boolean> {
    const batch = again.shift() ?? (await freshest());
    if (!batch) return false;
    const whole = await refreshed(batch);
    const records = whole.made ? [] : (whole.records ?? []);
    const count = bytes === null ? agedCount(records, beforeMs) : countFor(records, bytes);
    const isTooYoung = bytes === null && (records.length > 0 ? count === 0 : whole.newestAtMs >= beforeMs);
    if (isTooYoung) {
      again.unshift(light(whole));
      return false;
    }
    const [gone, rest] = count < records.length ? part(whole, records, count) : [whole, null];
    if (rest) again.unshift(light(rest));
    settle(gone, { dropped: { [bytes === null ? "expired" : "quota"]: gone.made?.items ?? gone.items } });
    return true;
  }

  async function freshest(): Promise<QueuedBatch | null> {
    if (reader.waiting().length === 0) await reader.fill(1);
    const count = reader.waiting().length;
    return count === 0 ? null : reader.take(count);
  }

  async function discardAll(): Promise<number> {
    await Promise.all(inFlight);
    const before = cursors.ledger(lane).dropped.discarded ?? 0;
    const most = cursors.queue(lane).items;
    for (let items = 0; items < most; ) {
      const batch = again.shift() ?? (await freshest());
      if (!batch) break;
      const whole = await refreshed(batch);
      const gone = whole.made?.items ?? whole.items;
      settle(whole, { dropped: { discarded: gone } });
      items += gone + whole.corrupt;
    }
    return (cursors.ledger(lane).dropped.discarded ?? 0) - before;
  }

  // Not at once: whoever makes the lane is not ready for its questions.
  let running = Promise.resolve().then(loop);
  return {
    offer(record, isFirst) {
      if (isFirst) reader.skipTo(record.position);
      gathered.bytes += record.bodyBytes;
      gathered.items += record.items;
      const isMuch =
        record.bodyBytes >= batchDefaults.aloneBytes ||
        gathered.bytes >= bytesMax ||
        gathered.items >= batchDefaults.itemsMax;
      // Who lingers for company is not woken by each.
      if (isMuch) sleeper.wake();
      else sleeper.wakeIdle();
    },
    wake: sleeper.wake,
    retryNow() {
      pace = retryNow(pace);
      sleeper.wake();
    },
    discard() {
      // The loop ends, then begins anew: nobody else takes batches meanwhile.
      const done = busy.then(async () => {
        isStopping = true;
        sleeper.wake();
        // What is under way may still arrive: then it is no loss.
        const patience = setTimeout(() => cut.abort("discard"), discardPatienceMs);
        await running;
        try {
          return await discardAll();
        } finally {
          clearTimeout(patience);
          cut = new AbortController();
          isStopping = false;
          running = loop();
        }
      });
      busy = done.then(
        () => undefined,
        () => undefined,
      );
      return done;
    },
    pace: () => pace,
    inFlight: () => inFlight.size,
    async stop(abort) {
      await busy;
      isStopping = true;
      sleeper.wake();
      const end = () => cut.abort("stop");
      if (abort.aborted) end();
      else abort.addEventListener("abort", end, { once: true });
      await running;
      await Promise.all(inFlight);
      channel.close();
    },
  };
}

/** Without its bodies: they are read again. */
function light(batch: QueuedBatch): QueuedBatch {
  return batch.made ? batch : { ...batch, records: null };
}

function countFor(records: readonly LogRecord[], bytes: number): number {
  let sum = 0;
  const last = records.findIndex(({ size }) => {
    sum += size;
    return sum >= bytes;
  });
  return last === -1 ? records.length : last + 1;
}

function agedCount(records: readonly LogRecord[], beforeMs: number): number {
  const first = records.findIndex(({ receivedAtMs }) => receivedAtMs >= beforeMs);
  return first === -1 ? records.length : first;
}

/** Until something is offered, or woken; and until woken. */
const forWork = Number.POSITIVE_INFINITY;
const forAnswer = Number.MAX_SAFE_INTEGER;

function createSleeper() {
  let wakeUp: (() => void) | null = null;
  let isWoken = false;
  let isIdle = false;
  return {
    sleep(ms: number): Promise<void> {
      if (isWoken) {
        isWoken = false;
        return Promise.resolve();
      }
      isIdle = ms === forWork;
      return new Promise((resolve) => {
        const timer = ms >= forAnswer ? undefined : setTimeout(() => wakeUp?.(), Math.max(1, ms));
        wakeUp = () => {
          clearTimeout(timer);
          wakeUp = null;
          isWoken = false;
          resolve();
        };
      });
    },
    wake() {
      isWoken = true;
      wakeUp?.();
    },
    /** Only who waits for work, or is at work. */
    wakeIdle() {
      if (wakeUp === null) isWoken = true;
      else if (isIdle) wakeUp();
    },
  };
}
