import { expect, test } from "vitest";
import { dueWithin, msUntilDue, runSchedule, type Wish } from "#lib/engine/sources/schedule";
import { sleepingClock } from "#lib/engine/sources/testing/cgroup-tree";

const ten = { id: "ten", intervalMs: 10_000 };
const tenToo = { id: "ten too", intervalMs: 10_000 };
const minute = { id: "minute", intervalMs: 60_000 };

test("those of one interval are due together, and all whose interval ends at one moment are collected at once", () => {
  expect(dueWithin([minute, ten, tenToo], 9999, 10_000)).toEqual([{ intervalMs: 10_000, ids: ["ten", "ten too"] }]);
  expect(dueWithin([minute, ten], 59_999, 60_000)).toEqual([
    { intervalMs: 10_000, ids: ["ten"] },
    { intervalMs: 60_000, ids: ["minute"] },
  ]);
  expect(dueWithin([ten], 10_000, 19_999)).toEqual([]);
});

test("what was missed is not made up for: one run, also for the interval that ended in between", () => {
  const odd = { id: "odd", intervalMs: 32_000 };
  expect(dueWithin([ten, odd], 50_000, 75_000).map(({ ids }) => ids)).toEqual([["ten"], ["odd"]]);
});

test("an interval of nothing is never due", () => {
  expect(dueWithin([{ id: "x", intervalMs: 0 }], 0, 1e9)).toEqual([]);
  expect(msUntilDue([{ id: "x", intervalMs: 0 }], 0)).toBe(Infinity);
  expect(msUntilDue([ten, minute], 55_500)).toBe(4500);
});

/** When who was collected, within so many milliseconds. */
async function runFor(endMs: number, wishes: (ms: number) => Wish[], collectMs = 0) {
  const stopping = new AbortController();
  const runs: string[] = [];
  let elapsed = 0;
  const clock = sleepingClock(endMs, (ms) => {
    elapsed = ms;
    if (ms > endMs) stopping.abort();
  });
  await runSchedule({
    clock,
    wishes: () => wishes(elapsed),
    async collect(groups) {
      runs.push(`${elapsed} ${groups.flatMap(({ ids }) => ids).join(",")}`);
      await clock.sleep(collectMs, stopping.signal);
    },
    stopping: stopping.signal,
  });
  return runs;
}

test("R12.9 intervals are counted start to start: a collection that takes long does not shift the next", async () => {
  expect(await runFor(40_000, () => [ten], 3000)).toEqual(["10000 ten", "20000 ten", "30000 ten", "40000 ten"]);
});

test("a collection that takes longer than its interval is followed by the next one in time, not by two", async () => {
  expect(await runFor(60_000, () => [ten], 25_000)).toEqual(["10000 ten", "35000 ten", "60000 ten"]);
});

test("settings change within a second: a new wish waits for its moment, one that is gone is not collected", async () => {
  const wishes = (ms: number) => (ms < 45_500 ? [minute] : ms < 75_000 ? [minute, ten] : []);
  expect(await runFor(120_000, wishes)).toEqual(["50000 ten", "60000 ten,minute", "70000 ten"]);
});
