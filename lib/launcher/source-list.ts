// Says whether the build in .next was made from the source that lies here. Reads files, builds nothing.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

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

/**
 * Names, sizes and checksums of all sources below `root`, a line each. CRC-32, because nobody
 * forges a source to fool their own launcher, and node:crypto alone costs an idle launcher 2 MB.
 */
export function sourceList(root: string): string {
  return sources
    .flatMap((source) => filesOf(root, source))
    .sort()
    .map((path) => {
      const content = readFileSync(join(root, path));
      return `${path} ${content.length} ${crc32(content)}\n`;
    })
    .join("");
}

/** The list that the build was made from; null without a build. */
export function builtList(root: string): string | null {
  const path = join(root, markerPath);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

export function isBuilt(root: string): boolean {
  const built = builtList(root);
  return built !== null && built === sourceList(root);
}

function filesOf(root: string, path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute) || apart.includes(path) || /\.test\.tsx?$|\/testing$/.test(path)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute).flatMap((name) => filesOf(root, `${path}/${name}`));
}
