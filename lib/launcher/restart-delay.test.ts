import { expect, test } from "vitest";
import { restartDelayMs } from "#lib/launcher/restart-delay";

test("the first restart is quick, each further one waits twice as long, none longer than 10 s", () => {
  expect([1, 2, 3, 4, 8, 9, 100].map(restartDelayMs)).toEqual([100, 200, 400, 800, 10_000, 10_000, 10_000]);
});
