// The segments of one log as files: their names, side files, and how they are found again at start. A side file holds what a
// start needs to know of a closed segment, so that the backlog is not read; one that is lost or damaged is written anew.
import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { ownNames } from "#lib/engine/log/own-names";
import { isDamage, type LogRecord } from "#lib/engine/log/record";
import { type Routes, readChunk } from "#lib/engine/log/segment-reader";

export type Held = { items: number; bytes: number };

export type Segment = {
  start: number;
  end: number;
  /** `null` = it is written to. */
  closedAtMs: number | null;
  /** What was received per destination. */
  lanes: Map<string, Held>;
  routes: Routes;
  /** The file is gone: what it held is damage. */
  missing: boolean;
};

type Side = Pick<Segment, "start" | "end" | "closedAtMs"> & {
  lanes: [string, Held][];
  routes: [number, readonly string[]][];
};

const scanBytes = 4 << 20;
const digits = 16;

export function newSegment(start: number): Segment {
  return { start, end: start, closedAtMs: null, lanes: new Map(), routes: new Map(), missing: false };
}

export function segmentPath(directory: string, start: number): string {
  return join(directory, `${String(start).padStart(digits, "0")}.log`);
}

function sidePath(directory: string, start: number): string {
  return join(directory, `${String(start).padStart(digits, "0")}.side`);
}

export function count(segment: Segment, record: Pick<LogRecord, "route" | "items" | "size">): void {
  for (const id of record.route) {
    const held = segment.lanes.get(id);
    if (held === undefined) segment.lanes.set(id, { items: record.items, bytes: record.size });
    else {
      held.items += record.items;
      held.bytes += record.size;
    }
  }
}

/** Whole or not at all: a half-written side file is seen by its crc32, so it needs no flush. */
export async function writeSide(directory: string, segment: Segment): Promise<void> {
  const { start, end, closedAtMs } = segment;
  const side: Side = { start, end, closedAtMs, lanes: [...segment.lanes], routes: [...segment.routes] };
  const text = JSON.stringify(side);
  const path = sidePath(directory, start);
  await writeFile(`${path}.tmp`, `${crc32(text)}\n${text}`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

async function readSide(directory: string, start: number): Promise<Segment | null> {
  const whole = await readFile(sidePath(directory, start), "utf8").catch(() => "");
  const cut = whole.indexOf("\n");
  const text = whole.slice(cut + 1);
  if (cut === -1 || whole.slice(0, cut) !== String(crc32(text))) return null;
  const side = JSON.parse(text) as Side;
  if (side.start !== start) return null;
  return { ...side, lanes: new Map(side.lanes), routes: new Map(side.routes), missing: false };
}

/** The side file first: one without its segment would be taken for a loss. */
export async function removeSegment(directory: string, segment: Segment): Promise<void> {
  await rm(sidePath(directory, segment.start), { force: true });
  await rm(segmentPath(directory, segment.start), { force: true });
}

/**
 * What the directory holds, in order and without gaps: a segment that is lost stands there as `missing`. A torn tail is cut off.
 * `from`: positions below it were in use, so none of them is given again.
 */
export async function findSegments(directory: string, from: number, nowMs: number): Promise<Segment[]> {
  const names = ownNames(directory, (name) => /\.(log|side|tmp)$/.test(name));
  await Promise.all(names.filter((name) => name.endsWith(".tmp")).map((name) => rm(join(directory, name))));
  const logs = new Set(startsOf(names, ".log"));
  const starts = [...new Set([...logs, ...startsOf(names, ".side")])].sort((a, b) => a - b);
  const sides = await Promise.all(starts.map((start) => readSide(directory, start)));
  const segments: Segment[] = [];
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1] ?? null;
    const side = sides[index] ?? null;
    const segment = logs.has(start) ? (side ?? (await rebuild(directory, start, next, nowMs))) : lost(side);
    if (segment === null) continue;
    // A tail that could not be cut off when its write failed ends where the next segment begins.
    if (next !== null && segment.end > next) segment.end = next;
    // What lies before the first was trimmed.
    if (segments.length > 0) bridge(segments, segment.start, nowMs);
    segments.push(segment);
  }
  bridge(segments, from, nowMs);
  return segments;
}

function startsOf(names: string[], suffix: string): number[] {
  return names
    .filter((name) => name.endsWith(suffix))
    .map((name) => Number(name.slice(0, -suffix.length)))
    .filter(Number.isSafeInteger);
}

function lost(side: Segment | null): Segment | null {
  return side === null ? null : { ...side, missing: true };
}

/** Positions between what is there and `to` were in use once: a segment that is lost takes their place. */
function bridge(segments: Segment[], to: number, nowMs: number): void {
  const last = segments.at(-1);
  const start = last?.end ?? 0;
  if (start >= to) return;
  segments.push({ ...newSegment(start), end: to, closedAtMs: nowMs, missing: true });
  if (last?.closedAtMs === null) last.closedAtMs = nowMs;
}

/** Counts by reading all headers. The last segment stays open to be written to, cut off after its last whole record. */
async function rebuild(directory: string, start: number, next: number | null, nowMs: number): Promise<Segment> {
  const segment = newSegment(start);
  const file = await open(segmentPath(directory, start), "r+");
  try {
    const end = next ?? start + (await file.stat()).size;
    const view = { file, start, end, routes: segment.routes };
    while (segment.end < end) {
      const chunk = await readChunk(view, segment.end, scanBytes);
      for (const record of chunk.records) {
        if (!isDamage(record)) count(segment, record);
        else if (record.items !== null && record.route !== null && chunk.tornAt === null) {
          count(segment, { items: record.items, route: record.route, size: record.size });
        }
      }
      segment.end = chunk.next;
      if (chunk.tornAt === null || next !== null) continue;
      await file.truncate(chunk.tornAt - start);
      segment.end = chunk.tornAt;
      return segment;
    }
  } finally {
    await file.close();
  }
  if (next !== null) {
    segment.closedAtMs = nowMs;
    // A full disk is no reason not to start: what is queued is delivered, and the file made at the next start.
    await writeSide(directory, segment).catch(() => undefined);
  }
  return segment;
}
