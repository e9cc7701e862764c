import { expect, test } from "vitest";
import { all, refusal, shape, told } from "#lib/otlp/explain/testing/facts";

test.each([
  ["raw", "certain", "Encode as base64"],
  ["undecodable", "certain", "no fix"],
  ["line-break", "likely", "no fix"],
  ["no-colon", "likely", "no fix"],
] as const)("C12 %s behind Basic is %s", (basic, certainty, fix) => {
  const [first] = told(refusal(shape({ scheme: "basic", basic }), { status: 401 }));
  expect(first).toBe(`header.basic_not_base64 ${certainty} ${all}: ${fix}`);
});

test("C12 is not claimed for what decodes to user and password", () => {
  const known = refusal(shape({ scheme: "basic", basic: "fine" }), { status: 401 });
  expect(told(known)).toEqual([`auth.missing_or_invalid certain ${all}: no fix`]);
});
