// Work that is done now and then for as long as the process lives.
import { unexpected } from "#lib/unexpected";

/** Now and each `everyMs`, one at a time; what fails is logged as `failure` and tried again. Returns how to stop. */
export function regularly(everyMs: number, failure: string, run: () => Promise<void>): () => Promise<void> {
  const attempt = () => run().catch((error: unknown) => void unexpected(error, failure, {}));
  let running = attempt();
  const timer = setInterval(() => {
    running = running.then(attempt);
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
