// Mutated samples of all formats through the reader, counted: what broke, in its smallest text, and the slowest of them.
import { ImportFormat } from "#lib/format/format";
import { type Fault, judged, type Timing } from "#lib/format/testing/judged";
import { planted } from "#lib/format/testing/markers";
import { mutant } from "#lib/format/testing/mutants";
import { allSamples } from "#lib/format/testing/samples";
import { chanceOf } from "#lib/testing/chance";

type Found = Fault & { number: number; sample: string; format: ImportFormat | undefined; text: string };
export type Fuzzed = {
  inputs: number;
  /** What they were read as; "none" for not recognised. */
  formats: Record<string, number>;
  drafts: number;
  slowest: { ms: number; sample: string; length: number };
  faults: Found[];
};

/** Enough to see what is wrong. */
const faultsMax = 12;

/** `before` hears of every text before it is read, also of those that a found one is made smaller by. */
export function fuzz(inputs: number, seed: number, timing: Timing, before: (text: string) => void = () => {}): Fuzzed {
  const chance = chanceOf(seed);
  const samples = allSamples();
  const sums: Fuzzed = { inputs: 0, formats: {}, drafts: 0, slowest: { ms: 0, sample: "", length: 0 }, faults: [] };
  const known = new Set<string>();
  const judge = (text: string, format: ImportFormat | undefined) => {
    before(text);
    return judged(text, format, timing);
  };
  while (sums.inputs < inputs && sums.faults.length < faultsMax) {
    const sample = chance.pick(samples);
    const text = mutant(planted(sample, chance), planted(chance.pick(samples), chance), chance);
    const format = chance.is(0.2) ? chance.pick(ImportFormat.options) : undefined;
    const outcome = judge(text, format);
    sums.inputs += 1;
    sums.drafts += outcome.drafts;
    sums.formats[outcome.format ?? "none"] = (sums.formats[outcome.format ?? "none"] ?? 0) + 1;
    if (outcome.ms > sums.slowest.ms) sums.slowest = { ms: outcome.ms, sample: sample.place, length: text.length };
    for (const fault of outcome.faults) {
      const sort = `${fault.kind} ${fault.kind === "slow" ? outcome.format : fault.words.slice(0, 60)}`;
      if (known.has(sort)) continue;
      known.add(sort);
      const smaller = smallest(text, (part) => judge(part, format).faults.some(({ kind }) => kind === fault.kind));
      sums.faults.push({ ...fault, number: sums.inputs, sample: sample.place, format, text: smaller });
    }
  }
  return sums;
}

const triesMax = 600;

/** A smaller text that still has the fault: lines, then characters, are left out by halves as long as it does. */
function smallest(text: string, hasFault: (text: string) => boolean): string {
  let tries = 0;
  let least = text;
  for (const separator of ["\n", ""]) {
    let parts = least.split(separator);
    for (
      let size = Math.ceil(parts.length / 2);
      size >= 1 && tries < triesMax;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let at = 0; at < parts.length && tries < triesMax; ) {
        const without = parts.toSpliced(at, size);
        tries += 1;
        if (hasFault(without.join(separator))) parts = without;
        else at += size;
      }
    }
    least = parts.join(separator);
  }
  return least;
}
