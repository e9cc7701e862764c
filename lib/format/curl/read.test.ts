import { expect, test } from "vitest";
import { importedAsSample, samplesOf } from "#lib/format/testing/samples";

for (const { name, text, expected } of samplesOf("curl")) {
  test(`curl, ${name}: comes to its drafts, every line is told`, () => {
    const { source: _, ...outcome } = expected;
    expect(importedAsSample(text)).toEqual({ format: "curl", ...outcome });
  });
}
