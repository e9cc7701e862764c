import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fourAt,
  negate,
  putDigits,
  putEight,
  putSignedDigits,
  putVarint64,
  readDigits,
  readVarint64,
} from "#lib/otlp/integer64";
import { openOutput, written } from "#lib/otlp/output";

const unsigned = fc.oneof(
  fc.bigInt(0n, 2n ** 64n - 1n),
  fc.constantFrom(0n, 9n, 10n, 2n ** 53n, 2n ** 63n, 10n ** 19n),
);
const halves = (value: bigint) => ({ low: Number(value & 0xffff_ffffn), high: Number(value >> 32n) });
const read = (text: string) => {
  const into = { low: 0, high: 0 };
  return readDigits(into, Buffer.from(text), 0, text.length) ? into : null;
};

describe("R5.4 R5.5 a 64-bit integer stays exact", () => {
  test("from digits and to digits", () => {
    fc.assert(
      fc.property(unsigned, (value) => {
        expect(read(String(value))).toEqual(halves(value));
        const out = openOutput(32);
        putDigits(out, halves(value).low, halves(value).high);
        expect(Buffer.from(written(out)).toString()).toBe(String(value));
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(["", "18446744073709551616", "99999999999999999999", "100000000000000000000"].map(read)).toEqual(
      Array(4).fill(null),
    );
  });

  test("below zero, as varint and as eight bytes", () => {
    fc.assert(
      fc.property(unsigned, (bits) => {
        const value = halves(bits);
        const signed = BigInt.asIntN(64, bits);
        const out = openOutput(64);
        putSignedDigits(out, value.low, value.high);
        expect(Buffer.from(written(out)).toString()).toBe(String(signed));
        const start = out.at;
        putVarint64(out, value);
        const back = { low: 1, high: 1 };
        readVarint64(back, out.bytes, start);
        expect(back).toEqual(value);
        const eight = out.at;
        putEight(out, value);
        expect(out.bytes.readBigUInt64LE(eight)).toBe(bits);
        expect(fourAt(out.bytes, eight + 4)).toBe(value.high);
        negate(value);
        expect(value).toEqual(halves(BigInt.asUintN(64, -signed)));
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});
