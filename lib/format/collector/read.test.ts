// Settings of the Collector, as vendors, charts and manifests print them.
import { expect, test } from "vitest";
import { importedAsSample, samplesOf } from "#lib/format/testing/samples";

for (const { name, text, expected } of samplesOf("collector")) {
  test(`${name} comes to its drafts, and every line is told`, () => {
    const { source: _, ...rest } = expected;
    expect(importedAsSample(text)).toEqual({ format: "collector", ...rest });
  });
}
