// What the Queue card says of a queue that fills.
import { expect, test } from "vitest";
import { fillingWords, type Look, withLook } from "./growth";

const looks = (...bytes: number[]): Look[] => bytes.map((one, second) => ({ bytes: one, atMs: 1000 * second }));
const open = { bytesMax: 2 ** 31, untilFullMs: null };
const growing = Array.from({ length: 12 }, (_, second) => second * 2048);

test("a queue that grows is never called not filling: too early to tell at first, then how fast or until when", () => {
  expect(fillingWords([], open).words).toBe("too early to tell");
  expect(fillingWords(looks(...growing.slice(0, 5)), open).words).toBe("too early to tell");
  expect(fillingWords(looks(...growing), open)).toEqual({ words: "not within a week, +2 KiB/s", fills: true });
  expect(fillingWords(looks(...growing), { ...open, bytesMax: 22_528 + 2048 * 60 }).words).toBe("in 1 min");
  expect(fillingWords(looks(...growing), { ...open, untilFullMs: 3_600_000 }).words).toBe("in 1 h");
  expect(fillingWords([], { ...open, untilFullMs: -1 }).words).toBe("now");
});

test("what is empty, stands or shrinks does not fill", () => {
  for (const bytes of [[0], Array(12).fill(512), growing.toReversed()]) {
    expect(fillingWords(looks(...bytes), open)).toEqual({ words: "not filling", fills: false });
  }
});

test("the looks of one minute are kept, one for each moment", () => {
  let kept: readonly Look[] = [];
  for (const look of looks(...Array(90).fill(1))) kept = withLook(withLook(kept, look), look);
  expect(kept).toHaveLength(61);
  expect(kept[0]?.atMs).toBe(29_000);
});
