// The console's lasting link to the engine: hands over the configuration whenever the engine is there, knows whether it is,
// and wakes whoever waits for that to change. Knows no database and no Next.
import type { EngineClient } from "#lib/engine/client";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { log } from "#lib/log";

export type EngineLink = {
  isRunning(): boolean;
  /** Resolves once `isRunning()` is no longer `running`, after `withinMs` milliseconds at the latest, or when aborted. */
  outlast(running: boolean, withinMs: number, abort: AbortSignal): Promise<void>;
  stop(): Promise<void>;
};

const reconnectMs = 200;

export function linkEngine(client: EngineClient, configuration: EngineConfiguration): EngineLink {
  const stopping = new AbortController();
  const changes = new EventTarget();
  let isRunning = false;
  const set = (running: boolean) => {
    const isNew = running !== isRunning;
    isRunning = running;
    if (isNew) changes.dispatchEvent(new Event("change"));
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      set(await client.configure(configuration));
      if (isRunning) await client.watch(stopping.signal);
      set(false);
      await rest(reconnectMs, [stopping.signal]);
    }
  };
  const done = loop().catch((error) => log.error("The link to the engine ended", { error }));
  return {
    isRunning: () => isRunning,
    async outlast(running, withinMs, abort) {
      if (isRunning === running) await rest(withinMs, [abort, stopping.signal], changes);
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** Ends early when a signal aborts or something changes. */
function rest(ms: number, signals: AbortSignal[], changes?: EventTarget): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) signal.addEventListener("abort", end, { signal: over.signal });
    changes?.addEventListener("change", end, { signal: over.signal });
  });
}
