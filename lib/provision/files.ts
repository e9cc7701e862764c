// The file system as the configuration file and what it refers to are read through it. Waits for nobody: a pipe or a device is refused,
// and of a file no more is read than may be in it.
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Files } from "#lib/provision/provisioner";

/** More than is allowed anywhere, so that too much is told as that. */
const readMax = 4 * 1024 * 1024 + 1;

export const files: Files = {
  read(path) {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = fstatSync(descriptor);
      if (!found.isFile() && !found.isDirectory()) throw Object.assign(new Error("No plain file"), { code: "ENOTREG" });
      return readUpTo(descriptor, readMax).toString("utf8");
    } finally {
      closeSync(descriptor);
    }
  },
  mark(path) {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  },
};

/** What its size says is not to be trusted: it may grow, and below /proc it is 0. */
function readUpTo(descriptor: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length < most; ) {
    const chunk = Buffer.alloc(Math.min(65_536, most - length));
    const count = readSync(descriptor, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}
