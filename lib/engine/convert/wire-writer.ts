// Protobuf written forward into one buffer that grows: a nested message is opened, filled and closed, or taken back.
// Knows no message of OTLP.
import { zigzag } from "#lib/otlp/wire";

/** The longest length of a nested message takes five bytes: so many are left free until it is known. */
const lengthRoom = 5;

export type WireWriter = ReturnType<typeof createWriter>;

export function createWriter(expected: number) {
  let bytes = Buffer.allocUnsafe(Math.max(64, expected));
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;

  const room = (more: number) => {
    if (at + more <= bytes.length) return;
    const wider = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + more));
    bytes.copy(wider, 0, 0, at);
    bytes = wider;
    view = new DataView(wider.buffer, wider.byteOffset, wider.length);
  };
  const varint = (value: number) => {
    room(10);
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80;
    bytes[at++] = rest;
  };
  const key = (number: number, wire: number) => varint(number * 8 + wire);
  const bareCount = (value: number) => {
    room(8);
    view.setUint32(at, value % 0x1_0000_0000, true);
    view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    at += 8;
  };

  return {
    copy(source: Uint8Array, from: number, end: number): void {
      if (end <= from) return;
      room(end - from);
      bytes.set(source.subarray(from, end), at);
      at += end - from;
    },
    /** The place to hand to `close` or to `back`. */
    open(number: number): number {
      const mark = at;
      key(number, 2);
      room(lengthRoom);
      at += lengthRoom;
      return mark;
    },
    close(mark: number, number: number): void {
      const end = at;
      at = mark;
      key(number, 2);
      const content = at + lengthRoom;
      varint(end - content);
      bytes.copyWithin(at, content, end);
      at += end - content;
    },
    /** As if nothing had been written since `mark`. */
    back(mark: number): void {
      at = mark;
    },
    integer(number: number, value: number): void {
      key(number, 0);
      varint(value);
    },
    sint32(number: number, value: number): void {
      key(number, 0);
      varint(zigzag(value));
    },
    fixed64(number: number, value: bigint): void {
      key(number, 1);
      room(8);
      view.setBigUint64(at, value, true);
      at += 8;
    },
    double(number: number, value: number): void {
      key(number, 1);
      room(8);
      view.setFloat64(at, value, true);
      at += 8;
    },
    count(number: number, value: number): void {
      key(number, 1);
      bareCount(value);
    },
    /** An element of a packed list of fixed64. */
    bareCount,
    /** An element of a packed list of uint64. */
    bareVarint: varint,
    written: (): Uint8Array => bytes.subarray(0, at),
  };
}
