import { expect, test } from "vitest";
import { all, allAnswered, facts, told } from "#lib/otlp/explain/testing/facts";

const answered = (body: string) => told(facts({ attempts: allAnswered({ status: 429, body }) }));

test("R03 two sizes in a 429 are sure, words of a size alone are likely", () => {
  expect(answered("rpc error: received message larger than max (15728641 vs. 15728640)")).toEqual([
    `throttle.429_that_is_permanent certain ${all}: no fix`,
  ]);
  expect(answered("batch is too large for this tenant")).toEqual([
    `throttle.429_that_is_permanent likely ${all}: no fix`,
  ]);
});

test.each(["Request rate too large", "daily quota of 5 GB exceeded", ""])("R03 is not claimed for %j (R01)", (body) => {
  expect(answered(body)).toEqual([`throttle.429 certain ${all}: no fix`]);
});
