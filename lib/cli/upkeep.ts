// The words of what an operator does to a whole installation: back it up, move it to PostgreSQL, give it another key. No line holds
// a key or a password.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { instanceLock, lockFile } from "#lib/data-lock";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";
import { keyFile } from "#lib/sealing-key";
import { backUp } from "#lib/upkeep/backup";
import { moveToPostgres } from "#lib/upkeep/move";
import { rotateKey } from "#lib/upkeep/rotate-key";

export async function backup(env: Env, to: string): Promise<Result<string[]>> {
  const there = hasDatabase(env);
  if (!there.ok && env.databaseUrl === null) return there;
  const folder = resolve(to);
  const done = await backUp(env, folder);
  if (!done.ok) return done;
  const { files, hasKey } = done.data;
  return ok([
    `${files.join(" and ")} lie in ${folder}.`,
    hasKey
      ? "Whoever has both can read the secrets: keep the copy as you keep the key."
      : "OUTSPAN_SECRET_KEY is not in it: keep it elsewhere, without it the secrets stay shut.",
    `To restore: OUTSPAN_DATA_DIR=${folder} npm start. Telemetry that waits is not in the copy: it is delivered by who received it.`,
  ]);
}

export async function move(env: Env, to: string): Promise<Result<string[]>> {
  return alone(env, async () => {
    const shown = { table: "", rows: 0 };
    const done = await moveToPostgres(env, to, new Date(), (table, rows) => {
      if (table === shown.table && rows - shown.rows < 50_000) return;
      Object.assign(shown, { table, rows });
      if (rows >= 50_000) console.log(`${table}: ${rows.toLocaleString("en")} rows so far`);
    });
    if (!done.ok) return done;
    const { rows, wasThere } = done.data;
    const counted = Object.entries(rows).filter(([, count]) => count > 0);
    return ok([
      wasThere
        ? "Everything is there already: compared row by row, nothing was written."
        : `Copied and compared, row by row: ${counted.map(([table, count]) => `${table} ${count}`).join(", ")}.`,
      env.secretKey === null
        ? `Now start with DATABASE_URL, and with OUTSPAN_SECRET_KEY set to the content of ${keyFile(env)}: the secrets are sealed with it.`
        : "Now start with DATABASE_URL and the same OUTSPAN_SECRET_KEY: the secrets are sealed with it.",
      `Keep ${env.dataDirectory} as the data directory: the telemetry that waits lies there. outspan.db in it is not used any more.`,
    ]);
  });
}

export async function rotate(env: Env): Promise<Result<string[]>> {
  return alone(env, async () => {
    const done = await rotateKey(env, new Date());
    if (!done.ok) return done;
    const { rows, unopened, sessions } = done.data;
    return ok([
      `Sealed with the new key: ${rows}. Sessions that ended: ${sessions}; everybody signs in again. Fingerprints of secrets are others now.`,
      ...(unopened > 0
        ? [`Did not open with the old key, and stay as they were: ${unopened}. Enter those secrets again.`]
        : []),
      env.secretKey === null
        ? `The new key lies in ${keyFile(env)}. Copies of the database from before need the old one.`
        : "Now set OUTSPAN_SECRET_KEY to the new key, on every node, and remove OUTSPAN_SECRET_KEY_NEXT. Copies of the database from before need the old one.",
    ]);
  });
}

/** Nobody else on the data directory meanwhile. */
async function alone<T>(env: Env, act: () => Promise<Result<T>>): Promise<Result<T>> {
  const there = hasDatabase(env);
  if (!there.ok && env.databaseUrl === null) return there;
  const lock = existsSync(env.dataDirectory) ? await lockFile(join(env.dataDirectory, instanceLock), 500) : "none";
  if (lock === null) {
    return fail("conflict", `Outspan is running on the data directory ${env.dataDirectory}: stop it first`);
  }
  try {
    return await act();
  } finally {
    if (lock !== "none") lock.release();
  }
}

function hasDatabase({ dataDirectory }: Env): Result<void> {
  return existsSync(join(dataDirectory, "outspan.db"))
    ? ok(undefined)
    : fail("not_found", `There is no Outspan in ${dataDirectory}: start it once, or set OUTSPAN_DATA_DIR`);
}
