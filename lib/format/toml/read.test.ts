import { expect, test } from "vitest";
import { readSettings } from "#lib/format/read";
import { samplesOf } from "#lib/format/testing/samples";

test("the path of the documented gRPC endpoint is told as ignored because gRPC has none", () => {
  const [sample] = samplesOf("toml");
  const line = readSettings(sample?.text ?? "").lines.find((one) => one.line === 3);
  expect(line).toEqual({
    line: 3,
    state: "understood",
    note: "Endpoint of metrics; its scheme means port 443; the path is ignored because gRPC has none",
  });
});
