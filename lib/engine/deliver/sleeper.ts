// How a lane waits: for time, for work, or for an answer; and how it is woken. Knows nothing of what it waits for.

/** Until something is offered, or woken; and until woken. */
export const forWork = Number.POSITIVE_INFINITY;
export const forAnswer = Number.MAX_SAFE_INTEGER;

export type Sleeper = {
  sleep(ms: number): Promise<void>;
  wake(): void;
  /** Only who waits for work, or is at work; not who lets time pass. */
  offer(): void;
};

export function createSleeper(): Sleeper {
  let wakeUp: (() => void) | null = null;
  let isWoken = false;
  let isIdle = false;
  return {
    sleep(ms) {
      if (isWoken) {
        isWoken = false;
        return Promise.resolve();
      }
      isIdle = ms === forWork;
      return new Promise((resolve) => {
        const timer = ms >= forAnswer ? undefined : setTimeout(() => wakeUp?.(), Math.max(1, ms));
        wakeUp = () => {
          clearTimeout(timer);
          wakeUp = null;
          isWoken = false;
          resolve();
        };
      });
    },
    wake() {
      isWoken = true;
      wakeUp?.();
    },
    offer() {
      if (wakeUp === null) isWoken = true;
      else if (isIdle) wakeUp();
    },
  };
}
