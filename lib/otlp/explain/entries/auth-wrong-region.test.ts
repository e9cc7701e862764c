import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

const key = (more = {}) => shape({ header: "x-honeycomb-team", scheme: null, ...more });

test("A04 possible beside an unknown key where the vendor has other regions", () => {
  expect(told(refusal(key(), { status: 401 }, { host: "api.eu1.honeycomb.io" }))).toEqual([
    `auth.wrong_region possible ${all}: Use api.honeycomb.io`,
    `auth.missing_or_invalid possible ${all}: no fix`,
  ]);
});

test("A04 likely where the key's form names the other region, not claimed where it names this one", () => {
  const relic = (region: "eu" | null, host: string) =>
    told(refusal(key({ header: "api-key", region }), { status: 403 }, { host }))[0];
  expect(relic("eu", "otlp.nr-data.net")).toBe(`auth.wrong_region likely ${all}: Use otlp.eu01.nr-data.net`);
  expect(relic(null, "otlp.eu01.nr-data.net")).toContain("auth.wrong_region likely");
});

test("A04 is not claimed for a key that nobody reads (A03)", () => {
  const known = refusal(shape(), { status: 401 }, { host: "api.honeycomb.io" });
  expect(told(known).join()).not.toContain("auth.wrong_region");
});
