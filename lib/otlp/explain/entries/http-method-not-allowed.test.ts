import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const refused = (headers: Record<string, string>, body = "") =>
  facts({ attempts: allAnswered({ status: 405, headers, body }) });

test("H04 certain where the server lists other methods, likely where it says nothing or takes POST", () => {
  const named = (certainty: string) => [`http.method_not_allowed ${certainty} ${all}: no fix`];
  expect(told(refused({ allow: "GET" }))).toEqual(named("certain"));
  expect(told(refused({}))).toEqual(named("likely"));
  expect(told(refused({ allow: "GET, POST" }))).toEqual(named("likely"));
});

test("H04 is not claimed for another status", () => {
  const known = facts({ attempts: allAnswered({ status: 404, headers: { allow: "GET" } }) });
  expect(told(known).join()).not.toContain("http.method_not_allowed");
});
