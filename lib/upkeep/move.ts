// A SQLite installation into an empty PostgreSQL database: all rows in one transaction, compared before it is committed. The source is
// only read; what cuts it off leaves nothing behind, so that it can be run again.
import type { Database } from "#lib/db/client";
import { openDatabase } from "#lib/db/client";
import { copyTables, differingTable } from "#lib/db/copy-tables";
import { findInstanceFact } from "#lib/db/instance";
import { keyFact } from "#lib/db/key-lock";
import { migrate } from "#lib/db/migrate";
import type { Env } from "#lib/env";
import { fail, ok, type Result } from "#lib/result";
import { openStore } from "#lib/store";

export type Moved = {
  /** By table. */
  rows: Record<string, number>;
  /** An earlier run had done it: this one only compared. */
  wasThere: boolean;
};

/** The caller holds the data directory. `told` is called now and then, `reached` before the commit and after it. */
export async function moveToPostgres(
  env: Env,
  url: string,
  now: Date,
  told: (table: string, rows: number) => void,
  reached: (step: "copied" | "committed") => void = () => {},
): Promise<Result<Moved>> {
  if (env.databaseUrl !== null) return fail("conflict", "DATABASE_URL is set: this Outspan is on PostgreSQL already");
  const opened = await openStore(env, now);
  if (!opened.ok) return opened;
  const source = opened.data.database;
  const target = openDatabase({ kind: "postgres", url }, () => {});
  try {
    const migrated = await migrate(target, now);
    if (!migrated.ok) return migrated;
    return await fill(source, target, told, reached);
  } catch (error) {
    return fail("unavailable", `PostgreSQL: ${error instanceof Error ? error.message : "unknown"}`);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

async function fill(
  source: Database,
  target: Database,
  told: (table: string, rows: number) => void,
  reached: (step: "copied" | "committed") => void,
): Promise<Result<Moved>> {
  const mark = await findInstanceFact(target, keyFact);
  if (mark !== null || (await isUsed(target))) return again(source, target, mark);
  const moved = await target.kysely.transaction().execute(async (transaction): Promise<Result<Moved>> => {
    const rows = await copyTables(source, transaction, told);
    const table = await differingTable(source, transaction);
    if (table !== null) throw new Error(`the rows of "${table}" did not arrive as they are; nothing was kept`);
    reached("copied");
    return ok({ rows, wasThere: false });
  });
  reached("committed");
  return moved;
}

/** Cut off after the commit, or run twice: the same key and the same rows. */
async function again(source: Database, target: Database, mark: string | null): Promise<Result<Moved>> {
  const isSame = mark !== null && mark === (await findInstanceFact(source, keyFact));
  if (isSame && (await differingTable(source, target.kysely)) === null) return ok({ rows: {}, wasThere: true });
  return fail("conflict", "The PostgreSQL database is not empty: name an empty one");
}

async function isUsed({ kysely }: Database): Promise<boolean> {
  for (const table of ["user", "destination", "audit"] as const) {
    if ((await kysely.selectFrom(table).selectAll().limit(1).executeTakeFirst()) !== undefined) return true;
  }
  return false;
}
