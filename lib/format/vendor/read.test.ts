import { expect, test } from "vitest";
import { readSettings } from "#lib/format/read";

test("a text without an address is nobody's, and every line of it is told as not understood", () => {
  for (const text of ["hello there", "Read https://docs.example.com/otlp first", "12:30 lunch\n- soup", "{}", ""]) {
    const { format, lines } = readSettings(text);
    expect(format).toBe(null);
    expect(lines.filter(({ state }) => state !== "unknown")).toEqual([]);
  }
});
