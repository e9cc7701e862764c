import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatByteSize, parseByteSize } from "#lib/destination/byte-size";

describe("size in bytes", () => {
  test.each([
    ["1 GiB", 1_073_741_824],
    ["1.5gib", 1_610_612_736],
    ["512MiB", 536_870_912],
    [" 2 TiB ", 2_199_023_255_552],
    ["2 GB", 2_000_000_000],
    ["64 kb", 64_000],
    ["100 B", 100],
  ])("%s is %i bytes", (text, bytes) => expect(parseByteSize(text)).toBe(bytes));

  test.each(["", "1", "GiB", "1 G", "1 Gib/s", "-1 GiB", "1e3 GiB", "1,5 GiB", "1 ib", "1  GiB", "9".repeat(65_536)])(
    "what is no size is refused, not guessed: %.20s",
    (text) => expect(parseByteSize(text)).toBeNull(),
  );

  test("every whole number of bytes survives the form", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.constantFrom(1, 1024, 2 ** 30), (count, factor) => {
        expect(parseByteSize(formatByteSize(count * factor))).toBe(count * factor);
      }),
    );
    expect(["1 GiB", "1536 MiB", "1500 B", "0 B"]).toEqual([2 ** 30, 1.5 * 2 ** 30, 1500, 0].map(formatByteSize));
  });
});
