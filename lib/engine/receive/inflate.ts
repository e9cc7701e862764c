// Content-Encoding undone, never beyond a limit: a bomb stops there. Knows no signal and no answer.
// Small bodies are inflated on the spot, since the thread pool costs more than the work; large ones wait for their turn,
// so that however many come, only a few are large at once.
import { promisify } from "node:util";
import {
  constants,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  type ZstdOptions,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";

type Inflated =
  /** `isOneMember`: gzip that every reader reads to its end; some stop after the first member. */
  { ok: true; body: Uint8Array; isOneMember: boolean } | { ok: false; reason: "broken" | "too_large" | "unsupported" };

export type Inflate = (coding: string, body: Uint8Array) => Promise<Inflated>;

type Limits = { bytesMax: number; atOnce?: number; onTheSpotMax?: number };
/** What `info` asks zlib for: how much of the body it read. */
type Read = { buffer: Uint8Array; engine: { bytesWritten: number } };
type Way = {
  now: (body: Uint8Array, bytesMax: number) => Read;
  later: (body: Uint8Array, bytesMax: number) => Promise<Read>;
};
type Whole = Uint8Array | "broken" | "too_large";

/** Beyond it a frame would make us hold a window far larger than what it inflates to (RFC 9659 allows 8 MiB over HTTP). */
const zstdWindowLogMax = 23;
const gzipTrailerBytes = 8;
const chunkMax = 1024 * 1024;
/** Each costs a decoder: beyond it a body would take more of our time than of its sender's. */
const zstdFramesMax = 1000;

export function createInflate({ bytesMax, atOnce = 2, onTheSpotMax = 1024 * 1024 }: Limits): Inflate {
  const inTurn = takeTurns(atOnce);
  return async (coding, body) => {
    if (isIdentity(coding)) {
      return body.length > bytesMax ? { ok: false, reason: "too_large" } : { ok: true, body, isOneMember: false };
    }
    const way = wayOf(coding, body);
    if (!way) return { ok: false, reason: "unsupported" };
    const onTheSpot = Math.min(bytesMax, onTheSpotMax);
    const now = body.length <= onTheSpot ? inflateNow(way, body, guess(way, body, onTheSpot)) : null;
    const result = now ?? (await inTurn(() => inflateLater(way, body, bytesMax)));
    if (typeof result === "string") return { ok: false, reason: result };
    return { ok: true, body: result, isOneMember: way === gzip && result.length === gzipSize(body) };
  };
}

/**
 * Frees a body that was only looked at, now: left to the garbage collector, 300 kB a request cost a quarter of all CPU time.
 * A small one lies in a pool that others use.
 */
export function giveBack({ buffer, byteOffset, length }: Uint8Array): void {
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize;
  if (isAlone && byteOffset === 0 && buffer.byteLength - length <= 1) buffer.transfer(0);
}

function isIdentity(coding: string): boolean {
  return coding === "" || coding === "identity" || coding === "none";
}

/** Names as they come: lower case, no list. `deflate` is zlib's format; some senders mean the bare one. */
function wayOf(coding: string, body: Uint8Array): Way | null {
  if (coding === "gzip" || coding === "x-gzip") return gzip;
  if (coding === "zstd") return zstd;
  if (coding !== "deflate") return null;
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? zlib : deflate;
}

const options = (body: Uint8Array, bytesMax: number): ZlibOptions => ({
  info: true,
  maxOutputLength: bytesMax,
  chunkSize: Math.min(Math.max(bytesMax, 64), chunkMax, Math.max(4 * body.length, 16 * 1024)),
});
const zstdOptions = (body: Uint8Array, bytesMax: number): ZstdOptions => ({
  info: true,
  maxOutputLength: bytesMax,
  chunkSize: options(body, bytesMax).chunkSize,
  params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax },
});

