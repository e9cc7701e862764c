// How many bytes of bodies may lie in memory at once, whoever holds them. Refuses what does not fit instead of letting it wait.

export type ByteBudget = {
  /** false = no room now. What was taken is given back by `give`. */
  take: (bytes: number) => boolean;
  give: (bytes: number) => void;
  /** The same for one who keeps no count: null = no room now, else what gives it back, once. */
  reserve: (bytes: number) => (() => void) | null;
  held: () => number;
};

export function createByteBudget(bytesMax: number): ByteBudget {
  let held = 0;
  const give = (bytes: number) => {
    held -= bytes;
  };
  const take = (bytes: number) => {
    if (held + bytes > bytesMax) return false;
    held += bytes;
    return true;
  };
  return {
    take,
    give,
    held: () => held,
    reserve(bytes) {
      if (!take(bytes)) return null;
      let isGiven = false;
      return () => {
        if (!isGiven) give(bytes);
        isGiven = true;
      };
    },
  };
}
