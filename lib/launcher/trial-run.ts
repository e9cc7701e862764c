// Starts and stops what was built once, on a directory that is thrown away, so that the first real start is as fast and as
// small as every later one: its compiled code lies in the cache. A build without this is a good build too.
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export type Trial = {
  root: string;
  command: string;
  run: (command: string, parameters: string[], options: SpawnOptions) => ChildProcess;
  /** The longest that it may take. */
  limitMs: number;
};

/** Present and empty, so that an `.env` does not set them: it is nobody's database that is tried, and no address but this. */
const unset = [
  "DATABASE_URL",
  "OUTSPAN_HOST",
  "OUTSPAN_URL",
  "OUTSPAN_SECRET_KEY",
  "OUTSPAN_ADMIN_EMAIL",
  "OUTSPAN_ADMIN_PASSWORD",
  "OUTSPAN_API_KEY",
  "OUTSPAN_TRUSTED_PROXIES",
];

/** Resolves when it has ended, however. */
export async function trialRun({ root, command, run, limitMs }: Trial): Promise<void> {
  // In the checkout: what a killed build leaves there is cleared by the next.
  const directory = join(root, ".cache/trial");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const child = run(command, ["start", "--silent", "--ignore-scripts"], {
    cwd: root,
    env: {
      ...Object.fromEntries(unset.map((name) => [name, ""])),
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      PORT: "0",
      OUTSPAN_OTLP_HTTP: "off",
      OUTSPAN_OTLP_GRPC: "off",
      OUTSPAN_DATA_DIR: directory,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const stop = setTimeout(() => child.kill("SIGTERM"), limitMs);
  child.stdout?.setEncoding("utf8");
  openSetUp(child);
  await new Promise((resolve) => {
    child.once("close", resolve);
    // No npm on the PATH: no trial run.
    child.once("error", resolve);
  });
  clearTimeout(stop);
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** One page, then it has seen all it needs to. */
function openSetUp(child: ChildProcess): void {
  let output = "";
  child.stdout?.on("data", async (chunk: string) => {
    output += chunk;
    const link = /http\S+\/setup\S+(?=\n)/.exec(output)?.[0];
    if (link === undefined) return;
    output = "";
    await fetch(link).then(
      (page) => page.text(),
      () => "",
    );
    child.kill("SIGTERM");
  });
}
