// Kills the engine under load, round after round, and asks after each whether the books are right; at the end whether everything
// that was acknowledged is there. The destinations are well, or fail half the time; those for which something has to be changed are
// away for the middle third of the rounds.
import { setTimeout as wait } from "node:timers/promises";
import { halfTheTime, healthy } from "#e2e/soak/counting-receiver";
import { startGroup } from "#e2e/soak/outspan-group";
import {
  acknowledgedOf,
  allRoles,
  balance,
  doubledOf,
  judgeDrained,
  type Soak,
  startSoak,
} from "#e2e/soak/run-of-soak";
import type { Doubled } from "#e2e/soak/tally";

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
/** What failing left, beside whatever else runs. */
const drainWithinMs = (rounds: number): number => 60_000 + rounds * 1000;
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
    roles: allRoles,
    ...(isGroup && { start: startGroup }),
    ...(isFailing && { timeoutMs: failingTimeoutMs }),
  });
  const problems: string[] = [];
  let backAfterMs = 0;
  const fail = (how: () => typeof healthy) => {
    for (const { receiver } of soak.destinations) receiver.faults(how());
  };
  fail(isFailing ? () => halfTheTime(random) : () => healthy);
  for (let round = 1; round <= rounds; round++) {
    await away(soak, round, rounds);
    await wait(aliveMs.least + random() * (aliveMs.most - aliveMs.least));
    const { found, restartMs } = await killOnce(soak);
    backAfterMs = Math.max(backAfterMs, restartMs);
    for (const problem of found) problems.push(`round ${round}: ${problem}`);
    if (found.length > 0) say(`round ${round}: ${found.join("; ")}`);
    if (round % 10 === 0) say(`round ${round} of ${rounds}: ${told(soak)}`);
  }
  await soak.pause();
  const pausedAtMs = performance.now();
  fail(() => healthy);
  problems.push(...(await judgeDrained(soak, drainWithinMs(rounds))));
  const drainedAfterMs = performance.now() - pausedAtMs;
  const stopped = await soak.close();
  if (stopped.code !== 0) problems.push(`SIGTERM: the engine ended with ${stopped.code}\n${soak.engine.output()}`);
  const acknowledged = acknowledgedOf(soak);
  return { problems, rounds, acknowledged, doubled: doubledOf(soak), backAfterMs, drainedAfterMs, stopped };
}

async function away({ destinations }: Soak, round: number, rounds: number): Promise<void> {
  const third = Math.floor(rounds / 3);
  const changed = destinations.filter(({ role }) => role === "delta" || role === "json");
  if (round === third + 1) for (const { receiver } of changed) await receiver.down();
  if (round === 2 * third + 1) for (const { receiver } of changed) await receiver.up();
}

async function killOnce(soak: Soak): Promise<{ found: string[]; restartMs: number }> {
  soak.killed();
  await soak.engine.kill();
  const restartMs = await soak.engine.restart();
  return { found: await balance(soak), restartMs };
}

function told(soak: Soak): string {
  const { broken, refused } = soak.load.answered();
  const requests = soak.destinations.map(({ role, receiver }) => `${receiver.requests()} to ${role}`).join(", ");
  const doubled = JSON.stringify(doubledOf(soak));
  return `${acknowledgedOf(soak)} items acknowledged, ${broken} requests broken off, ${refused} refused, ${requests}, twice ${doubled}`;
}
