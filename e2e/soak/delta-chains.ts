// The deltas of each counter, put together again: they have to follow on each other without a gap and without an overlap, from the
// point that conversion took as its beginning on, and to sum up to what the counter grew by. Pure.
import type { Window } from "#e2e/soak/arrived-numbers";

export type DeltaChains = {
  arrived(windows: readonly Window[]): void;
  /** What is wrong, and the numbers of the points that the deltas begin at. */
  judge(): { problems: string[]; baselines: number[] };
};

type Chain = { baseline: number; last: number; sum: number };

export function createDeltaChains(): DeltaChains {
  const names: string[] = [];
  const known = new Map<string, number>();
  // By the number at which a delta ends: where it begins and whose it is, both counted from 1.
  let begins = new Uint32Array(1 << 16);
  let owners = new Uint32Array(1 << 16);
  const problems: string[] = [];

  function ownerOf(series: string): number {
    const before = known.get(series);
    if (before !== undefined) return before;
    names.push(series);
    known.set(series, names.length);
    return names.length;
  }

  function wider(numbers: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
    const wide = new Uint32Array(length);
    wide.set(numbers);
    return wide;
  }

  function follow(chains: Map<number, Chain>, owner: number, from: number, to: number): void {
    const chain = chains.get(owner);
    if (!chain) return void chains.set(owner, { baseline: from, last: to, sum: to - from });
    if (from > chain.last) problems.push(`${names[owner - 1]}: nothing tells of ${chain.last} to ${from}`);
    if (from < chain.last) problems.push(`${names[owner - 1]}: ${from} to ${Math.min(chain.last, to)} is told twice`);
    chain.sum += to - from;
    chain.last = to;
  }

  return {
    arrived(windows) {
      for (const { series, from, to } of windows) {
        if (to >= begins.length) {
          const length = Math.max(to + 1, begins.length * 2);
          begins = wider(begins, length);
          owners = wider(owners, length);
        }
        const owner = ownerOf(series);
        const before = begins[to] ?? 0;
        // The very same once more was in flight twice: a destination that goes by series and time keeps one.
        if (before === 0) {
          begins[to] = from + 1;
          owners[to] = owner;
        } else if (before !== from + 1 || owners[to] !== owner)
          problems.push(`${series}: up to ${to} it was told from ${before - 1} and from ${from}`);
      }
    },
    judge() {
      const chains = new Map<number, Chain>();
      begins.forEach((begin, to) => {
        if (begin !== 0) follow(chains, owners[to] ?? 0, begin - 1, to);
      });
      for (const [owner, { baseline, last, sum }] of chains) {
        if (baseline + sum !== last)
          problems.push(`${names[owner - 1]}: grew by ${last - baseline}, its deltas sum up to ${sum}`);
      }
      return { problems: [...problems], baselines: [...chains.values()].map((chain) => chain.baseline) };
    },
  };
}
