import { describe, expect, test } from "vitest";
import { scanRequest } from "#lib/otlp/scan";
import { concat, readFields, writeDelimited, writeFixed64, writeKey, writeVarint } from "#lib/otlp/wire";

const delimited = (number: number, ...parts: (Uint8Array | number[])[]) => writeDelimited(number, concat(parts));
const integer = (number: number, value: number) => concat([writeKey(number, 0), writeVarint(value)]);
const text = (number: number, value: string) => writeDelimited(number, Buffer.from(value));
const fixed = (number: number) => concat([writeKey(number, 1), writeFixed64(9n)]);
const four = (number: number) => concat([writeKey(number, 5), [1, 2, 3, 4]]);
/** What a later version may add: of every wire type, at numbers far and near. */
const unknown = concat([text(99, "new"), fixed(98), four(97), integer(96, 2 ** 40), integer(536_870_911, 1)]);
const group = (...items: Uint8Array[]) => delimited(1, delimited(2, ...items));
const span = delimited(2, text(5, "GET /"), text(2, "12345678"));

describe("the items of a request are messages, or it is none", () => {
  test.each([
    ["a length past its end", [0x2a, 0x05, 0x61]],
    ["eight bytes that are seven", [0x39, 1, 2, 3, 4, 5, 6, 7]],
    ["four bytes that are three", [0x85, 0x01, 1, 2, 3]],
    ["wire type 7", [0x2f, 0x01]],
    ["wire type 3, a group", [0x2b, 0x2c]],
    ["field number 0", [0x02, 0x00]],
    ["a varint of eleven bytes", [0x30, ...Array(10).fill(0x80), 0x01]],
    ["a varint without its end", [0x30, 0x80]],
    ["a key without its field", [0x2a]],
  ])("an item, or a data point of any kind, that is no message: %s", (_what, bad) => {
    const bytes = Uint8Array.from(bad);
    // Between others, so that what is read beyond it would be there.
    for (const signal of ["traces", "logs"] as const) {
      expect(scanRequest(signal, group(span, delimited(2, text(5, "a"), bytes), span))).toBeNull();
      expect(scanRequest(signal, group(span, delimited(2, bytes, text(5, "abc")), span))).toBeNull();
    }
    for (const kind of [5, 7, 9, 10, 11]) {
      const points = concat([delimited(1, fixed(3)), delimited(1, fixed(3), bytes), delimited(1, fixed(3))]);
      expect(scanRequest("metrics", group(delimited(2, delimited(kind, points))))).toBeNull();
    }
  });

  test("items of any fields, also of numbers and lengths beyond one byte, are well-formed to us as to the general reader", () => {
    const item = concat([fixed(7), four(16), unknown, text(5, "x".repeat(300)), integer(6, 2 ** 40), text(9, "")]);
    for (let end = 0; end <= item.length; end++) {
      const part = item.subarray(0, end);
      const isWhole = readFields(part) !== null;
      expect(scanRequest("traces", group(delimited(2, part), span)) !== null).toBe(isWhole);
    }
  });
});
