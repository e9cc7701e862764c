// What every soak has: an engine with one destination, the destination, the load, and the judgement of what arrived. A judgement is
// a list of sentences; none means that nothing was lost and every ledger is right to the item.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type CountingReceiver, countingReceiver } from "#e2e/soak/counting-receiver";
import { type EngineProcess, startEngine } from "#e2e/soak/engine-process";
import { type Load, type LoadOptions, startLoad } from "#e2e/soak/load";
import { createTally, type Doubled, type Tally } from "#e2e/soak/tally";
import type { LedgerShown, Status } from "#lib/destination/status";
import type { EngineClient } from "#lib/engine/client";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { type Signal, signals } from "#lib/otlp/signal";

export type Tallies = Record<Signal, Tally>;

const createTallies = (): Tallies => ({ traces: createTally(), metrics: createTally(), logs: createTally() });

export type Soak = {
  tallies: Tallies;
  receiver: CountingReceiver;
  engine: EngineProcess;
  load: Load;
  close(): Promise<{ code: number | null; ms: number }>;
};

type SoakOptions = Partial<Omit<LoadOptions, "tallies">> & {
  environment?: Record<string, string>;
  dataDirectory?: string;
  start?: typeof startEngine;
  /** The destination's. */
  timeoutMs?: number;
};

/** A rate that two cores hold beside all else: about 200 requests a second. */
const usualLoad = { itemsPerRequest: 50, senders: 3, pauseMs: 10 };
const destinationId = "soak";
/** Longer than a busy machine takes to answer: who waits no longer sends twice. */
const usualTimeoutMs = 10_000;

export async function startSoak({
  environment,
  dataDirectory,
  start = startEngine,
  timeoutMs = usualTimeoutMs,
  ...load
}: SoakOptions = {}): Promise<Soak> {
  const directory = dataDirectory ?? mkdtempSync(path.join(tmpdir(), "outspan-soak-"));
  const tallies = createTallies();
  const receiver = await countingReceiver(tallies);
  const engine = await start(directory, configurationFor(receiver.port, timeoutMs), environment);
  const started = startLoad({ ...usualLoad, ...load, tallies });
  started.to(engine.http);
  return {
    ...{ tallies, receiver, engine, load: started },
    async close() {
      await started.stop();
      const ended = await engine.stop();
      await receiver.down().catch(() => {});
      if (dataDirectory === undefined) rmSync(directory, { recursive: true, force: true });
      return ended;
    },
  };
}

function configurationFor(port: number, timeoutMs: number): EngineConfiguration {
  const enabled = { enabled: true };
  const destination = {
    name: "Soak",
    connection: { transport: "http" as const, endpoint: `http://127.0.0.1:${port}`, timeoutMs },
    signals: { traces: enabled, metrics: enabled, logs: enabled },
  };
  return {
    listeners: [],
    webhooks: [],
    origin: "http://127.0.0.1",
    names: { namespace: "soak", environment: "soak", workspace: "soak" },
    destinations: [{ id: destinationId, revision: 1, isPaused: false, destination }],
  };
}

async function statusOf(client: EngineClient): Promise<Status> {
  const answer = await client.status();
  if (!answer.ok) throw new Error(`The engine tells no status: ${answer.error.message}`);
  const [status] = answer.data.items;
  if (!status) throw new Error("The engine knows no destination");
  return status;
}

/** At any moment: what came in is what went out and what waits, and is no less than what was acknowledged before. */
export async function balance(client: EngineClient, tallies: Tallies, load: Load): Promise<string[]> {
  const acknowledged = signals.map((signal) => tallies[signal].acknowledgedItems());
  const { ledger } = await statusOf(client);
  return signals.flatMap((signal, index) => {
    const row = ledger[signal];
    const told = `${signal}: ${JSON.stringify(row)}, ${acknowledged[index]} acknowledged, ${load.sentItems(signal)} sent`;
    const isBalanced = row.received === outOf(row) + row.queued;
    const isWhole = row.received >= (acknowledged[index] ?? 0) && row.received <= load.sentItems(signal);
    // Nothing that a soak does is a reason to lose or to refuse anything.
    const isClean = outOf(row) === row.delivered;
    return isBalanced && isWhole && isClean ? [] : [told];
  });
}

function outOf({ delivered, rejected, dropped }: LedgerShown): number {
  return Object.values(dropped).reduce((sum, items) => sum + items, delivered + rejected);
}

/** Waits until nothing is queued; the senders have to be quiet. */
export async function drained(client: EngineClient, withinMs: number): Promise<Status> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const status = await statusOf(client);
    const queued = signals.reduce((sum, signal) => sum + status.ledger[signal].queued, 0);
    if (queued === 0) return status;
    if (Date.now() > deadline) throw new Error(`${queued} items were still queued: ${JSON.stringify(status)}`);
    await wait(50);
  }
}

/** With nothing queued: every acknowledged item is there, and `delivered` is what the destination has, to the item. */
export function judgeDrained(status: Status, tallies: Tallies): string[] {
  return signals.flatMap((signal) => {
    const tally = tallies[signal];
    const row = status.ledger[signal];
    const missing = tally.missing();
    const { unexplained } = tally.doubled();
    const lost =
      missing.length > 0 ? [`${signal}: ${missing.length} acknowledged items lost, the first ${missing[0]}`] : [];
    const twice = unexplained > 0 ? [`${signal}: ${unexplained} items twice without a reason`] : [];
    const isExact = row.delivered === tally.distinct() && row.received === row.delivered;
    const wrong = isExact ? [] : [`${signal}: ${tally.distinct()} arrived, ledger ${JSON.stringify(row)}`];
    return [...lost, ...twice, ...wrong];
  });
}

export function doubledOf(tallies: Tallies): Doubled {
  const sum: Doubled = { unanswered: 0, inFlight: 0, unexplained: 0 };
  for (const signal of signals) {
    const one = tallies[signal].doubled();
    sum.unanswered += one.unanswered;
    sum.inFlight += one.inFlight;
    sum.unexplained += one.unexplained;
  }
  return sum;
}

export function acknowledgedOf(tallies: Tallies): number {
  return signals.reduce((sum, signal) => sum + tallies[signal].acknowledgedItems(), 0);
}
