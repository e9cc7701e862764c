// `npm run fuzz -- [inputs] [seed]`: mutated samples of every format through the import. Exit code 1 for a crash, a text that takes over
// 100 ms, a line that nothing is told of, a draft of no shape or a message that repeats what was pasted. The seed repeats a run.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Fuzzed, fuzz } from "#lib/format/testing/fuzz";
import { slowMs } from "#lib/format/testing/judged";
import { threadMs } from "#lib/testing/thread-ms";

type Said = { text: string } | { fuzzed: Fuzzed };

/** Far over what counts as slow: what does not end is told too. */
const patienceMs = 60_000;

if (isMainThread) main();
else work(workerData as { inputs: number; seed: number });

function main(): void {
  const [inputs = 100_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
  if (!Number.isInteger(inputs) || !Number.isInteger(seed)) {
    console.error("npm run fuzz -- [inputs] [seed]: two whole numbers");
    process.exit(1);
  }
  console.log(`fuzz: ${inputs} inputs, seed ${seed}`);
  const begun = performance.now();
  const worker = new Worker(import.meta.filename, { workerData: { inputs, seed } });
  let last = { text: "", at: performance.now() };
  const watch = setInterval(() => {
    if (performance.now() - last.at < patienceMs) return;
    console.log(`\n  hangs: ${shown(last.text)}\n\nfuzz: stopped, seed ${seed}`);
    process.exit(1);
  }, 500);
  worker.on("message", (said: Said) => {
    if ("text" in said) last = { text: said.text, at: performance.now() };
    else {
      clearInterval(watch);
      tell(said.fuzzed);
      const seconds = Math.round((performance.now() - begun) / 1000);
      const { inputs: read, faults } = said.fuzzed;
      console.log(`\nfuzz: ${read} inputs in ${seconds} s, ${faults.length} faults, seed ${seed}`);
      process.exitCode = faults.length === 0 && read > 0 ? 0 : 1;
    }
  });
}

/** In a thread of its own, so that a text that hangs it can be told. */
function work({ inputs, seed }: { inputs: number; seed: number }): void {
  const timing = { clock: threadMs, rest: () => globalThis.gc?.() };
  const say = (said: Said) => parentPort?.postMessage(said);
  say({ fuzzed: fuzz(inputs, seed, timing, (text) => say({ text })) });
}

function tell({ faults, formats, drafts, slowest }: Fuzzed): void {
  const sums = Object.entries(formats).sort(([, one], [, two]) => two - one);
  console.log(`  read as ${sums.map(([format, count]) => `${format} ${count}`).join(", ")}; ${drafts} drafts`);
  const { ms, sample, length } = slowest;
  console.log(`  slowest: ${ms.toFixed(1)} ms of ${slowMs}, ${length} characters, from ${sample}`);
  for (const { kind, words, number, sample: from, format, text } of faults) {
    const as = format === undefined ? "" : `, as ${format}`;
    console.log(`\n  ${kind}: input ${number} from ${from}${as}: ${words}\n    ${shown(text)}`);
  }
}

function shown(text: string): string {
  const whole = JSON.stringify(text);
  return whole.length <= 2000 ? whole : `${whole.slice(0, 2000)}… (${text.length} characters)`;
}
