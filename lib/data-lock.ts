// One holder at a time for a directory of state: an exclusive SQLite transaction on a lock file. The kernel frees it with the
// process, kill -9 included, where a pid file would lie. Knows nothing of who holds it or why.
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** Held in a data directory by the one Outspan, or the one command, that works on it. */
export const instanceLock = "outspan.lock";

export type Lock = { release(): void };

const pollMs = 25;
const sqliteBusy = 5;

/** Held locks are referenced here: a collected database handle would free its lock. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock at `path`, waiting up to `waitMs` for its holder to end. `null` = still held by another.
 * Throws where the file cannot be opened at all (no directory, no permission).
 */
export async function lockFile(path: string, waitMs: number): Promise<Lock | null> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== null) return lock;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return null;
    await sleep(Math.min(pollMs, leftMs));
  }
}

function tryLock(path: string): Lock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  keepPrivate(path);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/** By path and never by opening it: closing a second handle would free SQLite's locks on the file. */
function keepPrivate(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch {
    // Of another owner, or on a file system without modes: then the directory is what protects it.
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}
