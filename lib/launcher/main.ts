// `npm start`: takes the data directory, builds what is not built, runs console and engine until told to stop. Knows
// processes only; the console reads the settings, which saves a third of our memory. stdout is for people, stderr for log
// lines and the one line that says why not.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { isatty } from "node:tty";
import { loadEnvFile } from "#lib/env-file";
import { takeDataDirectory } from "#lib/launcher/data-directory";
import { programs } from "#lib/launcher/programs";
import { serve } from "#lib/launcher/serve";
import { isBuilt } from "#lib/launcher/source-list";
import { fail, ok, type Result } from "#lib/result";

const root = join(import.meta.dirname, "../..");
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // npm passes on what the terminal sends too: the second of two is no news.
  process.on(signal, () => stopping.abort());
}
// A reader that went away (npm start | head) is no reason to stop.
// A terminal that is gone hangs up too: then it is time to end, and there is nobody to write to.
const hasTerminal = isatty(0);
const reload = Promise.withResolvers<() => void>();
process.on("SIGHUP", () => {
  if (hasTerminal && !isatty(0)) stopping.abort();
  else void reload.promise.then((send) => send());
});
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

loadEnvFile(root);

const served = await serve({
  ...programs(root, process.execPath, process.env),
  prepare,
  say: (line) => process.stdout.write(`${line}\n`),
  stopping: stopping.signal,
  onReload: reload.resolve,
});
if (!served.ok) process.stderr.write(`Outspan cannot start: ${served.error.message}\n`);
process.exit(served.ok ? 0 : 1);

async function prepare(dataDirectory: string): Promise<Result<void>> {
  const lock = await takeDataDirectory(dataDirectory);
  if (!lock.ok) return lock;
  if (isBuilt(root)) return ok(undefined);
  const code = await build();
  return code === 0 || stopping.signal.aborted ? ok(undefined) : fail("unavailable", "the build failed");
}

async function build(): Promise<number | null> {
  const child = spawn(process.execPath, [join(root, "lib/launcher/build.ts")], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  stopping.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const [code] = await once(child, "exit");
  return code;
}
