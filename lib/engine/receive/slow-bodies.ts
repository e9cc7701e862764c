// Cuts bodies that trickle: one clock for all that are being read, no timer of their own. Knows no protocol.

export type SlowBodies = {
  /** `cut` is called once the body has taken too long, unless `done` comes first. */
  began: (cut: () => void) => void;
  done: (cut: () => void) => void;
  stop: () => void;
};

export function createSlowBodies(limitMs: number, now: () => number): SlowBodies {
  // In the order they began, so that a look at the first tells whether there is anything to do.
  const began = new Map<() => void, number>();
  const clock = setInterval(
    () => {
      const since = now() - limitMs;
      for (const [cut, at] of began) {
        if (at > since) break;
        began.delete(cut);
        cut();
      }
    },
    Math.ceil(Math.min(limitMs / 4, 5000)),
  );
  clock.unref();
  return {
    began: (cut) => began.set(cut, now()),
    done: (cut) => began.delete(cut),
    stop: () => clearInterval(clock),
  };
}
