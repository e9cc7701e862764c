// The console's lasting link to the engine: hands over the configuration whenever the engine is there and whenever it has
// changed, knows whether it is there and how often it was lost. Knows no database and no Next.
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
  /**
   * The configuration is another one: loads it and hands it over. Resolves when the engine has taken it, after 2 s, or at once
   * where the engine is away: it gets the newest when it is back. Never rejects.
   */
  reconfigure(): Promise<void>;
  stop(): Promise<void>;
};

const reconnectMs = 50;
/** The engine is there and did not take it, or the database did not answer. */
const againMs = 250;
const waitMsMax = 2000;

/** `load` gathers the newest configuration; it may fail as its database does. */
export function linkEngine(client: EngineClient, load: () => Promise<EngineConfiguration>): EngineLink {
  const stopping = new AbortController();
  let isRunning = false;
  let absences = 0;
  const first = Promise.withResolvers<void>();
  const { handOver, outdate } = handing(client, load, stopping.signal);
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const handed = await handOver();
      if (stopping.signal.aborted) return;
      isRunning = handed === "taken";
      if (isRunning) {
        first.resolve();
        await client.watch(stopping.signal);
        isRunning = false;
        if (!stopping.signal.aborted) absences++;
      }
      await rest(handed === "failed" ? againMs : reconnectMs, stopping.signal);
    }
  };
  const done = loop().catch((error) => log.error("The link to the engine ended", { error }));
  const persist = async () => {
    while ((await handOver()) !== "taken" && isRunning && !stopping.signal.aborted) {
      await rest(againMs, stopping.signal);
    }
  };
  const within = async (work: Promise<void>, ms: number) => {
    const over = new AbortController();
    await Promise.race([work, rest(ms, AbortSignal.any([over.signal, stopping.signal]))]);
    over.abort();
  };
  return {
    isRunning: () => isRunning,
    absences: () => absences,
    met: (withinMs) => within(first.promise, withinMs),
    reconfigure() {
      outdate();
      return within(persist(), waitMsMax);
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

type Handed = "taken" | "away" | "failed";

/**
 * One at a time, so that an older configuration never overtakes a newer one; calls that come meanwhile share the next. What was
 * loaded for an engine that is away serves until it is outdated: it is tried for 20 times a second.
 */
function handing(client: EngineClient, load: () => Promise<EngineConfiguration>, stopped: AbortSignal) {
  let loaded: EngineConfiguration | null = null;
  let isOutdated = false;
  let isFailing = false;
  let running: Promise<Handed> | null = null;
  let next: Promise<Handed> | null = null;
  const hand = async (): Promise<Handed> => {
    try {
      if (isOutdated) loaded = null;
      isOutdated = false;
      loaded ??= await load();
      const isTaken = await client.configure(loaded, stopped);
      if (isTaken) loaded = null;
      isFailing = false;
      return isTaken ? "taken" : "away";
    } catch (error) {
      if (!isFailing && !stopped.aborted) log.error("The engine's configuration could not be handed over", { error });
      isFailing = true;
      return "failed";
    }
  };
  const begin = () => {
    running = hand().finally(() => {
      running = null;
    });
    return running;
  };
  const afterwards = async (earlier: Promise<Handed>) => {
    await earlier;
    next = null;
    return begin();
  };
  return {
    outdate() {
      isOutdated = true;
    },
    handOver(): Promise<Handed> {
      if (next !== null) return next;
      if (running === null) return begin();
      next = afterwards(running);
      return next;
    },
  };
}

/** Ends early when aborted. */
function rest(ms: number, abort: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal: abort }).catch(() => {});
}
