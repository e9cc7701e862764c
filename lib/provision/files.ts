// The file system as the configuration file and what it refers to are read through it.
import { readFileSync, statSync } from "node:fs";
import type { Files } from "#lib/provision/provisioner";

export const files: Files = {
  read: (path) => readFileSync(path, "utf8"),
  mark(path) {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  },
};