const later = {
  gunzip: promisify<Uint8Array, ZlibOptions, unknown>(gunzip),
  inflate: promisify<Uint8Array, ZlibOptions, unknown>(inflate),
  inflateRaw: promisify<Uint8Array, ZlibOptions, unknown>(inflateRaw),
  zstd: promisify<Uint8Array, ZstdOptions, unknown>(zstdDecompress),
};

/** Node's types do not know what `info` makes of the answer. */
const read = (answer: unknown) => answer as Read;

const gzip: Way = {
  // The trailer says how much it is: one chunk of that size spares the joining.
  now: (body, bytesMax) =>
    read(gunzipSync(body, { info: true, maxOutputLength: bytesMax, chunkSize: Math.max(bytesMax + 1, 64) })),
  later: async (body, bytesMax) => read(await later.gunzip(body, options(body, bytesMax))),
};
const zlib: Way = {
  now: (body, bytesMax) => read(inflateSync(body, options(body, bytesMax))),
  later: async (body, bytesMax) => read(await later.inflate(body, options(body, bytesMax))),
};
const deflate: Way = {
  now: (body, bytesMax) => read(inflateRawSync(body, options(body, bytesMax))),
  later: async (body, bytesMax) => read(await later.inflateRaw(body, options(body, bytesMax))),
};
const zstd: Way = {
  now: (body, bytesMax) => read(zstdDecompressSync(body, zstdOptions(body, bytesMax))),
  later: async (body, bytesMax) => read(await later.zstd(body, zstdOptions(body, bytesMax))),
};

/** How many bytes to try on the spot; 0 = leave it to the thread pool. Only gzip tells its size. */
function guess(way: Way, body: Uint8Array, onTheSpotMax: number): number {
  if (way !== gzip) return onTheSpotMax;
  const size = gzipSize(body);
  return size > onTheSpotMax ? 0 : Math.max(size, 1);
}

function gzipSize(body: Uint8Array): number {
  if (body.length < gzipTrailerBytes) return 0;
  return new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(body.length - 4, true);
}

/**
 * A body to its last byte, whoever does the work: what is behind the end of a stream would be lost and nobody hear of it. gzip's
 * members zlib reads by itself; zstd's frames (RFC 8878 3.1) it reads one at a time; zlib's format and deflate have one stream.
 */
function* readWhole(way: Way, body: Uint8Array, bytesMax: number): Generator<[Uint8Array, number], Whole, Read> {
  const parts: Uint8Array[] = [];
  let left = bytesMax;
  let at = 0;
  do {
    const { buffer, engine } = yield [at === 0 ? body : body.subarray(at), Math.max(left, 1)];
    at += engine.bytesWritten;
    // One of many lies in a chunk that may be far larger.
    parts.push(at < body.length ? Buffer.from(buffer) : buffer);
    left -= buffer.length;
  } while (way === zstd && at < body.length && left >= 0 && parts.length < zstdFramesMax);
  if (left < 0) return "too_large";
  // gzip may be padded with zeros, as on a tape.
  if (at < body.length && (way !== gzip || body.subarray(at).some((byte) => byte !== 0))) return "broken";
  const [first = body] = parts;
  return parts.length === 1 ? first : Buffer.concat(parts);
}

/** null = more than was guessed. */
function inflateNow(way: Way, body: Uint8Array, bytesMax: number): Uint8Array | "broken" | null {
  if (bytesMax === 0) return null;
  try {
    const reading = readWhole(way, body, bytesMax);
    let step = reading.next();
    while (!step.done) step = reading.next(way.now(...step.value));
    return step.value === "too_large" ? null : step.value;
  } catch (error) {
    return isTooLarge(error) ? null : "broken";
  }
}

async function inflateLater(way: Way, body: Uint8Array, bytesMax: number): Promise<Whole> {
  try {
    const reading = readWhole(way, body, bytesMax);
    let step = reading.next();
    while (!step.done) step = reading.next(await way.later(...step.value));
    return step.value;
  } catch (error) {
    return isTooLarge(error) ? "too_large" : "broken";
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

function takeTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    // Who is let in takes over the place of the one who left.
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
