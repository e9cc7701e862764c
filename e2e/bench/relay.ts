// `npm run bench -- relay [row …] [--rounds 3] [--seconds 5] [--backlog 10]`: Outspan's engine as a relay beside the real Collector,
// in turns, in one run. Items per CPU second of the relay's own process is the figure; load and sink are processes of their own.
import { existsSync } from "node:fs";
import { backlog, kill, outage } from "#e2e/bench/relay/crises";
import { openBench } from "#e2e/bench/relay/measure";
import { compare, five, rows, type Settings } from "#e2e/bench/relay/rows";
import { buildCollector, hasGo } from "#e2e/interop/build-collector";

export type RelayChoice = { rows: string[]; rounds: number; seconds: number; backlogGibibytes: number };

const crises: Record<string, (settings: Settings, choice: RelayChoice) => Promise<void>> = {
  five,
  kill,
  outage,
  backlog: (settings, { backlogGibibytes }) => backlog(settings, backlogGibibytes),
};

export const relayRows: readonly string[] = [...Object.keys(rows), ...Object.keys(crises)];

export async function relayBench(choice: RelayChoice): Promise<void> {
  if (!existsSync("/proc/self/stat")) return console.log("skipped: CPU time is read from /proc");
  const binary = hasGo() ? await buildCollector(console.log) : null;
  if (binary === null) console.log("  the Collector is left out: building it needs Go on the PATH");
  const bench = await openBench();
  const { rounds, seconds } = choice;
  const settings = { bench, binary, rounds, seconds };
  const isChosen = (name: string): boolean => choice.rows.length === 0 || choice.rows.includes(name);
  try {
    for (const [name, row] of Object.entries(rows)) if (isChosen(name)) await compare(row, settings);
    for (const [name, run] of Object.entries(crises)) if (isChosen(name)) await run(settings, choice);
  } finally {
    await bench.close();
  }
}
