// `npm run bench -- probe|form|start|memory|size`: the figures that the project promises, each with its goal.
// Measures from outside, on this machine; nothing here is a test.
import { formBench } from "#e2e/bench/form";
import { memoryBench } from "#e2e/bench/memory";
import { probeBench } from "#e2e/bench/probe";
import { sizeBench } from "#e2e/bench/size";
import { startBench } from "#e2e/bench/start";

const benches: Record<string, () => Promise<void>> = {
  probe: probeBench,
  form: formBench,
  size: sizeBench,
  start: startBench,
  memory: memoryBench,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(", ")}: ${Object.keys(benches).join(", ")}`);
  process.exitCode = 1;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n== ${name}`);
    await bench();
  }
}
