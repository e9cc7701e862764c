// One stage's time: it ends by itself, at its limit, or when the caller aborts; whichever comes first, and once.
import type { Fault } from "#lib/otlp/observation";

/** `start` begins the work and returns how to give it up: release what is held and say what that comes to. */
export function within<T>(
  limitMs: number,
  abort: AbortSignal,
  start: (finish: (value: T) => void) => (fault: Fault) => T,
): Promise<T> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let isFinished = false;
    const finish = (value: T) => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(timer);
      abort.removeEventListener("abort", cancel);
      resolve(value);
    };
    const giveUp = start(finish);
    function cancel() {
      finish(giveUp({ code: "ABORT_ERR", message: "Cancelled" }));
    }
    if (isFinished) return;
    if (abort.aborted) return cancel();
    abort.addEventListener("abort", cancel);
    const late: Fault = { code: "ETIMEDOUT", message: `Nothing came within ${limitMs} ms` };
    timer = setTimeout(() => finish(giveUp(late)), limitMs);
  });
}
