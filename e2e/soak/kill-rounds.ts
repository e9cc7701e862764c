// Kills the engine under load, round after round, and asks after each whether the books are right; at the end whether everything
// that was acknowledged is there. The destination is well, or fails half the time.
import { setTimeout as wait } from "node:timers/promises";
import { halfTheTime, healthy } from "#e2e/soak/counting-receiver";
import { startGroup } from "#e2e/soak/outspan-group";
import { acknowledgedOf, balance, doubledOf, drained, judgeDrained, type Soak, startSoak } from "#e2e/soak/run-of-soak";
import type { Doubled } from "#e2e/soak/tally";
import { signals } from "#lib/otlp/signal";

export type KillRounds = {
  problems: string[];
  rounds: number;
  acknowledged: number;
  doubled: Doubled;
  /** Until it listened again, the longest. */
  backAfterMs: number;
  drainedAfterMs: number;
  stopped: { code: number | null; ms: number };
};

type Options = {
  rounds: number;
  isFailing: boolean;
  /** The engine alone, or the whole process group with every other round its engine. */
  isGroup: boolean;
  say(line: string): void;
  random?: () => number;
};

/** A destination that hangs is not waited for long. */
const failingTimeoutMs = 1000;
const drainWithinMs = 60_000;
/** From one kill to the next, evenly between. */
const aliveMs = { least: 150, most: 1500 };

export async function killRounds({
  rounds,
  isFailing,
  isGroup,
  say,
  random = Math.random,
}: Options): Promise<KillRounds> {
  const soak = await startSoak({
    ...(isGroup && { start: startGroup }),
    ...(isFailing && { timeoutMs: failingTimeoutMs }),
  });
  const problems: string[] = [];
  let backAfterMs = 0;
  soak.receiver.faults(isFailing ? halfTheTime(random) : healthy);
  for (let round = 1; round <= rounds; round++) {
    await wait(aliveMs.least + random() * (aliveMs.most - aliveMs.least));
    const { found, restartMs } = await killOnce(soak);
    backAfterMs = Math.max(backAfterMs, restartMs);
    for (const problem of found) problems.push(`round ${round}: ${problem}`);
    if (found.length > 0) say(`round ${round}: ${found.join("; ")}`);
    if (round % 10 === 0) say(`round ${round} of ${rounds}: ${told(soak)}`);
  }
  await soak.load.pause();
  const pausedAtMs = performance.now();
  soak.receiver.faults(healthy);
  const status = await drained(soak.engine.client, drainWithinMs);
  const drainedAfterMs = performance.now() - pausedAtMs;
  problems.push(...judgeDrained(status, soak.tallies));
  const stopped = await soak.close();
  if (stopped.code !== 0) problems.push(`SIGTERM: the engine ended with ${stopped.code}\n${soak.engine.output()}`);
  const acknowledged = acknowledgedOf(soak.tallies);
  return { problems, rounds, acknowledged, doubled: doubledOf(soak.tallies), backAfterMs, drainedAfterMs, stopped };
}

async function killOnce({ engine, load, tallies }: Soak): Promise<{ found: string[]; restartMs: number }> {
  const atMs = Date.now();
  for (const signal of signals) tallies[signal].killed(atMs);
  await engine.kill();
  const restartMs = await engine.restart();
  return { found: await balance(engine.client, tallies, load), restartMs };
}

function told({ tallies, load, receiver }: Soak): string {
  const { broken, refused } = load.answered();
  const doubled = JSON.stringify(doubledOf(tallies));
  return `${acknowledgedOf(tallies)} items acknowledged, ${broken} requests broken off, ${refused} refused, ${receiver.requests()} requests out, twice ${doubled}`;
}
