// The copy that is taken of a database before an upgrade changes its tables: nobody has to think of it beforehand. A file
// beside SQLite's, a schema beside PostgreSQL's tables. The newest three are kept.
import { chmodSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import type { Database, Queries } from "#lib/db/client";
import { tableNames } from "#lib/db/tables";
import { fail, ok, type Result } from "#lib/result";

const keptMax = 3;

/** Outside every transaction: SQLite copies in none. Where it goes; null = there is no file (in memory). */
export async function copyFileBefore(database: Database, version: number): Promise<string | null> {
  const found = await sql<{ name: string; file: string }>`pragma database_list`.execute(database.kysely);
  const file = found.rows.find(({ name }) => name === "main")?.file ?? "";
  if (file === "") return null;
  const folder = dirname(file);
  const target = join(folder, `outspan-before-${version}.db`);
  await copyDatabaseFile(database, target);
  const copies = readdirSync(folder).flatMap((name) => numbered(/^outspan-before-(\d+)\.db$/, name));
  for (const { name } of outdated(copies)) rmSync(join(folder, name), { force: true });
  return target;
}

/** Whole or not at all, readable by its owner alone; what stood there is replaced. Writers may go on meanwhile. */
export async function copyDatabaseFile({ kysely }: Database, target: string): Promise<void> {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  const mask = process.umask(0o077);
  try {
    await sql`vacuum into ${part}`.execute(kysely);
  } finally {
    process.umask(mask);
  }
  chmodSync(part, 0o600);
  renameSync(part, target);
}

/** In the transaction of the upgrade: the copy is there when the upgrade is. Our own tables alone. */
export async function copySchemaBefore(transaction: Queries, version: number): Promise<Result<string>> {
  const schema = `outspan_before_${version}`;
  const allowed = await mayMakeSchema(transaction);
  if (!allowed.ok) return allowed;
  await sql`drop schema if exists ${sql.ref(schema)} cascade`.execute(transaction);
  await sql`create schema ${sql.ref(schema)}`.execute(transaction);
  const tables = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = current_schema() order by tablename`.execute(transaction);
  for (const { name } of tables.rows.filter((table) => tableNames.includes(table.name))) {
    await sql`create table ${sql.ref(`${schema}.${name}`)} as table ${sql.ref(name)}`.execute(transaction);
  }
  const schemas = await sql<{ name: string }>`select nspname as name from pg_namespace`.execute(transaction);
  const copies = schemas.rows.flatMap(({ name }) => numbered(/^outspan_before_(\d+)$/, name));
  for (const { name } of outdated(copies)) {
    await sql`drop schema ${sql.ref(name)} cascade`.execute(transaction);
  }
  return ok(schema);
}

async function mayMakeSchema(queries: Queries): Promise<Result<void>> {
  const asked = await sql<{ database: string; role: string; may: boolean }>`
    select quote_ident(current_database()) as database, quote_ident(current_user) as role,
      has_database_privilege(current_database(), 'CREATE') as may`.execute(queries);
  const [{ database, role, may } = { database: "", role: "", may: false }] = asked.rows;
  if (may) return ok(undefined);
  return fail(
    "unavailable",
    `Before the upgrade its tables are copied into a schema of their own, which ${role} may not make: GRANT CREATE ON DATABASE ${database} TO ${role}, then start again (nothing has changed)`,
  );
}

function numbered(pattern: RegExp, name: string): { name: string; version: number }[] {
  const [, digits] = pattern.exec(name) ?? [];
  return digits === undefined ? [] : [{ name, version: Number(digits) }];
}

function outdated<T extends { version: number }>(copies: readonly T[]): T[] {
  return copies.toSorted((one, other) => other.version - one.version).slice(keptMax);
}
