// Bytes written forward into one buffer that grows. Callers ask for room first; the `put` functions do not look again.
// Knows no protobuf message and no JSON.

export type Output = { bytes: Buffer; at: number };

export function openOutput(expected: number): Output {
  return { bytes: Buffer.allocUnsafe(Math.max(256, expected)), at: 0 };
}

export function room(out: Output, more: number): void {
  if (out.at + more <= out.bytes.length) return;
  const wider = Buffer.allocUnsafe(Math.max(out.bytes.length * 2, out.at + more));
  out.bytes.copy(wider, 0, 0, out.at);
  out.bytes = wider;
}

/** Below this a loop is faster than the call. */
const copiedByHand = 48;

export function putBytes(out: Output, from: Uint8Array, start: number, end: number): void {
  const { bytes } = out;
  let { at } = out;
  if (end - start < copiedByHand) for (let index = start; index < end; index++) bytes[at++] = from[index] ?? 0;
  else {
    bytes.set(from.subarray(start, end), at);
    at += end - start;
  }
  out.at = at;
}

/** ASCII only. */
export function putWord(out: Output, word: string): void {
  for (let index = 0; index < word.length; index++) out.bytes[out.at++] = word.charCodeAt(index);
}

/** Up to 2^53. */
export function putVarint(out: Output, value: number): void {
  let rest = value;
  for (; rest > 0x7f_ffff_ff; rest = Math.floor(rest / 128)) out.bytes[out.at++] = (rest % 128) | 0x80;
  for (; rest > 0x7f; rest >>>= 7) out.bytes[out.at++] = (rest & 0x7f) | 0x80;
  out.bytes[out.at++] = rest;
}

export function written({ bytes, at }: Output): Uint8Array {
  return bytes.subarray(0, at);
}

/** What was written is of no use any more: left to the garbage collector, large ones would be held several times over. */
export function discard({ buffer }: Uint8Array): void {
  // A small one lies in a pool that others use.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}
