import { expect, test } from "vitest";
import { createTurns } from "#lib/auth/turns";

test("one key's turns follow each other, also after one that failed; another key does not wait; too many are told so", async () => {
  const inTurn = createTurns(2);
  const seen: string[] = [];
  const { promise: open, resolve } = Promise.withResolvers<void>();
  const first = inTurn("ada", async () => {
    await open;
    seen.push("first");
    throw new Error("broken");
  });
  const second = inTurn("ada", async () => seen.push("second"));
  const third = inTurn("ada", async () => seen.push("third"));
  expect(await inTurn("ada", async () => seen.push("fourth"))).toBeNull();
  await inTurn("eve", async () => seen.push("eve"));
  resolve();
  await expect(first).rejects.toThrow("broken");
  await Promise.all([second, third]);
  expect(seen).toEqual(["eve", "first", "second", "third"]);
  expect(await inTurn("ada", async () => seen.push("later"))).toBe(5);
});
