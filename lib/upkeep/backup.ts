// A copy of an installation on SQLite while it runs: the database as of one moment, and the key that opens its secrets. Not the
// telemetry that waits: whoever started the copy would deliver it a second time.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { copyDatabaseFile } from "#lib/db/copy-before";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";
import { keyFile } from "#lib/sealing-key";
import { openStoreAsItIs } from "#lib/store";

export type Backup = { files: string[] /** false: the key is in the environment. */; hasKey: boolean };

/** `folder` is made, or must be empty. Nothing is brought up to date: the version that runs may be older than this one. */
export async function backUp(env: Env, folder: string): Promise<Result<Backup>> {
  if (env.databaseUrl !== null) {
    return fail("invalid", "The database is PostgreSQL: copy it with pg_dump, and keep OUTSPAN_SECRET_KEY");
  }
  const made = makeFolder(folder);
  if (!made.ok) return made;
  const opened = await openStoreAsItIs(env);
  if (!opened.ok) return opened;
  const { database } = opened.data;
  try {
    await copyDatabaseFile(database, join(folder, "outspan.db"));
  } catch (error) {
    return fail("unavailable", `The copy could not be written: ${error instanceof Error ? error.message : "unknown"}`);
  } finally {
    await database.close();
  }
  const hasKey = env.secretKey === null;
  if (hasKey) copyFileSync(keyFile(env), join(folder, "secret.key"));
  return ok({ files: hasKey ? ["outspan.db", "secret.key"] : ["outspan.db"], hasKey });
}

function makeFolder(folder: string): Result<void> {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      return fail("conflict", `${folder} is not empty: name a new directory`);
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return ok(undefined);
  } catch (error) {
    return fail("invalid", `${folder} cannot be used: ${error instanceof Error ? error.message : "unknown"}`);
  }
}
