// When metrics are collected: each destination on its own interval, all intervals counted from one moment, so that what
// is due together is collected once and no run drifts. The first two functions are pure.
import type { SourceClock } from "#lib/engine/sources/source-user";

export type Wish = { id: string; intervalMs: number };
/** Those of one interval share what is collected. */
export type DueGroup = { intervalMs: number; ids: string[] };

/** Who became due after `afterMs` and until `untilMs`: once, however often it was. The shortest interval first. */
export function dueWithin(wishes: readonly Wish[], afterMs: number, untilMs: number): DueGroup[] {
  const groups = new Map<number, DueGroup>();
  for (const { id, intervalMs } of wishes) {
    if (!(intervalMs > 0) || Math.floor(untilMs / intervalMs) <= Math.floor(afterMs / intervalMs)) continue;
    const group = groups.get(intervalMs);
    if (group === undefined) groups.set(intervalMs, { intervalMs, ids: [id] });
    else group.ids.push(id);
  }
  return [...groups.values()].sort((a, b) => a.intervalMs - b.intervalMs);
}

/** Infinite while nobody wishes anything. */
export function msUntilDue(wishes: readonly Wish[], nowMs: number): number {
  const waits = wishes.map(({ intervalMs }) => (intervalMs > 0 ? intervalMs - (nowMs % intervalMs) : Infinity));
  return Math.min(Infinity, ...waits);
}

/** Settings change at any time: who sleeps longer would not see it. */
const lookEveryMs = 1000;

/**
 * Runs until stopped; the promise is of its end. What was missed while a run took too long, or the machine slept, is not made
 * up for. `look` gets the present wishes about each second, before anything is due.
 */
export async function runSchedule(parts: {
  clock: SourceClock;
  wishes(): readonly Wish[];
  look?(wishes: readonly Wish[]): Promise<void>;
  collect(groups: readonly DueGroup[]): Promise<void>;
  stopping: AbortSignal;
}): Promise<void> {
  const { clock, stopping } = parts;
  const startMs = clock.monotonicMs();
  let doneMs = 0;
  while (!stopping.aborted) {
    const wishes = parts.wishes();
    await parts.look?.(wishes);
    const nowMs = clock.monotonicMs() - startMs;
    const groups = dueWithin(wishes, doneMs, nowMs);
    doneMs = nowMs;
    if (groups.length > 0) await parts.collect(groups);
    const afterMs = clock.monotonicMs() - startMs;
    const isLate = dueWithin(wishes, doneMs, afterMs).length > 0;
    if (isLate || stopping.aborted) continue;
    await clock.sleep(Math.min(lookEveryMs, msUntilDue(wishes, afterMs)), stopping);
  }
}
