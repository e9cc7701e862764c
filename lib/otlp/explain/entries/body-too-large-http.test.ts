import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

test.each([
  { status: 413, body: "" },
  { status: 413, type: "text/html", body: "<html><title>413 Request Entity Too Large</title>" },
  { status: 400, body: "http: request body too large" },
])("B06 $status $body", (answered) => {
  expect(told(facts({ attempts: allAnswered(answered) }))).toEqual([`body.too_large_http certain ${all}: no fix`]);
});

test("B06 is not claimed for another 400", () => {
  expect(told(facts({ attempts: allAnswered({ status: 400, body: "bad" }) }))).toEqual([
    `unrecognised possible ${all}: no fix`,
  ]);
});
