// Requests that were given up, bounded in number, size and age, with the server's words, for the operator to look at. One file each: a
// line of JSON, then the request as protobuf. A disk that does not take one is no reason to stop.
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as z from "zod";
import { RejectedName, RejectedRequest } from "#lib/destination/delivery";
import type { Signal } from "#lib/otlp/signal";

export type RejectedStore = {
  keep(destination: string, facts: { signal: Signal; items: number; reason: string }, body: Uint8Array): Promise<void>;
  /** Newest first. */
  list(destination: string): Promise<RejectedRequest[]>;
  /** The request, as much of it as is kept; null: there is none of that name. */
  read(destination: string, name: string): Promise<Uint8Array | null>;
  /** Removes what is too old, of all destinations. */
  expire(): Promise<void>;
  /** All of a destination that is gone. */
  forget(destination: string): Promise<void>;
};

const keptEach = 20;
const ageMaxMs = 7 * 24 * 3600_000;
/** Of one request: the first that is refused tells most. */
const bodyBytesMax = 1 << 20;
const reasonLengthMax = 2000;
const headBytesMax = 16 * 1024;

const Head = RejectedRequest.omit({ name: true });

export function createRejectedStore(directory: string, now: () => number): RejectedStore {
  let count = 0;
  const isName = (name: string) => RejectedName.safeParse(name).success;
  const isOld = (name: string) => Number(/^\d+/.exec(name)?.[0]) < now() - ageMaxMs;

  /** Without those that are too old, the oldest first. */
  async function namesOf(destination: string): Promise<string[]> {
    const names = await readdir(join(directory, destination)).catch(() => []);
    return names.filter((name) => isName(name) && !isOld(name)).sort();
  }

  async function remove(destination: string, names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(join(directory, destination, name), { force: true })));
  }

  async function expire(destination: string): Promise<void> {
    const names = await readdir(join(directory, destination)).catch(() => []);
    await remove(destination, names.filter(isOld));
  }

  return {
    async keep(destination, { signal, items, reason }, body) {
      const own = join(directory, destination);
      const nowMs = now();
      // When, and which one since the start: sorted as text, the oldest is first.
      const name = `${padded(nowMs, 15)}-${padded(count++, 9)}-${signal}.otlp`;
      const head: z.output<typeof Head> = {
        ...{ at: new Date(nowMs).toISOString(), signal, items, bytes: body.length },
        ...{ cut: body.length > bodyBytesMax, reason: reason.slice(0, reasonLengthMax) },
      };
      const text = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body.subarray(0, bodyBytesMax)]);
      try {
        await mkdir(own, { recursive: true, mode: 0o700 });
        const path = join(own, name);
        await writeFile(`${path}.tmp`, text, { mode: 0o600 });
        await rename(`${path}.tmp`, path);
        await remove(destination, (await namesOf(destination)).slice(0, -keptEach));
      } catch {
        // The ledger and the attempts tell of it all the same.
      }
    },
    async list(destination) {
      const names = (await namesOf(destination)).reverse();
      const found = await Promise.all(names.map((name) => headOf(join(directory, destination, name), name)));
      return found.filter((one) => one !== null);
    },
    async read(destination, name) {
      if (!isName(name) || isOld(name)) return null;
      const text = await readFile(join(directory, destination, name)).catch(() => null);
      const end = text?.indexOf(0x0a) ?? -1;
      return text === null || end < 0 ? null : text.subarray(end + 1);
    },
    async expire() {
      const destinations = await readdir(directory).catch(() => []);
      await Promise.all(destinations.map(expire));
    },
    forget: (destination) => rm(join(directory, destination), { recursive: true, force: true }),
  };
}

/** null: nothing that was written here, or gone meanwhile. */
async function headOf(path: string, name: string): Promise<RejectedRequest | null> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytesMax), 0, headBytesMax, 0);
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
    return { ...Head.parse(JSON.parse(line)), name };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
