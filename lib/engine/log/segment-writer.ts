// Writes batches of entries at the end of a log: positions, routes by number, the roll to a new segment. A batch is in the log
// when it was flushed, whole; after any fault the segment is left for a new one, since a flush that failed once proves nothing later.
import { fdatasync, writev } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { type Entry, encodeHeader, type LogRecord } from "#lib/engine/log/record";
import { count, newSegment, type Segment, segmentPath, writeSide } from "#lib/engine/log/segment";

/** The calls that a disk may refuse; a test gives its own. */
export type Disk = {
  write(fd: number, buffers: Uint8Array[], at: number): Promise<number>;
  fsync(fd: number): Promise<void>;
};

export type WriterOptions = {
  directory: string;
  segments: Segment[];
  /** Where a log without segments begins. */
  from: number;
  segmentBytes: number;
  disk: Disk;
  now: () => number;
};

type Numbered = { number: number; told: number; route: readonly string[] };
type Active = { file: FileHandle; segment: Segment; routes: Map<string, Numbered> };

/** A route is told twice in each segment, so that one flipped bit cannot take it from all who use it. */
const tellings = 2;

export function realDisk(): Disk {
  const flush = promisify(fdatasync);
  const write = (fd: number, buffers: Uint8Array[], at: number) =>
    new Promise<number>((resolve, reject) => {
      writev(fd, buffers, at, (error, written) => (error === null ? resolve(written) : reject(error)));
    });
  return { write, fsync: flush };
}

export type Writer = {
  write(entries: Entry[]): Promise<LogRecord[]>;
  /** Where the next record goes; no segment has to be left for it. */
  end(): number;
  close(): Promise<void>;
};

export function createWriter(options: WriterOptions): Writer {
  let active: Active | null = null;
  let reached = options.from;
  const end = () => Math.max(reached, options.segments.at(-1)?.end ?? 0);
  return {
    end,
    async write(entries) {
      if (active !== null && active.segment.end - active.segment.start >= options.segmentBytes) {
        const full = active;
        active = null;
        await leave(options, full);
      }
      // All segments may be gone: the last one was left empty by a fault, those before it were trimmed.
      reached = end();
      active ??= await enter({ ...options, from: reached });
      const target = active;
      try {
        return await writeBatch(options, target, entries);
      } catch (error) {
        active = null;
        await target.file.truncate(target.segment.end - target.segment.start).catch(() => undefined);
        await leave(options, target);
        throw error;
      }
    },
    async close() {
      await active?.file.close();
      active = null;
    },
  };
}

async function writeBatch(options: WriterOptions, active: Active, entries: Entry[]): Promise<LogRecord[]> {
  const { segment, file, routes } = active;
  const buffers: Uint8Array[] = [];
  const records: LogRecord[] = [];
  let position = segment.end;
  for (const entry of entries) {
    const numbered = numberOf(routes, entry.route);
    const header = encodeHeader(entry, position, numbered.number, numbered.told < tellings);
    numbered.told += 1;
    buffers.push(header);
    if (entry.body.length > 0) buffers.push(entry.body);
    const size = header.length + entry.body.length;
    records.push({ ...entry, route: numbered.route, position, size });
    position += size;
  }
  await writeAll(options.disk, file.fd, buffers, segment.end - segment.start);
  await options.disk.fsync(file.fd);
  for (const { number, route } of routes.values()) segment.routes.set(number, route);
  for (const record of records) count(segment, record);
  segment.end = position;
  return records;
}

function numberOf(routes: Map<string, Numbered>, route: readonly string[]): Numbered {
  const key = route.join("\n");
  const known = routes.get(key);
  if (known !== undefined) return known;
  const added = { number: routes.size, told: 0, route: [...route] };
  routes.set(key, added);
  return added;
}

/** A write may end early; what is left is written after it. */
async function writeAll(disk: Disk, fd: number, buffers: Uint8Array[], at: number): Promise<void> {
  let left = buffers;
  let offset = at;
  while (left.length > 0) {
    const written = await disk.write(fd, left, offset);
    offset += written;
    left = after(left, written);
  }
}

function after(buffers: Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  let index = 0;
  for (; index < buffers.length; index += 1) {
    const length = buffers[index]?.length ?? 0;
    if (skip < length) break;
    skip -= length;
  }
  const rest = buffers.slice(index);
  if (skip > 0 && rest[0] !== undefined) rest[0] = rest[0].subarray(skip);
  return rest;
}

/** The last segment where it has room, else a new one. */
async function enter({ directory, segments, from, segmentBytes, now }: WriterOptions): Promise<Active> {
  const last = segments.at(-1);
  const goesOn = last !== undefined && last.closedAtMs === null && last.end - last.start < segmentBytes;
  if (goesOn) {
    const file = await open(segmentPath(directory, last.start), "r+");
    return { file, segment: last, routes: known(last) };
  }
  if (last !== undefined && last.closedAtMs === null) {
    last.closedAtMs = now();
    await writeSide(directory, last).catch(() => undefined);
  }
  const segment = newSegment(last?.end ?? from);
  const file = await open(segmentPath(directory, segment.start), "w+", 0o600);
  await flushDirectory(directory);
  segments.push(segment);
  return { file, segment, routes: new Map() };
}

function known(segment: Segment): Map<string, Numbered> {
  const numbered = [...segment.routes].map(([number, route]) => ({ number, told: 1, route }));
  return new Map(numbered.map((each) => [each.route.join("\n"), each]));
}

/** A new name in a directory is durable only with the directory itself. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}

/** An empty segment is forgotten: its name is taken again. A side file that cannot be written is made at the next start. */
async function leave({ directory, segments, now }: WriterOptions, { file, segment }: Active): Promise<void> {
  await file.close();
  if (segment.end === segment.start) {
    segments.splice(segments.indexOf(segment), 1);
    return;
  }
  segment.closedAtMs = now();
  await writeSide(directory, segment).catch(() => undefined);
}
