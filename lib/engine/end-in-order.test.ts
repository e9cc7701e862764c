import { expect, test } from "vitest";
import { endInOrder } from "#lib/engine/end-in-order";

test("what fails to end keeps nothing else from ending, and is told of", async () => {
  const told: string[] = [];
  const slow = Promise.withResolvers<void>();
  const ending = endInOrder(
    [
      [
        () => Promise.reject(new Error("one")),
        () => {
          throw new Error("two");
        },
        () => slow.promise.then(() => told.push("slow")),
      ],
      [async () => told.push("log closed")],
    ],
    (error) => told.push(error instanceof Error ? error.message : "?"),
  );
  slow.resolve();
  await ending;
  expect(told).toEqual(["slow", "one", "two", "log closed"]);
});
