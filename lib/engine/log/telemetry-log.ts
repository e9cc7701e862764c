// The log of one signal: what was received, in order, flushed before its sender is answered. One flush serves all that wait.
// Knows nothing of who delivered what: that is with the cursors, and what may go is said by whoever calls `trim`.
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { isDiskRefusal, logFull } from "#lib/engine/log/log-full";
import type { Damage, Entry, LogRecord } from "#lib/engine/log/record";
import { findSegments, type Held, removeSegment, type Segment, segmentPath } from "#lib/engine/log/segment";
import { type Chunk, readChunk } from "#lib/engine/log/segment-reader";
import { createWriter, type Disk, realDisk, type Writer } from "#lib/engine/log/segment-writer";
import { createTail, type Tail } from "#lib/engine/log/tail";
import { log } from "#lib/log";
import type { Signal } from "#lib/otlp/signal";

export type LogOptions = {
  directory: string;
  signal: Signal;
  segmentBytes?: number;
  clock: { now(): number };
  disk?: Disk;
  /** No position below it is given again, whatever became of the files. */
  from?: number;
  tailBytes?: number;
};

type Found = { records: (LogRecord | Damage)[]; next: number };

type SegmentFacts = {
  start: number;
  end: number;
  closedAtMs: number | null;
  lanes: ReadonlyMap<string, Readonly<Held>>;
};

export type TelemetryLog = {
  /** Resolves when it is on the disk; rejects with `LogFull` when the disk did not take it, with what happened when it was no disk. */
  append(entry: Entry): Promise<LogRecord>;
  /** At least one record if there is one. A position before the beginning reads from the beginning. */
  read(position: number, bytesMax: number): Promise<Found>;
  start(): number;
  end(): number;
  /** Whole closed segments below the position go. */
  trim(position: number): Promise<void>;
  segments(): SegmentFacts[];
  close(): Promise<void>;
};

type Waiting = { entry: Entry; resolve(record: LogRecord): void; reject(error: unknown): void };

const mebibyte = 1 << 20;
/** So that one flush never waits for the whole backlog of a burst. */
const batchBytesMax = 8 * mebibyte;

export async function openLog(options: LogOptions): Promise<TelemetryLog> {
  const { clock, disk = realDisk(), from = 0, segmentBytes = 64 * mebibyte } = options;
  const directory = join(options.directory, options.signal);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const segments = await findSegments(directory, from, clock.now());
  const tail = createTail(options.tailBytes ?? 8 * mebibyte);
  const writer = createWriter({ directory, segments, from, segmentBytes, disk, now: clock.now });
  const { end } = writer;
  const start = () => segments[0]?.start ?? end();
  const commits = createCommits(writer, options.signal, (records) => {
    for (const record of records) tail.push(record);
  });
  return {
    append: commits.append,
    read: (position, bytesMax) => read(directory, segments, tail, position, bytesMax),
    start,
    end,
    trim: (position) => trim(directory, segments, position),
    segments: () => segments.map(({ start, end, closedAtMs, lanes }) => ({ start, end, closedAtMs, lanes })),
    close: commits.close,
  };
}

/** Collects what arrives while a flush is under way: the next flush is for all of it. */
function createCommits(writer: Writer, signal: Signal, committed: (records: LogRecord[]) => void) {
  const refused = createRefusals(signal);
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const records = await writer.write(batch.map(({ entry }) => entry));
        committed(records);
        refused.clear();
        for (const [index, record] of records.entries()) batch[index]?.resolve(record);
      } catch (error) {
        const reason = refused.reasonOf(error);
        for (const { reject } of batch) reject(reason);
      }
    }
    running = null;
  }

  function takeBatch(): Waiting[] {
    let bytes = 0;
    const beyond = waiting.findIndex(({ entry }, index) => {
      bytes += entry.body.length;
      return index > 0 && bytes > batchBytesMax;
    });
    const batch = beyond === -1 ? waiting : waiting.slice(0, beyond);
    waiting = beyond === -1 ? [] : waiting.slice(beyond);
    return batch;
  }

  return {
    append(entry: Entry): Promise<LogRecord> {
      if (closed) return Promise.reject(new Error("The log is closed"));
      return new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        // What else arrives in this turn of the loop goes along.
        running ??= Promise.resolve().then(run);
      });
    },
    async close(): Promise<void> {
      closed = true;
      await running;
      await writer.close();
    },
  };
}

/** What is not the disk's refusal is nobody's expectation: told once, until something is written again. */
function createRefusals(signal: Signal) {
  let isTold = false;
  return {
    reasonOf(error: unknown): unknown {
      if (isDiskRefusal(error)) return logFull(error);
      if (!isTold) log.error("The telemetry log could not be written", { signal, error });
      isTold = true;
      return error;
    },
    clear() {
      isTold = false;
    },
  };
}

async function read(
  directory: string,
  segments: Segment[],
  tail: Tail,
  position: number,
  bytesMax: number,
): Promise<Found> {
  const from = Math.max(position, segments[0]?.start ?? 0);
  const recent = tail.read(from, bytesMax);
  const last = recent?.at(-1);
  if (recent !== null && last !== undefined) return { records: recent, next: last.position + last.size };
  const segment = segments.find((each) => each.end > from);
  if (segment === undefined) return { records: [], next: from };
  const chunk = segment.missing ? null : await readSegment(directory, segment, from, bytesMax);
  if (chunk !== null) return { records: chunk.records, next: chunk.next };
  if (!segments.includes(segment)) return read(directory, segments, tail, position, bytesMax);
  segment.missing = true;
  const size = segment.end - from;
  return {
    records: [{ position: from, size, damaged: true, items: null, receivedAtMs: null, route: null }],
    next: segment.end,
  };
}

/** `null` = the file is gone. */
async function readSegment(directory: string, segment: Segment, from: number, bytes: number): Promise<Chunk | null> {
  const { start, end, routes } = segment;
  try {
    const file = await open(segmentPath(directory, start), "r");
    return await readChunk({ file, start, end, routes }, from, bytes).finally(() => file.close());
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** The last segment stays: its name is what keeps positions from being given twice. */
async function trim(directory: string, segments: Segment[], position: number): Promise<void> {
  for (let first = segments[0]; first !== undefined && first.end <= position; first = segments[0]) {
    if (segments.length === 1 || first.closedAtMs === null) return;
    segments.shift();
    await removeSegment(directory, first);
  }
}
