// 256 KiB of one piece over and over, behind a beginning that a format knows itself by: the reader must not look at the same twice.
import { expect, test } from "vitest";
import { readSettings, textLengthMax } from "#lib/format/read";
import { threadMs } from "#lib/testing/thread-ms";

const texts: [words: string, beginning: string, piece: string][] = [
  ["quotes behind backslashes", '{"otlpTraceEndpoint": "', '\\"'],
  ["quotes behind backslashes, outside of a string", '{"otlpTraceEndpoint": 1, ', '\\"'],
  ["comments that never end", '{"otlpTraceEndpoint": 1, ', "/*"],
  ["lines that end as on an old Mac", "", "\r"],
];

test.for(texts)("256 KiB of %s are read in under a second", ([, beginning, piece]) => {
  const text = (beginning + piece.repeat(textLengthMax)).slice(0, textLengthMax);
  const begun = threadMs();
  readSettings(text);
  expect(threadMs() - begun).toBeLessThan(1000);
});

test("256 KiB of dashes, told to be JSON, are read in under a second: a line is looked at once, not at each of its faults", () => {
  const begun = threadMs();
  readSettings("-".repeat(textLengthMax), "json");
  expect(threadMs() - begun).toBeLessThan(1000);
});
