// A message's fields as places in the bytes they came in: what is not changed is copied from there, unknown fields too.
// Numbers, not BigInt: a data point has ten fields and a request ten thousand points. Reading never throws and never
// trusts a length: what is no protobuf is `null`.

/** `from` is where the key begins, `value` where the content does; `varint` is the content of wire type 0. */
export type Slice = { number: number; wire: number; from: number; value: number; end: number; varint: number };

export function readSlices(bytes: Uint8Array, start: number, end: number): Slice[] | null {
  const slices: Slice[] = [];
  for (let at = start; at < end; ) {
    const keyEnd = varintEnd(bytes, at, end);
    if (!keyEnd) return null;
    const key = varintAt(bytes, at);
    const slice = sliceAt(bytes, key, at, keyEnd, end);
    if (!slice) return null;
    slices.push(slice);
    at = slice.end;
  }
  return slices;
}

function sliceAt(bytes: Uint8Array, key: number, from: number, value: number, end: number): Slice | null {
  const number = Math.floor(key / 8);
  const wire = key % 8;
  if (number < 1 || number > 0x1fffffff) return null;
  if (wire === 1 || wire === 5) {
    const after = value + (wire === 1 ? 8 : 4);
    return after > end ? null : { number, wire, from, value, end: after, varint: 0 };
  }
  if (wire !== 0 && wire !== 2) return null;
  const after = varintEnd(bytes, value, end);
  if (!after) return null;
  const varint = varintAt(bytes, value);
  if (wire === 0) return { number, wire, from, value, end: after, varint };
  return varint > end - after ? null : { number, wire, from, value: after, end: after + varint, varint: 0 };
}

/** Where the varint at `at` ends; 0 = it does not end in time. */
export function varintEnd(bytes: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, at + 10);
  for (let index = at; index < last; index++) if ((bytes[index] ?? 0) < 0x80) return index + 1;
  return 0;
}

/** Exact up to 2^53, which is beyond every length, enum and count that is believed. */
export function varintAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  let factor = 1;
  for (let index = at; ; index++) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
}

/** sint32 as it was before zigzag. */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** The contents of a length-delimited field, joined if it came more than once: protobuf merges messages so. */
export function contentOf(bytes: Uint8Array, slices: readonly Slice[], number: number): Uint8Array {
  const found = slices.filter((slice) => slice.number === number && slice.wire === 2);
  const [first] = found;
  if (!first) return new Uint8Array();
  if (found.length === 1) return bytes.subarray(first.value, first.end);
  return Buffer.concat(found.map((slice) => bytes.subarray(slice.value, slice.end)));
}

/** A singular enum, bool or uint32; absent = 0. */
export function varintOf(slices: readonly Slice[], number: number): number {
  return slices.findLast((slice) => slice.number === number && slice.wire === 0)?.varint ?? 0;
}

/** Bytes as a string to compare and to look up by: one character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("latin1", start, end);
}
