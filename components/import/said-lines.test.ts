import { expect, test } from "vitest";
import type { ReadLine } from "#lib/format/marks";
import { lineWords, saidLines } from "./said-lines";

test("lines of one reason stand together, by the names of their settings or by their numbers", () => {
  const text = "# a\nOTEL_SERVICE_NAME=x\nexport OTEL_TRACES_SAMPLER=y\nfoo\nbar";
  const lines: ReadLine[] = [
    { line: 1, state: "ignored", note: "it is a comment" },
    { line: 2, state: "ignored", note: "it belongs to the application" },
    { line: 3, state: "ignored", note: "it belongs to the application" },
    { line: 4, state: "unknown", note: "Nothing that Outspan knows" },
    { line: 5, state: "unknown", note: "Nothing that Outspan knows" },
  ];
  expect(saidLines("ignored", lines, text)).toEqual([
    { words: "OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER", note: "it belongs to the application", lines: [2, 3] },
  ]);
  expect(saidLines("unknown", lines, text)).toMatchObject([{ words: "Lines 4 to 5" }]);
  expect(lineWords([3])).toBe("Line 3");
  expect(lineWords([3, 4, 5, 9])).toBe("Lines 3 to 5, 9");
});
