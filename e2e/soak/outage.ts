// All destinations but a quiet one are away for a while, nothing listening, while telemetry goes on coming; meanwhile the engine is
// stopped once and killed once. Everything arrives when they are back, but for what was told to expire.
import { setTimeout as wait } from "node:timers/promises";
import {
  acknowledgedOf,
  allRoles,
  balance,
  drained,
  judgeDrained,
  ledgersTold,
  type Soak,
  startSoak,
} from "#e2e/soak/run-of-soak";

export type Outage = { problems: string[]; acknowledged: number; deliveredAfterMs: number };

/** How long a backlog may take: it is delivered beside the load that goes on. */
const drainWithinMs = (downMs: number): number => 120_000 + downMs / 2;
const lookMs = 1000;

export async function outage(downMs: number, say: (line: string) => void): Promise<Outage> {
  // The oldest expire where they may: the rest of a queue of JSON is still request by request.
  const soak = await startSoak({ roles: allRoles, maxAgeMs: downMs * 0.7 });
  const problems: string[] = [];
  await wait(lookMs);
  problems.push(...(await balance(soak)));
  const gone = soak.destinations.filter(({ role }) => role !== "quiet");
  for (const { receiver } of gone) await receiver.down();
  say(`the destinations are away for ${Math.round(downMs / 1000)} s`);
  const startedAtMs = performance.now();
  problems.push(...(await watched(soak, startedAtMs + downMs / 3)));
  const { code } = await soak.engine.stop();
  if (code !== 0) problems.push(`SIGTERM: the engine ended with ${code}\n${soak.engine.output()}`);
  await soak.engine.restart();
  problems.push(...(await watched(soak, startedAtMs + (downMs * 2) / 3)));
  soak.killed();
  await soak.engine.kill();
  await soak.engine.restart();
  problems.push(...(await watched(soak, startedAtMs + downMs)));
  const acknowledged = acknowledgedOf(soak);
  for (const { receiver } of gone) await receiver.up();
  const upAtMs = performance.now();
  await soak.pause();
  await drained(soak, drainWithinMs(downMs), soak.destinations.slice(0, 1));
  const deliveredAfterMs = performance.now() - upAtMs;
  problems.push(...(await judgeDrained(soak, drainWithinMs(downMs))));
  for (const told of await ledgersTold(soak)) say(told);
  soak.resume();
  await wait(lookMs);
  await soak.pause();
  problems.push(...(await judgeDrained(soak, drainWithinMs(downMs))));
  await soak.close();
  return { problems, acknowledged, deliveredAfterMs };
}

/** The books are right at every look, until the time. */
async function watched(soak: Soak, untilMs: number): Promise<string[]> {
  const problems: string[] = [];
  while (performance.now() < untilMs) {
    await wait(Math.min(lookMs, Math.max(0, untilMs - performance.now())));
    problems.push(...(await balance(soak)));
  }
  return problems;
}
