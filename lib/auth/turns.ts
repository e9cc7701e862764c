// Takes turns by a key, in this process: what is being judged is judged before the next one is looked at. Bounded, so that whoever sends
// many at once fills no memory.

/** Null: too many wait for this key already. */
export type TakeTurn = <T>(key: string, run: () => Promise<T>) => Promise<T | null>;

export function createTurns(waitingMax: number): TakeTurn {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  return async (key, run) => {
    const line = lines.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (line.length > waitingMax) return null;
    const turn = line.last.then(run);
    line.last = turn.catch(() => {});
    line.length += 1;
    lines.set(key, line);
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) lines.delete(key);
    }
  };
}
