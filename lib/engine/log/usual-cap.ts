// The cap of the telemetry log where nobody set one (api.md §1): a share of what the disk has for it. What the log holds already is a
// part of that, so that a restart takes nothing from a backlog. Knows no environment.
import { lstatSync, readdirSync, statfsSync } from "node:fs";
import { join } from "node:path";

const capMax = 4 * 2 ** 30;

/** Half of what is free or the log's own. `free`: bytes on the disk of the directory. */
export function usualCap(directory: string, free = freeBytes(directory)): number {
  const held = heldBytes(join(directory, "telemetry"));
  // Where others have filled the disk, no more is taken; what was taken stays.
  return Math.min(capMax, Math.max(held, Math.floor((free + held) / 2)));
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

function heldBytes(directory: string): number {
  return namesIn(directory).reduce((sum, name) => sum + fileBytes(join(directory, name)), 0);
}

/** None where the directory is not there yet. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}

function fileBytes(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : 0;
}
