// Brings the tables to what this code needs: forwards only, at start, one instance at a time, all or nothing.
import { sql } from "kysely";
import type { Database } from "#lib/db/client";
import { first } from "#lib/db/migrations/001-first";
import { delivery } from "#lib/db/migrations/002-delivery";
import { fail, ok, type Result } from "#lib/result";

const migrations = [
  { version: 1, name: "first", up: first },
  { version: 2, name: "delivery", up: delivery },
];

/** Any constant that no other program on the same PostgreSQL database uses: "outspan" in ASCII. */
const advisoryLock = "0x6f75747370616e";

/** Returns the versions applied now. Fails with one clear line where the tables are newer than this code. */
export function migrate(database: Database, now: Date): Promise<Result<number[]>> {
  return database.kysely.transaction().execute(async (transaction): Promise<Result<number[]>> => {
    if (database.kind === "postgres") {
      await sql`select pg_advisory_xact_lock(${sql.raw(BigInt(advisoryLock).toString())})`.execute(transaction);
    }
    await transaction.schema
      .createTable("migration")
      .ifNotExists()
      .addColumn("version", "integer", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("appliedAt", "text", (column) => column.notNull())
      .execute();
    const applied = await transaction.selectFrom("migration").select("version").orderBy("version").execute();
    const newest = applied.at(-1)?.version ?? 0;
    const known = migrations.at(-1)?.version ?? 0;
    if (newest > known) {
      return fail(
        "unavailable",
        `The database was written by a newer Outspan (schema ${newest}, this one knows ${known}): start that version, or restore a backup made before it`,
      );
    }
    const pending = migrations.filter((migration) => migration.version > newest);
    for (const { version, name, up } of pending) {
      await up(transaction, database.kind, now);
      await transaction.insertInto("migration").values({ version, name, appliedAt: now.toISOString() }).execute();
    }
    return ok(pending.map((migration) => migration.version));
  });
}
