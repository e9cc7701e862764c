// What every soak has: an engine with its destinations, the load, and the judgement of what arrived.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type EngineProcess, startEngine } from "#e2e/soak/engine-process";
import { type Load, type LoadOptions, startLoad } from "#e2e/soak/load";
import { type QuietSource, startQuietSource } from "#e2e/soak/quiet-source";
import {
  destinationFor,
  judgeArrived,
  judgeBalance,
  type Role,
  type SoakDestination,
  soakDestination,
} from "#e2e/soak/soak-destination";
import type { Doubled } from "#e2e/soak/tally";
import type { Status } from "#lib/destination/status";
import type { EngineConfiguration } from "#lib/engine/protocol";
import { type Signal, signals } from "#lib/otlp/signal";

export type Soak = {
  /** In the order of the engine's; the first one is plain. */
  destinations: SoakDestination[];
  engine: EngineProcess;
  load: Load;
  /** All senders. */
  pause(): Promise<void>;
  resume(): void;
  sentTo(destination: SoakDestination, signal: Signal): number;
  /** What was in flight then may come twice. */
  killed(): void;
  close(): Promise<{ code: number | null; ms: number }>;
};

type SoakOptions = Partial<Omit<LoadOptions, "acknowledged">> & {
  roles?: readonly Role[];
  environment?: Record<string, string>;
  dataDirectory?: string;
  start?: typeof startEngine;
  /** The destinations'. */
  timeoutMs?: number;
  /** Of what may expire. */
  maxAgeMs?: number;
};

export const allRoles: readonly Role[] = ["plain", "delta", "json", "quiet"];
/** A rate that two cores hold beside all else: about 200 requests a second. */
const usualLoad = { itemsPerRequest: 50, senders: 3, pauseMs: 10 };
/** Longer than a busy machine takes to answer: who waits no longer sends twice. */
const usualTimeoutMs = 10_000;

export async function startSoak({
  roles = ["plain"],
  environment,
  dataDirectory,
  start = startEngine,
  timeoutMs = usualTimeoutMs,
  maxAgeMs,
  ...load
}: SoakOptions = {}): Promise<Soak> {
  const directory = dataDirectory ?? mkdtempSync(path.join(tmpdir(), "outspan-soak-"));
  const destinations = await Promise.all(roles.map(soakDestination));
  const wanted = destinations.map((one) => destinationFor(one, { timeoutMs, maxAgeMs }));
  const engine = await start(directory, configurationFor(wanted), environment);
  const acknowledged: LoadOptions["acknowledged"] = (signal, first, count) => {
    for (const one of destinations) if (one.gets(signal)) one.tallies[signal].acknowledged(first, count);
  };
  const started = startLoad({ ...usualLoad, ...load, acknowledged });
  started.to(engine.http);
  const quiet = quietSource(destinations, engine);
  const pause = async () => void (await Promise.all([started.pause(), quiet?.pause()]));
  return {
    ...{ destinations, engine, load: started, pause },
    resume() {
      started.resume();
      quiet?.resume();
    },
    sentTo: (one, signal) => (one.role === "quiet" ? (quiet?.sentItems() ?? 0) : started.sentItems(signal)),
    killed() {
      const atMs = Date.now();
      for (const { tallies } of destinations) for (const signal of signals) tallies[signal].killed(atMs);
    },
    async close() {
      await Promise.all([started.stop(), quiet?.pause()]);
      const ended = await engine.stop();
      for (const { receiver } of destinations) await receiver.down().catch(() => {});
      if (dataDirectory === undefined) rmSync(directory, { recursive: true, force: true });
      return ended;
    },
  };
}

function quietSource(destinations: readonly SoakDestination[], engine: EngineProcess): QuietSource | null {
  const quiet = destinations.find(({ role }) => role === "quiet");
  return quiet ? startQuietSource(() => engine.client, quiet.tallies.logs.acknowledged) : null;
}

function configurationFor(wanted: EngineConfiguration["destinations"][number]["destination"][]): EngineConfiguration {
  return {
    listeners: [],
    webhooks: [],
    origin: "http://127.0.0.1",
    names: { namespace: "soak", environment: "soak", workspace: "soak" },
    destinations: wanted.map((destination, index) => ({
      ...{ id: `soak-${index}`, revision: 1, isPaused: false, destination },
    })),
  };
}

/** In the order of the destinations. */
async function statusesOf({ engine }: Soak): Promise<Status[]> {
  const answer = await engine.client.status();
  if (!answer.ok) throw new Error(`The engine tells no status: ${answer.error.message}`);
  return engine.destinations.map((id) => {
    const status = answer.data.items.find((one) => one.id === id);
    if (!status) throw new Error(`The engine knows no destination ${id}`);
    return status;
  });
}

/** The books of every destination, while all goes on. */
export async function balance(soak: Soak): Promise<string[]> {
  const each = (look: (signal: Signal) => number): Record<Signal, number> => ({
    ...{ traces: look("traces"), metrics: look("metrics"), logs: look("logs") },
  });
  const acknowledged = soak.destinations.map(({ tallies }) => each((signal) => tallies[signal].acknowledgedItems()));
  const statuses = await statusesOf(soak);
  return soak.destinations.flatMap((one, index) => {
    const sent = each((signal) => soak.sentTo(one, signal));
    const [before, status] = [acknowledged[index], statuses[index]];
    return before && status ? judgeBalance(one, status.ledger, { acknowledged: before, sent }) : [];
  });
}

/** A line for each destination. */
export async function ledgersTold(soak: Soak): Promise<string[]> {
  const statuses = await statusesOf(soak);
  return soak.destinations.map(({ role, gets }, index) => {
    const rows = signals.filter((signal) => role === "quiet" || gets(signal));
    const told = rows.map((signal) => `${signal} ${JSON.stringify(statuses[index]?.ledger[signal])}`);
    return `${role}: ${told.join(", ")}`;
  });
}

/** Waits until nothing is queued for the destinations; the senders have to be quiet. */
export async function drained(soak: Soak, withinMs: number, which = soak.destinations): Promise<Status[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const statuses = await statusesOf(soak);
    const waiting = soak.destinations.filter((one, index) => {
      const ledger = statuses[index]?.ledger;
      return which.includes(one) && signals.some((signal) => ledger?.[signal].queued !== 0);
    });
    if (waiting.length === 0) return statuses;
    if (Date.now() > deadline)
      throw new Error(`Items were still queued for ${waiting.map(({ role }) => role)}: ${JSON.stringify(statuses)}`);
    await wait(50);
  }
}

/** Once all is delivered. */
export async function judgeDrained(soak: Soak, withinMs: number): Promise<string[]> {
  const statuses = await drained(soak, withinMs);
  return soak.destinations.flatMap((one, index) => {
    const status = statuses[index];
    return status ? judgeArrived(one, status.ledger) : [];
  });
}

export function doubledOf({ destinations }: Soak): Doubled {
  const sum: Doubled = { unanswered: 0, inFlight: 0, unexplained: 0 };
  for (const { tallies } of destinations) {
    for (const signal of signals) {
      const one = tallies[signal].doubled();
      sum.unanswered += one.unanswered;
      sum.inFlight += one.inFlight;
      sum.unexplained += one.unexplained;
    }
  }
  return sum;
}

/** By the plain destination, which gets everything. */
export function acknowledgedOf({ destinations: [plain] }: Soak): number {
  return signals.reduce((sum, signal) => sum + (plain?.tallies[signal].acknowledgedItems() ?? 0), 0);
}
