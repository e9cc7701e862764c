// Makes a program in the user's cache, once for what it is made of, and finds it there the next time. Knows no program.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

type Program = {
  /** What is told while it is made. */
  title: string;
  /** Another text, another program. */
  madeOf: string;
  make(work: string): Promise<void>;
  /** What of the work is kept; all of it where it is ".". */
  kept: string;
  say(line: string): void;
};

/** Where it is kept; throws with the words of whoever could not make it. */
export async function buildOnce({ title, madeOf, make, kept, say }: Program): Promise<string> {
  const hash = createHash("sha256").update(madeOf).digest("hex").slice(0, 16);
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "outspan-interop");
  const target = path.join(cache, hash, kept === "." ? "" : path.basename(kept));
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, "building-"));
  try {
    say(`Building ${title} …`);
    const startedAt = Date.now();
    await make(work);
    if (kept !== ".") mkdirSync(path.dirname(target), { recursive: true });
    // Renamed at the end: a build that was broken off leaves nothing behind.
    renameSync(path.join(work, kept), target);
    say(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s: ${target}`);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export async function run(
  command: string,
  parameters: string[],
  cwd: string,
  more: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<void> {
  await output(command, parameters, cwd, more, signal);
}

/** What it wrote to its standard output; throws with its last words where it fails. */
export function output(
  command: string,
  parameters: string[],
  cwd: string,
  more: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...more },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal && { signal }),
    });
    let written = "";
    let words = "";
    const keep = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      written += chunk.toString();
      keep(chunk);
    });
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(written) : reject(new Error(`${path.basename(command)} ended with ${code}:\n${words}`)),
    );
  });
}
