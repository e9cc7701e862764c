// `npm start`: reads the settings, takes the data directory, builds what is not built, runs console and engine until told
// to stop. Knows processes only. stdout is for people, stderr for log lines and for the one line that says why not.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Env, type Environment, environmentOf, readEnv } from "#lib/env";
import { takeDataDirectory } from "#lib/launcher/data-directory";
import { type Programs, serve } from "#lib/launcher/serve";
import { isBuilt } from "#lib/launcher/source-hash";
import { log } from "#lib/log";

const root = join(import.meta.dirname, "../..");
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // npm passes on what the terminal sends too: the second of two is no news.
  process.on(signal, () => stopping.abort());
}
// A reader that went away (npm start | head) is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.exit(await run());

async function run(): Promise<number> {
  const environment = environmentOf(root, process.env);
  const env = readEnv(environment);
  if (!env.ok) return refuse(env.error.message);
  if (env.data.unknown.length > 0)
    log.warn("Settings that Outspan does not know are ignored", { names: env.data.unknown });
  const lock = await takeDataDirectory(env.data.dataDirectory);
  if (!lock.ok) return refuse(lock.error.message);
  if (!isBuilt(root)) {
    const code = await build(environment);
    if (stopping.signal.aborted) return 0;
    if (code !== 0) return refuse("the build failed");
  }
  const served = await serve(programs(env.data, environment), stopping.signal, say);
  return served.ok ? 0 : refuse(served.error.message);
}

function programs(env: Env, environment: Environment): Programs {
  const shared = withoutOpenTelemetry({
    ...environment,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    OUTSPAN_DATA_DIR: env.dataDirectory,
  });
  // The engine gets what it needs over its socket.
  const { DATABASE_URL, OUTSPAN_SECRET_KEY, OUTSPAN_API_KEY, OUTSPAN_ADMIN_PASSWORD, ...withoutSecrets } = shared;
  const program = (name: string, script: string, own: Environment) => ({
    name,
    command: process.execPath,
    arguments: [...process.execArgv, join(root, script)],
    environment: () => own,
  });
  return {
    console: program("console", "lib/console/server.ts", shared),
    engine: program("engine", "lib/engine/main.ts", withoutSecrets),
  };
}

/** The stock exporters would add the headers of OUR environment to a destination's (a credential leak). */
function withoutOpenTelemetry(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("OTEL_EXPORTER_OTLP_")));
}

async function build(environment: Environment): Promise<number | null> {
  const child = spawn(process.execPath, [join(root, "lib/launcher/build.ts")], {
    env: { ...environment, NODE_ENV: "production" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  stopping.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const [code] = await once(child, "exit");
  return code;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(reason: string): number {
  process.stderr.write(`Outspan cannot start: ${reason}\n`);
  return 1;
}
