// The lasting link of the console to the engine: what it knows of an engine that comes, goes and comes again.
import { describe, expect, onTestFinished, test } from "vitest";
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

/** An engine that is there, and takes what `take` lets it; `load` counts what it gathers. */
function running(take: (loaded: EngineConfiguration) => Promise<boolean>) {
  let loads = 0;
  const linked = linkEngine(
    {
      ...awayClient,
      configure: take,
      watch: (abort) => new Promise((resolve) => abort.addEventListener("abort", () => resolve())),
    },
    async () => ({ ...configuration, origin: `http://load-${++loads}` }),
  );
  onTestFinished(() => linked.stop());
  return { linked, loads: () => loads };
}

describe("a change while the engine runs", () => {
  test("it has the newest when the change is answered", async () => {
    const taken: string[] = [];
    const { linked } = running(async ({ origin }) => taken.push(origin) > 0);
    await expect.poll(linked.isRunning).toBe(true);
    await linked.reconfigure();
    expect(taken).toEqual(["http://load-1", "http://load-2"]);
  });

  test("changes that come together are handed over once, after the one under way: no older one overtakes", async () => {
    const taken: string[] = [];
    const gate = Promise.withResolvers<void>();
    const { linked } = running(async ({ origin }) => {
      if (taken.length === 1) await gate.promise;
      return taken.push(origin) > 0;
    });
    await expect.poll(linked.isRunning).toBe(true);
    const first = linked.reconfigure();
    await expect.poll(() => taken.length).toBe(1);
    const others = Array.from({ length: 20 }, () => linked.reconfigure());
    gate.resolve();
    await Promise.all([first, ...others]);
    expect(taken).toEqual(["http://load-1", "http://load-2", "http://load-3"]);
  });

  test("one that is not taken is tried again until it is", async () => {
    const asked: string[] = [];
    const { linked } = running(async ({ origin }) => asked.push(origin) !== 2);
    await expect.poll(linked.isRunning).toBe(true);
    await linked.reconfigure();
    expect(asked).toEqual(["http://load-1", "http://load-2", "http://load-2"]);
  });

  test("an engine that hangs holds up no answer for longer than 2 s", async () => {
    let calls = 0;
    const { linked } = running(() =>
      ++calls === 1 ? Promise.resolve(true) : Promise.withResolvers<boolean>().promise,
    );
    await expect.poll(linked.isRunning).toBe(true);
    const began = performance.now();
    await linked.reconfigure();
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(performance.now() - began).toBeLessThan(4000);
    // It never ends by itself: stopping must not wait for it.
  });
});

test("a change while the engine is away is answered at once, and the engine gets the newest when it is back", async () => {
  const taken: string[] = [];
  let isThere = false;
  const { linked, loads } = running(async ({ origin }) => isThere && taken.push(origin) > 0);
  await linked.reconfigure();
  const before = loads();
  await linked.reconfigure();
  expect(loads()).toBe(before + 1);
  isThere = true;
  await expect.poll(linked.isRunning).toBe(true);
  expect(taken).toEqual([`http://load-${before + 1}`]);
});

test("a configuration that cannot be loaded ends nothing: it is tried again", async () => {
  let isBroken = true;
  const linked = linkEngine(
    { ...awayClient, configure: async () => true, watch: () => new Promise(() => {}) },
    async () => {
      if (isBroken) throw new Error("the database is locked");
      return configuration;
    },
  );
  onTestFinished(() => void linked.stop());
  await linked.reconfigure();
  expect(linked.isRunning()).toBe(false);
  isBroken = false;
  await expect.poll(linked.isRunning).toBe(true);
});
