import { expect, test } from "vitest";
import { allSamples, importedAsSample } from "#lib/format/testing/samples";

test.for(allSamples())("$place comes to its drafts, every line is told", ({ place, text, expected }) => {
  const { source: _, ...outcome } = expected;
  expect(importedAsSample(text)).toEqual({ format: place.split("/")[0], ...outcome });
});
