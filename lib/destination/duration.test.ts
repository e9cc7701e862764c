import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "#lib/destination/duration";

describe("duration", () => {
  test.each([
    ["1m", 60_000],
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["1m 30s", 90_000],
    ["500ms", 500],
    ["2h", 7_200_000],
    ["30d", 2_592_000_000],
    ["1.5s", 1500],
    ["10S", 10_000],
    ["0s", 0],
  ])("%s is %i ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(["", "30", "s", "1x", "-5s", "1m30", "1e3s", " ", "1 m x", "∞s", "1,5s", "9".repeat(65_536)])(
    "what is no duration is refused, not guessed: %.20s",
    (text) => expect(parseDuration(text)).toBeNull(),
  );

  test("every whole number of milliseconds survives the form", () => {
    fc.assert(fc.property(fc.nat(400_000_000), (ms) => parseDuration(formatDuration(ms)) === ms));
    expect(formatDuration(90_000)).toBe("1m30s");
  });
});
