import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

test("C10 certain where the escapes hide the space behind the scheme, likely in a key, possible in a password", () => {
  const first = (more: Parameters<typeof shape>[0]) =>
    told(refusal(shape({ isPercentEncoded: true, ...more }), { status: 401 }))[0];
  const named = (certainty: string) => `header.percent_encoding ${certainty} ${all}: Decode the value`;
  expect(first({ isSchemeEscaped: true, isBare: true, scheme: null })).toBe(named("certain"));
  expect(first({})).toBe(named("likely"));
  expect(first({ field: "password", scheme: "basic", basic: "fine" })).toBe(named("possible"));
});
