import { expect, test } from "vitest";
import { createByteBudget } from "#lib/engine/receive/byte-budget";

test("what does not fit is refused, what fits exactly is not, and what was given back is there again", () => {
  const budget = createByteBudget(100);
  expect([budget.take(60), budget.take(41), budget.take(40), budget.held()]).toEqual([true, false, true, 100]);
  budget.give(60);
  expect([budget.held(), budget.take(60)]).toEqual([40, true]);
});

test("a reservation is given back once, however often its holder says so", () => {
  const budget = createByteBudget(100);
  const release = budget.reserve(80);
  expect([budget.held(), budget.reserve(21)]).toEqual([80, null]);
  release?.();
  release?.();
  expect(budget.held()).toBe(0);
});
