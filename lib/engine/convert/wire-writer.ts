// Protobuf written forward: a nested message is opened, filled and closed, or taken back. Knows no message of OTLP.
import { putFour } from "#lib/otlp/integer64";
import { openOutput, putBytes, putVarint, room, written } from "#lib/otlp/output";
import { zigzag } from "#lib/otlp/wire";

/** The longest length of a nested message takes five bytes: so many are left free until it is known. */
const lengthRoom = 5;
/** A key and any number. */
const fieldBytesMax = 16;

export type WireWriter = ReturnType<typeof createWriter>;

export function createWriter(expected: number) {
  const out = openOutput(expected);

  const key = (number: number, wire: number) => {
    room(out, fieldBytesMax);
    putVarint(out, number * 8 + wire);
  };
  const bareVarint = (value: number) => {
    room(out, fieldBytesMax);
    putVarint(out, value);
  };
  const bareCount = (value: number) => {
    room(out, fieldBytesMax);
    putFour(out, value >>> 0);
    putFour(out, Math.floor(value / 0x1_0000_0000));
  };

  return {
    copy(source: Uint8Array, from: number, end: number): void {
      if (end <= from) return;
      room(out, end - from);
      putBytes(out, source, from, end);
    },
    /** The place to hand to `close` or to `back`. */
    open(number: number): number {
      const mark = out.at;
      key(number, 2);
      room(out, lengthRoom);
      out.at += lengthRoom;
      return mark;
    },
    close(mark: number, number: number): void {
      const end = out.at;
      out.at = mark;
      key(number, 2);
      const content = out.at + lengthRoom;
      putVarint(out, end - content);
      out.bytes.copyWithin(out.at, content, end);
      out.at += end - content;
    },
    /** As if nothing had been written since `mark`. */
    back(mark: number): void {
      out.at = mark;
    },
    integer(number: number, value: number): void {
      key(number, 0);
      putVarint(out, value);
    },
    sint32(number: number, value: number): void {
      key(number, 0);
      putVarint(out, zigzag(value));
    },
    fixed64(number: number, value: bigint): void {
      key(number, 1);
      out.at = out.bytes.writeBigUInt64LE(BigInt.asUintN(64, value), out.at);
    },
    double(number: number, value: number): void {
      key(number, 1);
      out.at = out.bytes.writeDoubleLE(value, out.at);
    },
    count(number: number, value: number): void {
      key(number, 1);
      bareCount(value);
    },
    /** An element of a packed list of fixed64. */
    bareCount,
    /** An element of a packed list of uint64. */
    bareVarint,
    written: (): Uint8Array => written(out),
  };
}
