// `npm run build`, and the launcher's first step: makes the build of this source, one at a time, showing progress.
// Knows nothing of what is built; ends with the launcher that started it.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { lockFile } from "#lib/data-lock";
import { onlyChild } from "#lib/launcher/only-child";
import { builtList, markerPath, sourceList } from "#lib/launcher/source-list";
import { trialRun } from "#lib/launcher/trial-run";

const root = join(import.meta.dirname, "../..");
/** The longest that another build on the same checkout may take. */
const waitMs = 5 * 60_000;
/** The longest that the trial run after it may take. */
const trialMs = 20_000;

const runChild = onlyChild();

// The IPC channel would keep it alive.
process.exit(await build());

async function build(): Promise<number> {
  const cache = join(root, ".cache");
  mkdirSync(cache, { recursive: true });
  const lock = await waitForTurn(join(cache, "build.lock"));
  if (lock === null) {
    console.error("Another build of this checkout does not end; stop it and start again");
    return 1;
  }
  const list = sourceList(root);
  if (builtList(root) === list) {
    console.log("The build is up to date");
    return 0;
  }
  const startedAt = performance.now();
  console.log("Building the console, once for this version (about 20 s)");
  const { code, output } = await nextBuild();
  if (code !== 0) {
    console.error(`${output}\nThe build failed; what it said stands above`);
    return 1;
  }
  writeFileSync(join(root, markerPath), list);
  await trialRun({ root, command: "npm", run: runChild, limitMs: trialMs });
  console.log(`Built in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return 0;
}

async function waitForTurn(path: string) {
  const lock = await lockFile(path, 0);
  if (lock !== null) return lock;
  console.log("Waiting for another build of this checkout");
  return await lockFile(path, waitMs);
}

function nextBuild(): Promise<{ code: number | null; output: string }> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = runChild(process.execPath, [next, "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (chunk: string) => {
    output += chunk;
    for (const line of chunk.split("\n")) {
      if (line.startsWith("✓")) console.log(` ${line.slice(1)}`);
    }
  };
  child.stdout?.setEncoding("utf8").on("data", collect);
  child.stderr?.setEncoding("utf8").on("data", collect);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}
