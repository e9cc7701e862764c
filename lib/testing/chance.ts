// Chance with a seed: a run that found something is run again by its number. Knows nothing of what is drawn.

export type Chance = {
  /** 0 to below 1. */
  next(): number;
  /** A whole number from 0, below `end`. */
  below(end: number): number;
  /** Of a list that is not empty. */
  pick<T>(from: readonly T[]): T;
  is(probability: number): boolean;
};

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    is: (probability) => next() < probability,
  };
}
