// Goes through JSON's bytes without building what they say: 20 MiB of `{},` would be 700 MiB of objects. Strict as JSON.parse,
// but for a bound on depth. Knows no OTLP. Every function stands before a value, or returns false where there is no JSON.
import { isUtf8 } from "node:buffer";

/** `hasEscape`: the last string stepped over says more than its bytes. */
export type JsonWalk = { readonly bytes: Buffer; at: number; keyStart: number; keyEnd: number; hasEscape: boolean };
type Visit = () => boolean;

/** Decoders of protobuf stop at 100 messages, which are fewer levels than these. */
const depthMax = 512;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** null = no UTF-8 (R5.10). */
export function openJson(body: Uint8Array): JsonWalk | null {
  if (!isUtf8(body)) return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const at = byteOrderMark.every((byte, index) => bytes[index] === byte) ? byteOrderMark.length : 0;
  const walk = { bytes, at, keyStart: 0, keyEnd: 0, hasEscape: false };
  skipSpace(walk);
  return walk;
}

export function isAtEnd(walk: JsonWalk): boolean {
  skipSpace(walk);
  return walk.at === walk.bytes.length;
}

export function isBefore(walk: JsonWalk, first: "{" | "[" | '"'): boolean {
  return walk.bytes[walk.at] === first.charCodeAt(0);
}

/** Steps over a null. */
export function isNull(walk: JsonWalk): boolean {
  return walk.bytes[walk.at] === 0x6e && takeWord(walk, "null");
}

/** `visit` stands before each value, its key in keyOf, and must step over it. */
export function walkObject(walk: JsonWalk, visit: Visit): boolean {
  if (!take(walk, 0x7b)) return false;
  if (take(walk, 0x7d)) return true;
  for (;;) {
    if (!takeKey(walk) || !visit()) return false;
    skipSpace(walk);
    if (take(walk, 0x7d)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

export function walkArray(walk: JsonWalk, visit: Visit): boolean {
  if (!take(walk, 0x5b)) return false;
  if (take(walk, 0x5d)) return true;
  for (;;) {
    if (!visit()) return false;
    skipSpace(walk);
    if (take(walk, 0x5d)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

/** A key and its colon. */
export function takeKey(walk: JsonWalk): boolean {
  walk.keyStart = walk.at;
  if (!skipString(walk)) return false;
  walk.keyEnd = walk.at;
  skipSpace(walk);
  return take(walk, 0x3a);
}

export function keyOf({ bytes, keyStart, keyEnd }: JsonWalk): string {
  const key = bytes.toString("utf8", keyStart + 1, keyEnd - 1);
  return key.includes("\\") ? String(JSON.parse(`"${key}"`)) : key;
}

/** A string, number or literal as JSON.parse reads it; undefined = another value or no JSON. */
export function readScalar(walk: JsonWalk): string | number | boolean | null | undefined {
  const start = walk.at;
  if (isBefore(walk, "{") || isBefore(walk, "[") || !skipValue(walk)) return undefined;
  return JSON.parse(walk.bytes.toString("utf8", start, walk.at));
}

export function skipValue(walk: JsonWalk, depth = 0): boolean {
  const first = walk.bytes[walk.at];
  if (first === 0x22) return skipString(walk);
  if (first === 0x7b || first === 0x5b) return depth < depthMax && skipInside(walk, first, depth + 1);
  return takeWord(walk, "true") || takeWord(walk, "false") || takeWord(walk, "null") || skipNumber(walk);
}

/** An object or an array; without the visits of walkObject and walkArray, which take twice the time. */
function skipInside(walk: JsonWalk, first: number, depth: number): boolean {
  const last = first + 2;
  take(walk, first);
  if (take(walk, last)) return true;
  for (;;) {
    if ((first === 0x7b && !takeKey(walk)) || !skipValue(walk, depth)) return false;
    skipSpace(walk);
    if (take(walk, last)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

export function skipNumber(walk: JsonWalk): boolean {
  const { bytes } = walk;
  let at = bytes[walk.at] === 0x2d ? walk.at + 1 : walk.at;
  const whole = digitsEnd(bytes, at);
  // One zero, or digits that do not begin with one.
  if (whole === at || (bytes[at] === 0x30 && whole > at + 1)) return false;
  at = whole;
  if (bytes[at] === 0x2e) {
    const fraction = digitsEnd(bytes, at + 1);
    if (fraction === at + 1) return false;
    at = fraction;
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? at + 2 : at + 1;
    const exponent = digitsEnd(bytes, sign);
    if (exponent === sign) return false;
    at = exponent;
  }
  walk.at = at;
  return true;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (((bytes[at] ?? 0) ^ 0x30) < 10) at++;
  return at;
}

/** Its content is between the quotes, which are the first and the last byte stepped over. */
export function skipString(walk: JsonWalk): boolean {
  const { bytes } = walk;
  if (bytes[walk.at] !== 0x22) return false;
  walk.hasEscape = false;
  for (let at = walk.at + 1; at < bytes.length; at++) {
    const code = bytes[at] ?? 0;
    if (code !== 0x22 && code !== 0x5c && code >= 0x20) continue;
    if (code === 0x22) {
      walk.at = at + 1;
      return true;
    }
    if (code < 0x20) return false;
    walk.hasEscape = true;
    at = escapeEnd(bytes, at);
    if (at < 0) return false;
  }
  return false;
}

const plainEscapes = new Set(Buffer.from('"\\/bfnrt'));

/** The last byte of the escape at `at`, or -1. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  const code = bytes[at + 1] ?? 0;
  if (code !== 0x75) return plainEscapes.has(code) ? at + 1 : -1;
  for (let place = at + 2; place < at + 6; place++) if (!isHexDigit(bytes[place] ?? 0)) return -1;
  return at + 5;
}

function isHexDigit(code: number): boolean {
  return (code ^ 0x30) < 10 || ((code | 0x20) > 0x60 && (code | 0x20) < 0x67);
}

export function takeWord(walk: JsonWalk, word: string): boolean {
  for (let index = 0; index < word.length; index++)
    if (walk.bytes[walk.at + index] !== word.charCodeAt(index)) return false;
  walk.at += word.length;
  return true;
}

/** One mark, and the space behind it. */
export function take(walk: JsonWalk, code: number): boolean {
  if (walk.bytes[walk.at] !== code) return false;
  walk.at++;
  skipSpace(walk);
  return true;
}

export function skipSpace(walk: JsonWalk): void {
  for (;;) {
    const code = walk.bytes[walk.at] ?? 0;
    if (code > 0x20) return;
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    walk.at++;
  }
}
