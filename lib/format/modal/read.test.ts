import { expect, test } from "vitest";
import { importedAsSample, samplesOf } from "#lib/format/testing/samples";

const samples = samplesOf("modal");

test.for(samples)("$name imports to the right draft, each line is told", ({ text, expected }) => {
  const { source: _, ...rest } = expected;
  expect(importedAsSample(text)).toEqual({ format: "modal", ...rest });
});
