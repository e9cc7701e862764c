// The short form of `npm run soak`: each part as it is there, smaller.
import { expect, test } from "vitest";
import { fullDisk } from "#e2e/soak/full-disk";
import { killRounds } from "#e2e/soak/kill-rounds";
import { outage } from "#e2e/soak/outage";

const silent = () => {};

test("kill -9 under load, ten times: nothing acknowledged is lost to any of four destinations, no delta doubled, twice only what was in flight, every ledger right", {
  timeout: 90_000,
}, async () => {
  const { problems, acknowledged } = await killRounds({ rounds: 10, isFailing: false, isGroup: false, say: silent });
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThan(10_000);
});

test("The same while the destination fails half the time, in four ways", { timeout: 90_000 }, async () => {
  const { problems } = await killRounds({ rounds: 10, isFailing: true, isGroup: false, say: silent });
  expect(problems).toEqual([]);
});

test("Destinations that were away get everything when they are back, an engine stopped and killed meanwhile", {
  timeout: 60_000,
}, async () => {
  const { problems } = await outage(6000, silent);
  expect(problems).toEqual([]);
});

test("A full disk refuses with a time to come again, breaks nothing, and goes on by itself", {
  timeout: 90_000,
}, async ({ skip }) => {
  const found = await fullDisk(24, silent);
  skip(found === null, "A file system of its own cannot be mounted without root");
  expect(found?.problems).toEqual([]);
});
