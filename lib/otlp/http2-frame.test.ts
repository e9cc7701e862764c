import { expect, test } from "vitest";
import { isSettingsFrame } from "#lib/otlp/http2-frame";

test.each([
  ["an empty SETTINGS frame", "000000040000000000", true],
  ["one with values and more behind it", "00001204000000000000030000", true],
  ["an acknowledgement", "000000040100000000", true],
  ["a GOAWAY frame", "000008070000000000", false],
  ["SETTINGS on a stream of its own", "000000040000000001", false],
  ["less than a frame header", "0000000400", false],
  ["an HTTP/1.1 answer", "485454502f312e3120343030", false],
  ["nothing at all", undefined, false],
])("%s", (_name, hex, isIt) => {
  expect(isSettingsFrame(hex)).toBe(isIt);
});
