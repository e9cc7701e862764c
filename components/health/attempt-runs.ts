// Attempts with the same answer in a row as one: the newest of each signal stands, the rest is counted. Pure.
import type { DeliveryAttempt } from "#lib/destination/delivery";

export type AttemptRun = {
  /** Stays the same while the run grows. */
  key: string;
  /** The newest of each signal, newest first. */
  shown: DeliveryAttempt[];
  folded: DeliveryAttempt[];
};

export function runsOf(attempts: readonly DeliveryAttempt[]): AttemptRun[] {
  const runs: DeliveryAttempt[][] = [];
  for (const attempt of attempts) {
    const run = runs.at(-1);
    const before = run?.[0];
    if (run !== undefined && before !== undefined && isSameAnswer(before, attempt)) run.push(attempt);
    else runs.push([attempt]);
  }
  return runs.map((run, index) => foldOf(run, runs.length - index));
}

function isSameAnswer(one: DeliveryAttempt, other: DeliveryAttempt): boolean {
  return one.outcome === other.outcome && one.status === other.status && one.message === other.message;
}

/** A single row saved by folding is none. */
function foldOf(run: DeliveryAttempt[], fromTheEnd: number): AttemptRun {
  const key = `${fromTheEnd} ${run[0]?.outcome} ${run[0]?.status}`;
  const seen = new Set<string>();
  const shown = run.filter(({ signal }) => !seen.has(signal) && seen.add(signal));
  const folded = run.filter((attempt) => !shown.includes(attempt));
  return folded.length < 2 ? { key, shown: run, folded: [] } : { key, shown, folded };
}
