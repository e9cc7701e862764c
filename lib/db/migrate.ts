// Brings the tables to what this code needs: forwards only, at start, one instance at a time, all or nothing.
import { sql } from "kysely";
import type { Database, Queries } from "#lib/db/client";
import { copyFileBefore, copySchemaBefore } from "#lib/db/copy-before";
import { first } from "#lib/db/migrations/001-first";
import { delivery } from "#lib/db/migrations/002-delivery";
import { people } from "#lib/db/migrations/003-people";
import { keys } from "#lib/db/migrations/004-keys";
import { secrets } from "#lib/db/migrations/005-secrets";
import { revisions } from "#lib/db/migrations/006-revisions";
import { audit } from "#lib/db/migrations/007-audit";
import { nodes } from "#lib/db/migrations/008-nodes";
import { secretRevisions } from "#lib/db/migrations/009-secret-revisions";
import { provisioned } from "#lib/db/migrations/010-provisioned";
import { fail, ok, type Result } from "#lib/result";

const migrations = [
  { version: 1, name: "first", up: first },
  { version: 2, name: "delivery", up: delivery },
  { version: 3, name: "people", up: people },
  { version: 4, name: "keys", up: keys },
  { version: 5, name: "secrets", up: secrets },
  { version: 6, name: "revisions", up: revisions },
  { version: 7, name: "audit", up: audit },
  { version: 8, name: "nodes", up: nodes },
  { version: 9, name: "secret-revisions", up: secretRevisions },
  { version: 10, name: "provisioned", up: provisioned },
];

/** Any constant that no other program on the same PostgreSQL database uses: "outspan" in ASCII. */
const advisoryLock = "0x6f75747370616e";

/**
 * Returns the versions applied now; of what there was before, a copy is taken first. Fails with one clear line where the tables are
 * newer than this code.
 */
export async function migrate(database: Database, now: Date): Promise<Result<number[]>> {
  if (database.kind === "sqlite") {
    await makeMigrationTable(database.kysely);
    const before = pendingOf(await appliedVersions(database.kysely));
    if (before.ok && before.data.copyAs !== null) await copyFileBefore(database, before.data.copyAs);
  }
  return database.kysely.transaction().execute(async (transaction): Promise<Result<number[]>> => {
    if (database.kind === "postgres") {
      await sql`select pg_advisory_xact_lock(${sql.raw(BigInt(advisoryLock).toString())})`.execute(transaction);
    }
    await makeMigrationTable(transaction);
    const pending = pendingOf(await appliedVersions(transaction));
    if (!pending.ok) return pending;
    const { copyAs, steps } = pending.data;
    if (copyAs !== null && database.kind === "postgres") {
      const copied = await copySchemaBefore(transaction, copyAs);
      if (!copied.ok) return copied;
    }
    for (const { version, name, up } of steps) {
      await up(transaction, database.kind, now);
      await transaction.insertInto("migration").values({ version, name, appliedAt: now.toISOString() }).execute();
    }
    return ok(steps.map((migration) => migration.version));
  });
}

async function makeMigrationTable(queries: Queries): Promise<void> {
  await queries.schema
    .createTable("migration")
    .ifNotExists()
    .addColumn("version", "integer", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("appliedAt", "text", (column) => column.notNull())
    .execute();
}

async function appliedVersions(queries: Queries): Promise<number[]> {
  const rows = await queries.selectFrom("migration").select("version").execute();
  return rows.map(({ version }) => version);
}

type Pending = {
  steps: typeof migrations;
  /** The version that a copy is named after; null = there is nothing to copy, or nothing to do. */
  copyAs: number | null;
};

function pendingOf(applied: readonly number[]): Result<Pending> {
  const newest = Math.max(0, ...applied);
  const known = migrations.at(-1)?.version ?? 0;
  if (newest > known) {
    return fail(
      "unavailable",
      `The database was written by a newer Outspan (schema ${newest}, this one knows ${known}): start that version, or restore a backup made before it`,
    );
  }
  const steps = migrations.filter(({ version }) => !applied.includes(version));
  return ok({ steps, copyAs: applied.length > 0 ? (steps.at(-1)?.version ?? null) : null });
}
