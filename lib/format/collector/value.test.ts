// Values of the Collector's configuration, both ways.
import { expect, test } from "vitest";
import { asCollectorValue, collectorValue } from "#lib/format/collector/value";

/** Written with another sign: a linter takes ${…} in a text for a forgotten backtick. */
function dollars(text: string): string {
  return text.replaceAll("€", "$");
}

test.for([
  ["€{env:API_KEY}", "€{API_KEY}"],
  ["Bearer €{TOKEN}", "Bearer €{TOKEN}"],
  ["€{env:REGION:-eu}", "eu"],
  ["€{env:REGION:-}", "€{REGION}"],
  ["€{file:/run/secrets/api-key}", "€{API_KEY}"],
  ["€{yaml:very-secret}", "€{YAML_VALUE}"],
  ["Api-Token €DT_TOKEN", "Api-Token €{DT_TOKEN}"],
  ["pa€WORD", "pa€WORD"],
  ["a€€b€€{C}", "a€b€{C}"],
  ["<your-api key>", "€{YOUR_API_KEY}"],
  ["a < b > c", "a < b > c"],
  ["€{", "€{"],
] as const)("%s is read as %s", ([written, meant]) => {
  expect(collectorValue(dollars(written))).toBe(dollars(meant));
});

test("what is no placeholder of ours is written so that the Collector leaves it alone", () => {
  expect(asCollectorValue(dollars("€{KEY} €{OTHER} €5 €€"), new Set(["KEY"]))).toBe(
    dollars("€{env:KEY} €€{OTHER} €€5 €€€€"),
  );
});
