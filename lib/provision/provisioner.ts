// The configuration file for the lifetime of the console: applied at start, when it changes, and when asked. A wrong one at start is the
// end; later what runs goes on, and log and pages say why. Files and time come in as arguments.
import { basename, dirname, resolve } from "node:path";
import { log } from "#lib/log";
import { applyConfig, fileIdentity } from "#lib/provision/apply";
import { type Surroundings, whyUnread } from "#lib/provision/expand";
import { parseConfig } from "#lib/provision/parse";
import { lineOf, placed, problemLines } from "#lib/provision/place";
import { fail, ok, type Result } from "#lib/result";
import { type Runtime, undeleteMs } from "#lib/runtime";
import { unexpected } from "#lib/unexpected";

/** Both follow links, and throw as the file system does. `mark` differs where the file does: Kubernetes swaps a link. */
export type Files = { read: (path: string) => string; mark: (path: string) => string };

type Parts = {
  /** Absolute. */
  path: string;
  files: Files;
  environment: Surroundings["environment"];
  /** It ran before with some configuration, and goes on with that. */
  isRestart: boolean;
  lookEveryMs?: number;
};

export type Provisioner = { reload(): Promise<void>; stop(): Promise<void> };

export async function startProvisioning(runtime: Runtime, parts: Parts): Promise<Result<Provisioner>> {
  const { path, files, lookEveryMs = 1000 } = parts;
  const now = () => runtime.now().getTime();
  const markOf = () => {
    try {
      return files.mark(path);
    } catch (error) {
      return whyUnread(error);
    }
  };
  let applied = markOf();
  let seen = applied;
  let again: number | null = null;
  const load = async (): Promise<string[]> => {
    applied = markOf();
    const { problems, againInMs } = await apply(runtime, parts);
    again = againInMs === null ? null : now() + againInMs;
    return problems;
  };
  const first = await load();
  if (first.length > 0 && !parts.isRestart) return fail("invalid", first.join("\n"));
  tell(runtime, path, first);
  let running = Promise.resolve();
  const reload = () => {
    running = running.then(async () => {
      try {
        tell(runtime, path, await load());
      } catch (error) {
        // The database, most likely: asked again at the next look.
        unexpected(error, "The configuration file could not be applied", {});
        again = now() + retryMs;
      }
    });
    return running;
  };
  const timer = setInterval(() => {
    const mark = markOf();
    // Whoever writes it may not be done: it has to look the same twice.
    const isSettled = mark === seen;
    seen = mark;
    if ((mark !== applied && isSettled) || (again !== null && now() >= again)) void reload();
  }, lookEveryMs);
  timer.unref();
  return ok({
    reload,
    async stop() {
      clearInterval(timer);
      await running;
    },
  });
}

const retryMs = 10_000;
/** When a destination that left the file cannot come back any more. */
const laterMs = undeleteMs + 60_000;

/** The problems as lines for people. Those that the database has may end without the file: a name that somebody gives up. */
async function apply(
  runtime: Runtime,
  { path, files, environment }: Parts,
): Promise<{ problems: string[]; againInMs: number | null }> {
  const file = basename(path);
  const refused = (problems: string[]) => ({ problems, againInMs: null });
  let text: string;
  try {
    text = files.read(path);
  } catch (error) {
    return refused([`${path}:1: The file ${whyUnread(error)}`]);
  }
  const read = (named: string) => files.read(resolve(dirname(path), named));
  const { parsed, problems } = parseConfig(file, text, { environment, read });
  if (parsed === null) return refused(problemLines(path, problems));
  const { config, root } = parsed;
  const owner = { file, lineOf: (pointer: string) => lineOf(root, pointer) };
  const done = await applyConfig(runtime, fileIdentity(file), config, owner);
  if (done.changes.length > 0) log.info("The configuration file was applied", { file, changes: done.changes.length });
  const againInMs = done.problems.length > 0 ? retryMs : done.hasMoreLater ? laterMs : null;
  return { problems: problemLines(path, placed(root, done.problems)), againInMs };
}

/** In the log and for the pages; the next right file takes it back. */
function tell(runtime: Runtime, path: string, problems: string[]): void {
  const before = runtime.provisioning.problems;
  runtime.provisioning.problems = problems;
  if (problems.join() === before.join()) return;
  if (problems.length > 0) {
    log.error("The configuration file is wrong: what ran before goes on", { file: path, problems });
  } else log.info("The configuration file is right again", { file: path });
}
