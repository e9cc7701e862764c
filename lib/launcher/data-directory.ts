// Makes the data directory, closes it to others and takes it for this instance alone.
// Knows nothing of what is stored there, but for the name of the lock.
import { accessSync, chmodSync, constants, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { instanceLock, type Lock, lockFile } from "#lib/data-lock";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";

/** The launcher before this one may still be going: its children end within a second. */
const waitMs = 500;

export async function takeDataDirectory(path: string): Promise<Result<Lock>> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!statSync(path).isDirectory()) {
      return fail("invalid", `OUTSPAN_DATA_DIR ${path} is not a directory`);
    }
    closeToOthers(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const lock = await lockFile(join(path, instanceLock), waitMs);
    return lock === null
      ? fail("conflict", `another Outspan is running on the data directory ${path}; stop it, or set OUTSPAN_DATA_DIR`)
      : ok(lock);
  } catch (error) {
    return fail("invalid", `OUTSPAN_DATA_DIR ${path} cannot be used: ${reasonOf(error)}`);
  }
}

/** Only a directory that is ours: a shared one that was named by mistake (/tmp) keeps its mode. */
function closeToOthers(path: string): void {
  if ((statSync(path).mode & 0o077) === 0) return;
  const names = readdirSync(path).filter((name) => name !== "lost+found");
  const isOurs = names.length === 0 || names.includes(instanceLock);
  try {
    if (isOurs) {
      chmodSync(path, 0o700);
      return;
    }
  } catch {
    // Not the owner: usable all the same, and said below.
  }
  log.warn("The data directory is open to other users of this machine", { path });
}

const reasons: Record<string, string> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "it is read-only",
  ENOSPC: "no space left",
  ENOTDIR: "a part of the path is not a directory",
  EEXIST: "it is not a directory",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
