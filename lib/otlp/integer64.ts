// 64-bit integers as two 32-bit halves: from and to decimal digits, varints and eight bytes. No BigInt, which costs more
// than all else of an item. Pure.
import type { Output } from "#lib/otlp/output";

/** Both unsigned; a negative number is its two's complement. */
export type Halves = { low: number; high: number };

const two16 = 0x1_0000;
const two32 = 0x1_0000_0000;
const billion = 1e9;

/** The digits at `start`, up to `end`, no sign: false = more than 64 bits, or none. */
export function readDigits(into: Halves, bytes: Uint8Array, start: number, end: number): boolean {
  const split = Math.max(start, end - 9);
  if (end === start || end - start > 20) return false;
  let upper = 0;
  for (let at = start; at < split; at++) upper = upper * 10 + ((bytes[at] ?? 0) - 0x30);
  let lower = 0;
  for (let at = split; at < end; at++) lower = lower * 10 + ((bytes[at] ?? 0) - 0x30);
  if (upper > 0x1f_ffff) return joinParts(into, upper, lower);
  // Below 2^53.
  const value = upper * billion + lower;
  into.high = Math.floor(value / two32);
  into.low = value >>> 0;
  return true;
}

/** upper · 10^9 + lower, in steps that a number holds exactly. */
function joinParts(into: Halves, upper: number, lower: number): boolean {
  const low = (upper % two16) * billion + lower;
  const above = Math.floor(upper / two16) * billion + Math.floor(low / two16);
  into.low = (above % two16) * two16 + (low % two16);
  into.high = Math.floor(above / two16);
  return into.high < two32;
}

export function negate(value: Halves): void {
  value.low = -value.low >>> 0;
  value.high = (value.low === 0 ? -value.high : ~value.high) >>> 0;
}

/** At most 20 bytes. */
export function putDigits(out: Output, low: number, high: number): void {
  if (high < 0x20_0000) {
    putSafe(out, high * two32 + low);
    return;
  }
  // Long division by 10^9, sixteen bits at a time: every step stays below 2^53.
  let rest = high % billion;
  let upper = Math.floor(high / billion);
  const middle = rest * two16 + (low >>> 16);
  rest = middle % billion;
  upper = upper * two16 + Math.floor(middle / billion);
  const last = rest * two16 + (low & 0xffff);
  putSafe(out, upper * two16 + Math.floor(last / billion));
  rest = last % billion;
  for (let place = out.at + 8; place >= out.at; place--) {
    const tenth = Math.floor(rest / 10);
    out.bytes[place] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  out.at += 9;
}

/** Below 2^53. */
function putSafe(out: Output, value: number): void {
  let end = out.at + 1;
  for (let power = 10; power <= value; power *= 10) end++;
  let rest = value;
  for (let place = end - 1; place >= out.at; place--) {
    const tenth = Math.floor(rest / 10);
    out.bytes[place] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  out.at = end;
}

/** At most 21 bytes: as int64. */
export function putSignedDigits(out: Output, low: number, high: number): void {
  if (high < 0x8000_0000) {
    putDigits(out, low, high);
    return;
  }
  const value = { low, high };
  negate(value);
  out.bytes[out.at++] = 0x2d;
  putDigits(out, value.low, value.high);
}

/** At most 10 bytes. */
export function putVarint64(out: Output, value: Halves): void {
  let { low, high } = value;
  while (high > 0 || low > 0x7f) {
    out.bytes[out.at++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  out.bytes[out.at++] = low;
}

/** The varint that begins at `start` and is known to end. */
export function readVarint64(into: Halves, bytes: Uint8Array, start: number): void {
  let low = 0;
  let high = 0;
  for (let shift = 0, at = start; ; shift += 7, at++) {
    const byte = bytes[at] ?? 0;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high |= bits >>> 4;
    } else if (shift < 64) high |= bits << (shift - 32);
    if (byte < 0x80) break;
  }
  into.low = low >>> 0;
  into.high = high >>> 0;
}

export function putEight(out: Output, { low, high }: Halves): void {
  putFour(out, low);
  putFour(out, high);
}

export function putFour(out: Output, value: number): void {
  const { bytes, at } = out;
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  out.at = at + 4;
}

export function fourAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return (low | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}
