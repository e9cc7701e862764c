// The time that sources run on outside tests.
import { setTimeout as wait } from "node:timers/promises";
import type { SourceClock } from "#lib/engine/sources/source-user";

export const systemClock: SourceClock = {
  monotonicMs: () => performance.now(),
  now: () => Date.now(),
  // A process that has nothing else to do may end.
  sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
};
