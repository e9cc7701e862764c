// Reads records out of one segment file, over whatever damage lies in it. Knows nothing of other segments, nor of who reads.
import type { FileHandle } from "node:fs/promises";
import {
  type Damage,
  decodeHeader,
  finish,
  type Header,
  headerBytesMin,
  type LogRecord,
  magic,
} from "#lib/engine/log/record";

/** The destinations by their number in one segment; a reader adds those that it meets. */
export type Routes = Map<number, readonly string[]>;

export type SegmentView = { file: FileHandle; start: number; end: number; routes: Routes };

export type Chunk = {
  records: (LogRecord | Damage)[];
  next: number;
  /** Where the last whole record ended and nothing readable followed. */
  tornAt: number | null;
};

const resyncBytes = 1 << 20;
/** A body keeps at most so many times its own bytes in memory. */
const keptShare = 8;

/** What lies from `position` on: at least one record (or damage) while `position < end`, else about `bytes` of them. */
export async function readChunk(view: SegmentView, position: number, bytes: number): Promise<Chunk> {
  const records: (LogRecord | Damage)[] = [];
  const want = Math.min(Math.max(bytes, headerBytesMin), view.end - position);
  const buffer = await readAt(view, position, want);
  let at = 0;
  while (position + at < view.end) {
    const header = decodeHeader(buffer, at, position + at);
    if (isWithin(header, view) && at + header.size <= buffer.length) {
      learn(view.routes, header);
      const body = onItsOwn(buffer.subarray(at + header.bodyAt, at + header.size));
      records.push(finish(header, body, view.routes.get(header.routeNumber)));
      at += header.size;
      continue;
    }
    if (records.length > 0) break;
    return readFirst(view, position, header, buffer.length < want);
  }
  return { records, next: position + at, tornAt: null };
}

/** Whoever keeps a small body would keep all that was read with it: it gets memory of its own. */
function onItsOwn(body: Buffer): Buffer {
  if (body.length * keptShare >= body.buffer.byteLength) return body;
  const own = Buffer.allocUnsafeSlow(body.length);
  body.copy(own);
  return own;
}

/** A record that did not fit what was read, or damage. */
async function readFirst(
  view: SegmentView,
  position: number,
  header: Header | number | null,
  atEnd: boolean,
): Promise<Chunk> {
  const needed = typeof header === "number" ? header : isWithin(header, view) ? header.size : null;
  const known = header === null || typeof header === "number" ? null : header;
  if (needed !== null && !atEnd && position + needed <= view.end) {
    const chunk = await readAt(view, position, needed);
    if (chunk.length === needed) return readChunk(view, position, needed);
  }
  const found = await resync(view, position + 1);
  const end = found ?? view.end;
  const route = known === null ? null : (view.routes.get(known.routeNumber) ?? null);
  const { items, receivedAtMs } = known ?? { items: null, receivedAtMs: null };
  const damage: Damage = { position, size: end - position, damaged: true, items, receivedAtMs, route };
  return { records: [damage], next: end, tornAt: found === null ? position : null };
}

function isWithin(header: Header | number | null, view: SegmentView): header is Header {
  return header !== null && typeof header !== "number" && header.position + header.size <= view.end;
}

function learn(routes: Routes, header: Header): void {
  if (header.definition !== null && !routes.has(header.routeNumber)) routes.set(header.routeNumber, header.definition);
}

/** The next place at or after `from` where a whole header stands; `null` = none before the end. */
async function resync(view: SegmentView, from: number): Promise<number | null> {
  let base = from;
  while (base < view.end) {
    const buffer = await readAt(view, base, Math.min(resyncBytes, view.end - base));
    if (buffer.length < headerBytesMin) return null;
    for (let at = buffer.indexOf(magic); at !== -1; at = buffer.indexOf(magic, at + 1)) {
      if (await isHeader(view, base + at, buffer, at)) return base + at;
    }
    // A magic may lie across the edge.
    base += buffer.length - magic.length + 1;
  }
  return null;
}

async function isHeader(view: SegmentView, position: number, buffer: Buffer, at: number): Promise<boolean> {
  let header = decodeHeader(buffer, at, position);
  for (let round = 0; typeof header === "number" && round < 2; round += 1) {
    if (position + header > view.end) return false;
    header = decodeHeader(await readAt(view, position, header), 0, position);
  }
  return isWithin(typeof header === "number" ? null : header, view);
}

async function readAt(view: SegmentView, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await view.file.read(buffer, filled, length - filled, position - view.start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
