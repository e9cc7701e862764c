import { expect, test } from "vitest";
import { readSettings } from "#lib/format/read";
import { importedAsSample, samplesOf } from "#lib/format/testing/samples";

for (const { name, text, expected } of samplesOf("toml")) {
  test(`Stalwart, ${name}: comes to its drafts, every line is told`, () => {
    const { source: _, ...outcome } = expected;
    expect(importedAsSample(text)).toEqual({ format: "toml", ...outcome });
  });
}

test("the path of the documented gRPC endpoint is told as ignored because gRPC has none", () => {
  const [sample] = samplesOf("toml");
  const line = readSettings(sample?.text ?? "").lines.find((one) => one.line === 3);
  expect(line).toEqual({
    line: 3,
    state: "understood",
    note: "Endpoint of metrics; its scheme means port 443; the path is ignored because gRPC has none",
  });
});
