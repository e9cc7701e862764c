// A file system of its own (tmpfs) of a few mebibytes, for a data directory that is to be filled. Mounting needs root.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Unmounts it behind `use`. null: no file system can be mounted here. */
export async function onSmallDisk<T>(mebibytes: number, use: (directory: string) => Promise<T>): Promise<T | null> {
  const directory = mkdtempSync(path.join(tmpdir(), "outspan-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", directory], { stdio: "ignore" });
  } catch {
    rmdirSync(directory);
    return null;
  }
  try {
    return await use(directory);
  } finally {
    execFileSync("umount", [directory]);
    rmdirSync(directory);
  }
}
