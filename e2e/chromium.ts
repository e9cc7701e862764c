// Finds the Chromium that journeys and benches drive: one on the PATH, else Playwright's own.
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export const chromiumAdvice =
  "There is no Chromium: install one (Debian: apt-get install chromium) or run npx playwright install chromium";

/** null = there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const own = chromium.executablePath();
  return candidates.find(isExecutable) ?? (existsSync(own) ? own : null);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Quiet, and without the sandbox only where Chromium refuses to start with it (as root). */
export function chromiumFlags(): string[] {
  const quiet = ["--disable-quic", "--disable-background-networking"];
  return process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet;
}
