// Where the engine's control socket lies: in the data directory, or, where that path is too long for a socket address, in a
// directory of this user below the temporary one. Says whether such a directory may be trusted; opens nothing.
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** A socket address holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const pathBytesMax = 100;

/** The same path for engine and console, from the data directory alone. */
export function socketPath(dataDirectory: string): string {
  const absolute = resolve(dataDirectory);
  const direct = join(absolute, "engine.sock");
  if (Buffer.byteLength(direct) <= pathBytesMax) return direct;
  const hash = createHash("sha256").update(absolute).digest("hex").slice(0, 16);
  const below = (directory: string) => join(directory, `outspan-${userId()}-${hash}`, "engine.sock");
  const temporary = below(tmpdir());
  return Buffer.byteLength(temporary) <= pathBytesMax ? temporary : below("/tmp");
}

/** Makes the socket's directory where it is missing. False where another user could have put it there. */
export function makeSocketDirectory(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return isTrusted(path);
}

/** A directory below the temporary one must be this user's own and closed to others: secrets go through that socket. */
export function isTrusted(path: string): boolean {
  if (!/^outspan-\d+-[0-9a-f]{16}$/.test(basename(dirname(path)))) return true;
  const directory = lstatSync(dirname(path), { throwIfNoEntry: false });
  if (directory === undefined) return true;
  return directory.isDirectory() && directory.uid === userId() && (directory.mode & 0o077) === 0;
}

function userId(): number {
  return process.getuid?.() ?? 0;
}
