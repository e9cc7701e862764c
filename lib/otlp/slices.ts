// A message's fields as places in the bytes they came in: what is not changed is copied from there, unknown fields too.
// Reading never throws and never trusts a length: what is no protobuf is `null`. Knows no message of OTLP.
import { nextField, openWalk } from "#lib/otlp/wire-walk";

/** `from` is where the key begins, `value` where the content does; `varint` is the content of wire type 0. */
export type Slice = { number: number; wire: number; from: number; value: number; end: number; varint: number };

export function readSlices(bytes: Uint8Array, start: number, end: number): Slice[] | null {
  const walk = openWalk(bytes, start);
  const slices: Slice[] = [];
  while (walk.at < end) {
    if (!nextField(walk, end)) return null;
    const { number, wire, from, start: value, at } = walk;
    slices.push({ number, wire, from, value, end: at, varint: wire === 0 ? walk.varint : 0 });
  }
  return slices;
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
