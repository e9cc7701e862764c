// The destination is away for a while, nothing listening, while telemetry goes on coming: everything arrives when it is back.
import { setTimeout as wait } from "node:timers/promises";
import { acknowledgedOf, balance, drained, judgeDrained, startSoak } from "#e2e/soak/run-of-soak";

export type Outage = { problems: string[]; acknowledged: number; deliveredAfterMs: number };

/** How long a backlog may take: it is delivered beside the load that goes on. */
const drainWithinMs = (downMs: number): number => 120_000 + downMs / 2;
const lookMs = 1000;

export async function outage(downMs: number, say: (line: string) => void): Promise<Outage> {
  const soak = await startSoak();
  const problems: string[] = [];
  const watch = async (): Promise<void> => {
    problems.push(...(await balance(soak.engine.client, soak.tallies, soak.load)));
  };
  await wait(lookMs);
  await watch();
  await soak.receiver.down();
  say(`the destination is away for ${Math.round(downMs / 1000)} s`);
  const backAtMs = performance.now() + downMs;
  while (performance.now() < backAtMs) {
    await wait(Math.min(lookMs, backAtMs - performance.now()));
    await watch();
  }
  const acknowledged = acknowledgedOf(soak.tallies);
  await soak.receiver.up();
  const upAtMs = performance.now();
  await soak.load.pause();
  const status = await drained(soak.engine.client, drainWithinMs(downMs));
  const deliveredAfterMs = performance.now() - upAtMs;
  problems.push(...judgeDrained(status, soak.tallies));
  soak.load.resume();
  await wait(lookMs);
  await soak.load.pause();
  problems.push(...judgeDrained(await drained(soak.engine.client, drainWithinMs(downMs)), soak.tallies));
  await soak.close();
  return { problems, acknowledged, deliveredAfterMs };
}
