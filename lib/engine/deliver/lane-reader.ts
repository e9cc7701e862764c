// Reads one lane's records out of its signal's log, in order, and parts them into spans without gaps. What lies between them and
// belongs to other destinations goes along with the next span; damage is settled as soon as it is met. Sends nothing.
import { type QueuedBatch, queuedBatch } from "#lib/engine/deliver/queued-batch";
import type { Cursors, Lane } from "#lib/engine/log/cursors";
import { type Damage, isDamage, type LogRecord } from "#lib/engine/log/record";
import type { TelemetryLog } from "#lib/engine/log/telemetry-log";

export type LaneReader = {
  /** Read and not taken, the oldest first. */
  waiting(): readonly LogRecord[];
  /** Reads on until `bytesMax` wait, or the log ends. False: it went through much of others and there is more to read. */
  fill(bytesMax: number): Promise<boolean>;
  /** The first `count` of the waiting. */
  take(count: number): QueuedBatch;
  /** The records of a batch once more. Fewer items than it had = damage that came since. */
  again(batch: QueuedBatch): Promise<readonly LogRecord[]>;
  /** Lets go of what waits; it is read again. */
  forget(): void;
  /** Nothing of this lane lies before the position that was not read. */
  skipTo(position: number): void;
};

type Parts = { lane: Lane; destination: string; log: TelemetryLog; cursors: Cursors };

const readBytes = 1 << 20;
/** Of the log, before whoever asks may change their mind. */
const atOnceBytes = 32 << 20;

export function createLaneReader({ lane, destination, log, cursors }: Parts): LaneReader {
  let waiting: LogRecord[] = [];
  let waitingBytes = 0;
  // Where the next span begins, and where the log is read on.
  let start = cursors.lowWater(lane);
  let next = start;
  let forgotten = 0;
  if (cursors.queue(lane).items === 0) next = Math.max(next, log.end());
  const isOwn = ownership(destination);

  /** False: it ends the span that waits, so that one has to go first. */
  function meet(found: LogRecord | Damage): boolean {
    const end = found.position + found.size;
    if (!isDamage(found) && !isOwn(found.route)) {
      next = end;
      return true;
    }
    if (!isDamage(found) && !cursors.isSettled(lane, found.position)) {
      waiting.push(found);
      waitingBytes += found.bodyBytes;
      next = end;
      return true;
    }
    if (waiting.length > 0) return false;
    for (const [from, to] of cursors.gaps(lane, start, found.position)) cursors.settle(lane, from, to, {});
    if (isDamage(found)) settleDamage(cursors, lane, found, isOwn);
    next = end;
    start = end;
    return true;
  }

  return {
    waiting: () => waiting,
    async fill(bytesMax) {
      const began = next;
      while (waitingBytes < bytesMax && next < log.end()) {
        if (next - began > atOnceBytes) return false;
        const asked = forgotten;
        const { records } = await log.read(next, readBytes);
        // A batch was put back meanwhile: what was read lies behind what is to be read again, and would hide it.
        if (asked !== forgotten) continue;
        if (records.length === 0) return true;
        const before = waiting.length;
        if (!records.every(meet)) return true;
        if (waiting.length === before) next = Math.max(next, afterForeign(log, destination, next));
      }
      return true;
    },
    take(count) {
      const records = waiting.splice(0, count);
      for (const { bodyBytes } of records) waitingBytes -= bodyBytes;
      const batch = queuedBatch(start, records);
      start = batch.to;
      return batch;
    },
    again: (batch) => readAgain(log, batch, isOwn),
    forget() {
      forgotten += 1;
      waiting = [];
      waitingBytes = 0;
      next = start;
    },
    skipTo(position) {
      if (waiting.length === 0 && next < position) next = position;
    },
  };
}

function settleDamage(cursors: Cursors, lane: Lane, { position, size, items, route }: Damage, isOwn: Ownership): void {
  const isCounted = items !== null && route !== null && isOwn(route);
  const tally = isCounted ? { dropped: { corrupt: items }, bytes: size } : {};
  // Damage over several records may hold some that were settled before; then its items are not known either.
  for (const [from, to] of cursors.gaps(lane, position, position + size)) cursors.settle(lane, from, to, tally);
}

async function readAgain(log: TelemetryLog, batch: QueuedBatch, isOwn: Ownership): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (let at = batch.first; at < batch.to; ) {
    const found = await log.read(at, readBytes);
    if (found.records.length === 0) break;
    for (const record of found.records) {
      if (record.position < batch.to && !isDamage(record) && isOwn(record.route)) records.push(record);
    }
    at = found.next;
  }
  return records;
}

type Ownership = (route: readonly string[]) => boolean;

/** Routes are few and shared by their records: the last answer is mostly the next one. */
function ownership(destination: string): Ownership {
  let last: readonly string[] | null = null;
  let isIn = false;
  return (route) => {
    if (route !== last) {
      last = route;
      isIn = route.includes(destination);
    }
    return isIn;
  };
}

/** The end of the closed segments, from the one at `position` on, that hold nothing of the destination. */
function afterForeign(log: TelemetryLog, destination: string, position: number): number {
  let after = position;
  for (const { start, end, closedAtMs, lanes } of log.segments()) {
    if (end <= after) continue;
    if (start > after || closedAtMs === null || lanes.has(destination)) break;
    after = end;
  }
  return after;
}
