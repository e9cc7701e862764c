// Requests that were given up, bounded, with the server's words, for the operator to look at. One file each: a line of JSON, then
// the request as protobuf. A disk that does not take one is no reason to stop.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Signal } from "#lib/otlp/signal";

export type RejectedStore = {
  keep(destination: string, facts: { signal: Signal; items: number; reason: string }, body: Uint8Array): Promise<void>;
  /** All of a destination that is gone. */
  forget(destination: string): Promise<void>;
};

const keptEach = 20;
/** Of one request: the first that is refused tells most. */
const bodyBytesMax = 1 << 20;

export function createRejectedStore(directory: string, now: () => number): RejectedStore {
  return {
    async keep(destination, facts, body) {
      const own = join(directory, destination);
      const name = `${String(now()).padStart(15, "0")}-${facts.signal}.otlp`;
      const head = JSON.stringify({ ...facts, at: new Date(now()).toISOString(), bytes: body.length });
      try {
        await mkdir(own, { recursive: true, mode: 0o700 });
        await writeFile(join(own, name), Buffer.concat([Buffer.from(`${head}\n`), body.subarray(0, bodyBytesMax)]), {
          mode: 0o600,
        });
        const names = (await readdir(own)).sort();
        await Promise.all(names.slice(0, -keptEach).map((old) => rm(join(own, old), { force: true })));
      } catch {
        // The ledger and the attempts tell of it all the same.
      }
    },
    forget: (destination) => rm(join(directory, destination), { recursive: true, force: true }),
  };
}
