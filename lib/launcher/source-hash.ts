// Says whether the build in .next was made from the source that lies here. Reads files, builds nothing.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a build is made of. */
const sources = [
  "app",
  "components",
  "lib",
  "public",
  "next.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
/** Rooms that no page can import (the import fences see to it). */
const apart = ["lib/bench", "lib/cli", "lib/console", "lib/launcher", "lib/sink"];

/** Inside .next, which a build empties first: a build that broke off leaves none. */
export const markerPath = ".next/outspan-source";

/** One hash over the names and contents of all sources below `root`. */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesOf(root, source)).sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

export function builtHash(root: string): string | null {
  const path = join(root, markerPath);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

export function isBuilt(root: string): boolean {
  const built = builtHash(root);
  return built !== null && built === sourceHash(root);
}

function filesOf(root: string, path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute) || apart.includes(path) || /\.test\.tsx?$/.test(path)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute).flatMap((name) => filesOf(root, `${path}/${name}`));
}
