// What became of each numbered item: acknowledged to its sender, arrived at the destination, arrived again and why. Pure.

export type Doubled = {
  /** It had arrived in a request that was never answered: nobody could know. */
  unanswered: number;
  /** The engine was killed within `inFlightMs` after the answer left: it may not have read it. */
  inFlight: number;
  /** Sent twice for no reason. */
  unexplained: number;
};

export type Tally = {
  acknowledged(first: number, count: number): void;
  arrived(numbers: readonly number[]): void;
  /** The destination said 200 for them. */
  answered(numbers: readonly number[], atMs: number): void;
  killed(atMs: number): void;
  acknowledgedItems(): number;
  distinct(): number;
  /** Acknowledged and not arrived. */
  missing(): number[];
  doubled(): Doubled;
};

/** From the answer's last byte to the engine's journal: its event loop may be busy on two shared cores. */
const inFlightMs = 500;
const notYet = -1;
const neverAnswered = 0;

export function createTally(): Tally {
  let states = new Uint8Array(1 << 16);
  // When it was answered last; 0 = it arrived and was not answered, -1 = it did not arrive.
  let answeredAtMs = new Float64Array(1 << 16).fill(notYet);
  let acknowledgedItems = 0;
  let distinct = 0;
  const killsMs: number[] = [];
  const doubled: Doubled = { unanswered: 0, inFlight: 0, unexplained: 0 };

  function roomFor(number: number): void {
    if (number < states.length) return;
    const length = Math.max(number + 1, states.length * 2);
    const wider = new Uint8Array(length);
    wider.set(states);
    const later = new Float64Array(length).fill(notYet);
    later.set(answeredAtMs);
    states = wider;
    answeredAtMs = later;
  }

  function reasonFor(before: number): keyof Doubled {
    if (before === neverAnswered) return "unanswered";
    // It may have been sent again only after a later kill.
    return killsMs.some((atMs) => Math.abs(before - atMs) <= inFlightMs) ? "inFlight" : "unexplained";
  }

  return {
    acknowledged(first, count) {
      roomFor(first + count);
      states.fill(1, first, first + count);
      acknowledgedItems += count;
    },
    arrived(numbers) {
      for (const number of numbers) {
        roomFor(number);
        const before = answeredAtMs[number] ?? notYet;
        if (before === notYet) distinct += 1;
        else doubled[reasonFor(before)] += 1;
        answeredAtMs[number] = neverAnswered;
      }
    },
    answered(numbers, atMs) {
      for (const number of numbers) answeredAtMs[number] = atMs;
    },
    killed(atMs) {
      killsMs.push(atMs);
    },
    acknowledgedItems: () => acknowledgedItems,
    distinct: () => distinct,
    missing() {
      const missing: number[] = [];
      states.forEach((state, number) => {
        if (state === 1 && answeredAtMs[number] === notYet) missing.push(number);
      });
      return missing;
    },
    doubled: () => ({ ...doubled }),
  };
}
