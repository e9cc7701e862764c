import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const json = (body: string) => facts({ attempts: allAnswered({ status: 200, type: "application/json", body }) });

test("H08 a 200 that holds nothing of OTLP is a doubt, no more", () => {
  expect(told(json('{"status":"received"}'))).toEqual([`impostor.any_200 possible ${all}: no fix`]);
});

test.each(["{}", '{"partialSuccess":{}}'])("H08 is not claimed for a conforming answer: %s (B11)", (body) => {
  expect(told(json(body))).toEqual([]);
});

test("H08 is not claimed for a 202 (B12)", () => {
  expect(told(facts({ attempts: allAnswered({ status: 202, type: "application/x-protobuf" }) }))).toEqual([]);
});
