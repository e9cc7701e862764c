import { expect, test } from "vitest";
import { presetOf, presets } from "#lib/preset/records";
import { fillsWords, keyLink, presetNotes } from "#lib/preset/words";

const words = (id: string) => {
  const preset = presetOf(id);
  return preset && fillsWords(preset);
};

test("A card says in one line what its preset fills", () => {
  expect(words("new-relic")).toBe("Fills endpoint, header and delta temporality");
  expect(words("grafana-cloud")).toBe("Fills endpoint, basic authentication and temporality");
  expect(words("aws-cloudwatch")).toBe("Fills endpoints, signature and headers");
  expect(words("jaeger")).toBe("Fills endpoint");
});

test("The link leads to the vendor's page for the chosen region, or to its documentation", () => {
  const link = (id: string, variables = {}) => {
    const preset = presetOf(id);
    return preset && keyLink(preset, variables).url;
  };
  expect(link("datadog", { site: "datadoghq.eu" })).toContain("app.datadoghq.eu");
  expect(link("dynatrace", { environmentId: "abc12345" })).toContain("https://abc12345.apps.dynatrace.com");
  expect(link("dynatrace")).toBe(presetOf("dynatrace")?.docs);
  for (const preset of presets()) expect(() => new URL(keyLink(preset, {}).url), preset.id).not.toThrow();
});

test("What the telemetry itself must carry is told, because no destination can add it", () => {
  const preset = presetOf("arize-ax");
  expect(preset && presetNotes(preset).join(" ")).toContain("openinference.project.name");
});
