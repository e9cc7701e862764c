// PostgreSQL's own programs where a machine has them, and a server of the same version: pg_dump refuses a newer one, and the npm
// package that the other tests run on carries no pg_dump.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { freePort } from "#e2e/postgres-setup";

export type PostgresPrograms = {
  /** Runs pg_dump or pg_restore; its exit code and what it complained of. */
  run(program: "pg_dump" | "pg_restore", args: readonly string[]): Promise<{ code: number; complaint: string }>;
  start(): Promise<{ urlOf(database: string): string; stop(): Promise<void> }>;
};

const programs = ["pg_dump", "pg_restore", "initdb", "postgres"];
const debian = "/usr/lib/postgresql";

/** null = this machine has them not, or nobody whom a server may run as. */
export function findPostgresPrograms(): PostgresPrograms | null {
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  const folders = [...(process.env.PATH ?? "").split(":"), ...versions.toSorted().toReversed()];
  // The real ones beside each other: a wrapper in the PATH may choose another version.
  const folder = folders.find((one) => programs.every((name) => existsSync(join(one, name))));
  const owner = ownerOfServer();
  if (folder === undefined || owner === null) return null;
  return { run: (program, args) => run(join(folder, program), args), start: () => start(folder, owner) };
}

type Owner = { uid?: number; gid?: number };

/** PostgreSQL refuses to run as root. */
function ownerOfServer(): Owner | null {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { stdio: "pipe" }));
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    return null;
  }
}

async function run(program: string, args: readonly string[]): Promise<{ code: number; complaint: string }> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, "close");
  return { code, complaint };
}

async function start(folder: string, owner: Owner) {
  const data = mkdtempSync(join(tmpdir(), "outspan-pg-programs-"));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(data, owner.uid, owner.gid);
  const as = { ...owner, cwd: data, stdio: "ignore" as const };
  const initdb = ["-D", data, "-U", "outspan", "--auth=trust", "--encoding=UTF8", "--no-sync"];
  execFileSync(join(folder, "initdb"), initdb, as);
  const port = await freePort();
  const only = ["-c", "fsync=off", "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1"];
  const server = spawn(join(folder, "postgres"), ["-D", data, "-p", String(port), ...only], as);
  const urlOf = (database: string) => `postgres://outspan@127.0.0.1:${port}/${database}`;
  await answers(urlOf("postgres"));
  return {
    urlOf,
    async stop() {
      server.kill("SIGINT");
      if (server.exitCode === null) await once(server, "exit");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Until the test's own limit. */
async function answers(url: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch {
      await wait(50);
    }
  }
}
