import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesOf,
  concat,
  integerOf,
  readFields,
  textOf,
  writeDelimited,
  writeFixed64,
  writeKey,
  writeVarint,
  zigzag,
} from "#lib/otlp/wire";

const hex = (bytes: ArrayLike<number>) => Buffer.from(Uint8Array.from(bytes)).toString("hex");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe("writing", () => {
  test.each([
    [0n, "00"],
    [127n, "7f"],
    [128n, "8001"],
    [300n, "ac02"],
    [-1n, "ffffffffffffffffff01"],
    [2n ** 63n - 1n, "ffffffffffffffff7f"],
  ])("varint %s", (value, expected) => {
    expect(hex(writeVarint(value))).toBe(expected);
    expect(hex(writeVarint(Number(BigInt.asIntN(32, value))))).toBe(
      value < 2n ** 31n ? expected : "ffffffffffffffffff01",
    );
  });

  test("zigzag keeps small negative numbers short", () => {
    expect([0, -1, 1, -2, 2147483647].map((value) => zigzag(value))).toEqual([0, 1, 2, 3, 4294967294]);
  });

  test("fixed64 is little-endian and a key holds number and wire type", () => {
    expect(hex(writeFixed64(1n))).toBe("0100000000000000");
    expect(hex(writeKey(1, 2))).toBe("0a");
    expect(hex(writeKey(16, 0))).toBe("8001");
  });
});

describe("reading", () => {
  test("fields come in any order, unknown ones too, and the last of a singular field wins", () => {
    const message = concat([
      writeDelimited(99, bytes("00")),
      writeDelimited(2, Buffer.from("first")),
      concat([writeKey(7, 5), bytes("01020304")]),
      concat([writeKey(1, 0), writeVarint(-5n)]),
      writeDelimited(2, Buffer.from("last")),
      concat([writeKey(3, 1), writeFixed64(9n)]),
    ]);
    const fields = readFields(message) ?? [];
    expect(fields).toHaveLength(6);
    expect(integerOf(fields, 1)).toBe(-5n);
    expect(textOf(fields, 2)).toBe("last");
    expect(bytesOf(fields, 3)).toBeNull();
    expect(textOf(fields, 4)).toBe("");
  });

  test.each([
    ["a length beyond the end", "0a05ff"],
    ["a length beyond every machine", "0affffffffffffffffff01"],
    ["a varint without end", "08ffffffffffffffffffffff"],
    ["a cut varint", "0880"],
    ["a cut fixed64", "0901"],
    ["field number 0", "0000"],
    ["a group", "0b0c"],
    ["wire type 7", "0f"],
    ["a page", Buffer.from("<html>").toString("hex")],
  ])("%s is no protobuf", (_what, message) => {
    expect(readFields(bytes(message))).toBeNull();
  });

  test("text that is no UTF-8 is null", () => {
    expect(textOf(readFields(writeDelimited(1, bytes("ff"))) ?? [], 1)).toBeNull();
  });

  test("no bytes of any kind make it throw or run away", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        const fields = readFields(garbage);
        expect(fields === null || fields.length <= garbage.length).toBe(true);
      }),
    );
  });

  test("what was written is read", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.uint8Array(), (integer, content) => {
        const fields = readFields(concat([writeKey(1, 0), writeVarint(integer), writeDelimited(2, content)])) ?? [];
        expect(integerOf(fields, 1)).toBe(integer);
        expect(hex(bytesOf(fields, 2) ?? [])).toBe(hex(content));
      }),
    );
  });
});
