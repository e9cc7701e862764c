// The names of the files in a directory of the log. A directory among them is none of ours: one that has a name which a file will
// have goes out of its way, and is not looked into.
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

export function ownNames(directory: string, isOwn: (name: string) => boolean): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory() && isOwn(entry.name)) putAside(join(directory, entry.name));
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

function putAside(path: string): void {
  try {
    renameSync(path, `${path}.aside`);
  } catch {
    // It stays: at worst, what would have its name is refused.
  }
}
