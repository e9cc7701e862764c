// `npm run soak`: everything that is acknowledged arrives, whatever is killed, failing, away or full meanwhile. Long; a short form of
// each part is in soak.test.ts. `-- kill failing group outage disk --rounds 100 --down 600 --tmpfs 64`
import { parseArgs } from "node:util";
import { fullDisk } from "#e2e/soak/full-disk";
import { type KillRounds, killRounds } from "#e2e/soak/kill-rounds";
import { outage } from "#e2e/soak/outage";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "100" },
    down: { type: "string", default: "600" },
    tmpfs: { type: "string", default: "64" },
  },
});

const say = (line: string): void => console.log(`  ${line}`);
const rounds = Number(values.rounds);

const parts: Record<string, () => Promise<string[]>> = {
  kill: async () => tellRounds(await killRounds({ rounds, isFailing: false, isGroup: false, say })),
  failing: async () => tellRounds(await killRounds({ rounds, isFailing: true, isGroup: false, say })),
  group: async () => tellRounds(await killRounds({ rounds, isFailing: false, isGroup: true, say })),
  outage: async () => {
    const { problems, acknowledged, deliveredAfterMs } = await outage(Number(values.down) * 1000, say);
    say(`${acknowledged} items acknowledged; all delivered ${Math.round(deliveredAfterMs)} ms after it was back`);
    return problems;
  },
  disk: async () => {
    const found = await fullDisk(Number(values.tmpfs), say);
    if (found === null) say("left out: a file system of its own cannot be mounted here (it needs root)");
    else
      say(
        `${found.acknowledged} items acknowledged, ${found.refused} requests refused, taken again ${Math.round(found.recoveredAfterMs)} ms after the destination was back`,
      );
    return found?.problems ?? [];
  },
};

function tellRounds(result: KillRounds): string[] {
  const { acknowledged, doubled, backAfterMs, drainedAfterMs, stopped } = result;
  say(`${result.rounds} kills, ${acknowledged} items acknowledged`);
  say(
    `arrived twice: ${doubled.inFlight} in flight, ${doubled.unanswered} never answered, ${doubled.unexplained} else`,
  );
  say(
    `listening again after ${Math.round(backAfterMs)} ms at most, all delivered ${Math.round(drainedAfterMs)} ms later`,
  );
  say(`SIGTERM: ended with ${stopped.code} after ${Math.round(stopped.ms)} ms`);
  return result.problems;
}

// So that what was begun is ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

async function main(): Promise<void> {
  const unknown = positionals.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`No soak is called ${unknown.join(", ")}: ${Object.keys(parts).join(", ")}`);
  let failed = 0;
  for (const [name, run] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.log(`\n== ${name}`);
    const problems = await run();
    for (const problem of problems) console.log(`  FAILED ${problem}`);
    console.log(problems.length === 0 ? "  nothing lost, every ledger right" : `  ${problems.length} problems`);
    if (problems.length > 0) failed += 1;
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
