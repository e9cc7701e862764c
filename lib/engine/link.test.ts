// The lasting link of the console to the engine: what it knows of an engine that comes, goes and comes again.
import { expect, onTestFinished, test } from "vitest";
import { linkEngine } from "#lib/engine/link";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { awayClient } from "#lib/engine/testing/away";
import { emptyConfiguration } from "#lib/engine/testing/configuration";

const configuration = emptyConfiguration;

/** An engine of three arrow functions: `come` and `go` are its life, `configured` what it was told in each. */
function link() {
  const configured: EngineConfiguration[] = [];
  let isThere = false;
  let leave: () => void = () => {};
  const linked = linkEngine(
    {
      ...awayClient,
      configure: async (next) => {
        if (isThere) configured.push(next);
        return isThere;
      },
      watch: (abort) =>
        new Promise((resolve) => {
          leave = resolve;
          abort.addEventListener("abort", () => resolve());
        }),
    },
    async () => configuration,
  );
  onTestFinished(() => linked.stop());
  const come = () => {
    isThere = true;
  };
  const go = () => {
    isThere = false;
    leave();
  };
  return { linked, configured, come, go };
}

test("an engine that is not there yet is no absence, and is configured when it comes", async () => {
  const { linked, configured, come } = link();
  expect(linked.isRunning()).toBe(false);
  come();
  await expect.poll(linked.isRunning).toBe(true);
  expect(configured).toEqual([configuration]);
  expect(linked.absences()).toBe(0);
});

test("each absence is counted, and each return configures again: a new engine knows nothing", async () => {
  const { linked, configured, come, go } = link();
  for (const lives of [1, 2, 3]) {
    come();
    await expect.poll(linked.isRunning).toBe(true);
    expect(configured).toHaveLength(lives);
    go();
    await expect.poll(linked.isRunning).toBe(false);
    expect(linked.absences()).toBe(lives);
  }
});

test("an absence shorter than a look is counted all the same", async () => {
  const { linked, configured, come, go } = link();
  come();
  await expect.poll(linked.isRunning).toBe(true);
  go();
  come();
  await expect.poll(() => configured.length).toBe(2);
  expect(linked.absences()).toBe(1);
  expect(linked.isRunning()).toBe(true);
});

test("stopping ends the link at once and is no absence", async () => {
  const { linked, come } = link();
  come();
  await expect.poll(linked.isRunning).toBe(true);
  await linked.stop();
  expect(linked.absences()).toBe(0);
});

test("who waits for the first engine hears of it at once, and of none after the time given", async () => {
  const { linked, come } = link();
  const began = performance.now();
  await linked.met(30);
  expect(performance.now() - began).toBeGreaterThanOrEqual(25);
  expect(linked.isRunning()).toBe(false);
  come();
  await linked.met(10_000);
  expect(linked.isRunning()).toBe(true);
});
