// The console's lasting link to the engine: hands over the configuration whenever the engine is there, knows whether it is
// and how often it was lost. Knows no database and no Next.
import { setTimeout } from "node:timers/promises";
import type { EngineClient } from "#lib/engine/client";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { log } from "#lib/log";

export type EngineLink = {
  isRunning(): boolean;
  /** How often it was there and went away, so that a reader who comes by once a second misses no absence. */
  absences(): number;
  /** Resolves when the engine was there for the first time, after `withinMs` milliseconds at the latest. */
  met(withinMs: number): Promise<void>;
  stop(): Promise<void>;
};

const reconnectMs = 50;

export function linkEngine(client: EngineClient, configuration: EngineConfiguration): EngineLink {
  const stopping = new AbortController();
  let isRunning = false;
  let absences = 0;
  const first = Promise.withResolvers<void>();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      isRunning = await client.configure(configuration, stopping.signal);
      if (isRunning) {
        first.resolve();
        await client.watch(stopping.signal);
        isRunning = false;
        if (!stopping.signal.aborted) absences++;
      }
      await rest(reconnectMs, stopping.signal);
    }
  };
  const done = loop().catch((error) => log.error("The link to the engine ended", { error }));
  return {
    isRunning: () => isRunning,
    absences: () => absences,
    async met(withinMs) {
      const over = new AbortController();
      await Promise.race([first.promise, rest(withinMs, AbortSignal.any([over.signal, stopping.signal]))]);
      over.abort();
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Ends early when aborted. */
function rest(ms: number, abort: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal: abort }).catch(() => {});
}
