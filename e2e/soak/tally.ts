// What became of each numbered item: acknowledged to its sender, arrived at the destination, arrived again and why. Pure.

/** One request that arrived. */
export type Arrival = {
  /** null = it was never answered. */
  answeredAtMs: number | null;
  /** Its connection carried another request afterwards: the answer was read. */
  isRead: boolean;
};

export type Doubled = {
  /** It had arrived in a request that was never answered: nobody could know. */
  unanswered: number;
  /** The engine was killed soon after the answer left, and nothing shows that it had read it. */
  inFlight: number;
  /** Sent twice for no reason. */
  unexplained: number;
};

export type Tally = {
  acknowledged(first: number, count: number): void;
  arrived(numbers: readonly number[], arrival: Arrival): void;
  killed(atMs: number): void;
  acknowledgedItems(): number;
  distinct(): number;
  /** Acknowledged and not arrived. */
  missing(): number[];
  doubled(): Doubled;
};

/** An answer may lie unread for so long: two cores are shared with whatever else runs. */
const unreadMs = 5000;

export function createTally(): Tally {
  let isAcknowledged = new Uint8Array(1 << 16);
  // Which arrival brought it last, counted from 1.
  let broughtBy = new Uint32Array(1 << 16);
  const arrivals: Arrival[] = [];
  const killsMs: number[] = [];
  let acknowledgedItems = 0;
  let distinct = 0;
  const doubled: Doubled = { unanswered: 0, inFlight: 0, unexplained: 0 };

  function roomFor(number: number): void {
    if (number < isAcknowledged.length) return;
    const length = Math.max(number + 1, isAcknowledged.length * 2);
    const wider = new Uint8Array(length);
    wider.set(isAcknowledged);
    const longer = new Uint32Array(length);
    longer.set(broughtBy);
    isAcknowledged = wider;
    broughtBy = longer;
  }

  function reasonFor({ answeredAtMs, isRead }: Arrival): keyof Doubled {
    if (answeredAtMs === null) return "unanswered";
    if (isRead) return "unexplained";
    // An answer may also come just after the kill. It may have been sent again only after a later one.
    const isNear = (atMs: number) => answeredAtMs >= atMs - unreadMs && answeredAtMs <= atMs + unreadMs;
    return killsMs.some(isNear) ? "inFlight" : "unexplained";
  }

  return {
    acknowledged(first, count) {
      roomFor(first + count);
      isAcknowledged.fill(1, first, first + count);
      acknowledgedItems += count;
    },
    arrived(numbers, arrival) {
      arrivals.push(arrival);
      for (const number of numbers) {
        roomFor(number);
        const before = arrivals[(broughtBy[number] ?? 0) - 1];
        if (before === undefined) distinct += 1;
        else doubled[reasonFor(before)] += 1;
        broughtBy[number] = arrivals.length;
      }
    },
    killed(atMs) {
      killsMs.push(atMs);
    },
    acknowledgedItems: () => acknowledgedItems,
    distinct: () => distinct,
    missing() {
      const missing: number[] = [];
      isAcknowledged.forEach((yes, number) => {
        if (yes === 1 && broughtBy[number] === 0) missing.push(number);
      });
      return missing;
    },
    doubled: () => ({ ...doubled }),
  };
}
