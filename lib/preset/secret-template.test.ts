import { expect, test } from "vitest";
import { checkSecret } from "#lib/destination/named-secret";
import { presets } from "#lib/preset/records";
import { secretTemplate } from "#lib/preset/secret-template";

const templates = presets().flatMap((preset) => secretTemplate(preset) ?? []);

test("New Relic: its header, and the origins of each data centre over both transports", () => {
  const template = templates.find(({ id }) => id === "new-relic");
  expect(template?.keys).toEqual([{ key: "OTEL_HEADER_api-key", hint: "Ingest license key" }]);
  expect(template?.places.find(({ label }) => label === "EU")?.origins).toEqual([
    "https://otlp.eu01.nr-data.net:443",
    "https://otlp.eu01.nr-data.net:4317",
  ]);
});

test("what a template fills in is right as it stands: keys and origins are those of a secret", () => {
  expect(templates.length).toBeGreaterThan(20);
  for (const { keys, places } of templates) {
    const values = Object.fromEntries(keys.map(({ key }) => [key, "x"]));
    for (const { origins } of places.filter((place) => place.origins.length > 0)) {
      expect(checkSecret({ origins, values })).toEqual({ origins, problems: [] });
    }
  }
});
