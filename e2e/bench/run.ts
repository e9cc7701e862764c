// `npm run bench -- probe|form|start|memory|size|relay|audit|fleet`: the figures that the project promises, each with its goal.
// Measures from outside, on this machine; nothing here is a test.
import { parseArgs } from "node:util";
import { auditBench } from "#e2e/bench/audit";
import { fleetBench } from "#e2e/bench/fleet";
import { formBench } from "#e2e/bench/form";
import { memoryBench } from "#e2e/bench/memory";
import { probeBench } from "#e2e/bench/probe";
import { relayBench, relayRows } from "#e2e/bench/relay";
import { sizeBench } from "#e2e/bench/size";
import { startBench } from "#e2e/bench/start";

const { positionals: named, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    backlog: { type: "string", default: "2" },
    rows: { type: "string", default: "1000000" },
  },
});
const chosenRows = named.filter((name) => relayRows.includes(name));

const benches: Record<string, () => Promise<void>> = {
  probe: probeBench,
  form: formBench,
  size: sizeBench,
  start: startBench,
  memory: memoryBench,
  audit: () => auditBench(Number(values.rows)),
  fleet: fleetBench,
  relay: () =>
    relayBench({
      rows: chosenRows,
      rounds: Number(values.rounds),
      seconds: Number(values.seconds),
      backlogGibibytes: Number(values.backlog),
    }),
};

const chosen = named.filter((name) => !chosenRows.includes(name));
const unknown = chosen.filter((name) => !(name in benches));
if (unknown.length > 0 || (chosenRows.length > 0 && !chosen.includes("relay"))) {
  const names = Object.keys(benches).join(", ");
  console.error(`No bench is called ${named.join(" ")}: ${names}; relay has the rows ${relayRows.join(", ")}`);
  process.exitCode = 1;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(`\n== ${name}`);
    await bench();
  }
}
