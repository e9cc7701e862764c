// Every row of one database into another of the same schema, SQLite to PostgreSQL, and a comparison row by row. Knows types of
// columns and no table's meaning.
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Database, Queries } from "#lib/db/client";
import { type Tables, tableNames } from "#lib/db/tables";

/** What belongs to a database and not to what is stored there. */
const own = ["migration", "node", "lease", "nodeOrder"];
const pageMax = 500;

type Column = { name: string; type: string };
type Table = { name: string; columns: Column[]; key: string[] };
type Row = Record<string, unknown>;
/** One transaction on the target for all of it. */
type Target = Transaction<Tables>;

/** Rows by table. `told` is called now and then. */
export async function copyTables(
  source: Database,
  target: Target,
  told: (table: string, rows: number) => void,
): Promise<Record<string, number>> {
  const tables = await tablesOf(target);
  for (const { name } of tables.toReversed()) {
    // Nobody deletes from the audit; an empty one needs it not.
    if (name !== "audit") await sql`delete from ${sql.table(name)}`.execute(target);
  }
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table.name] = 0;
    for await (const rows of pages(source.kysely, table, "sqlite")) {
      await insert(target, table, rows);
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      told(table.name, counts[table.name] ?? 0);
    }
    await continueSequences(target, table);
  }
  return counts;
}

/** The first table that differs, null = every row of every table is the same. */
export async function differingTable(source: Database, target: Queries): Promise<string | null> {
  for (const table of await tablesOf(target)) {
    const [here, there] = [rowsOf(source.kysely, table, "sqlite"), rowsOf(target, table, "postgres")];
    for (;;) {
      const [one, other] = [await here.next(), await there.next()];
      if (one.done !== other.done) return table.name;
      if (one.done) break;
      if (one.value !== other.value) return table.name;
    }
  }
  return null;
}

/** Ours alone, those that others refer to first. */
async function tablesOf(target: Queries): Promise<Table[]> {
  const columns = await sql<{ table: string; name: string; type: string }>`
    select table_name as "table", column_name as name, data_type as type from information_schema.columns
    where table_schema = current_schema() order by table_name, ordinal_position`.execute(target);
  const keys = await sql<{ table: string; name: string }>`
    select c.relname as "table", a.attname as name from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    join lateral unnest(i.indkey) with ordinality as k(number, place) on true
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
    where i.indisprimary and n.nspname = current_schema() order by c.relname, k.place`.execute(target);
  const references = await sql<{ table: string; other: string }>`
    select c.relname as "table", r.relname as other from pg_constraint f
    join pg_class c on c.oid = f.conrelid join pg_class r on r.oid = f.confrelid
    join pg_namespace n on n.oid = c.relnamespace
    where f.contype = 'f' and n.nspname = current_schema()`.execute(target);
  const names = [...new Set(columns.rows.map(({ table }) => table))].filter(
    (name) => tableNames.includes(name) && !own.includes(name),
  );
  const othersOf = (name: string) => references.rows.filter(({ table }) => table === name).map(({ other }) => other);
  return inOrder(names, othersOf).map((name) => ({
    name,
    columns: columns.rows.filter(({ table }) => table === name),
    key: keys.rows.filter(({ table }) => table === name).map((one) => one.name),
  }));
}

function inOrder(names: readonly string[], othersOf: (name: string) => string[]): string[] {
  const ordered: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (ordered.includes(name) || path.includes(name)) return;
    for (const other of othersOf(name)) visit(other, [...path, name]);
    ordered.push(name);
  };
  for (const name of names) visit(name, []);
  return ordered;
}

/** By the key, in the order of its bytes on both, a page at a time. */
async function* pages(queries: Queries, table: Table, kind: Database["kind"]): AsyncGenerator<Row[]> {
  const ordered = table.key.map((name) => {
    const isText = table.columns.find((column) => column.name === name)?.type === "text";
    return kind === "postgres" && isText ? sql`${sql.ref(name)} collate "C"` : sql`${sql.ref(name)}`;
  });
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  let last: Row | undefined;
  do {
    const after = last;
    const behind: RawBuilder<unknown> =
      after === undefined
        ? sql`1 = 1`
        : sql`(${sql.join(ordered)}) > (${sql.join(table.key.map((name) => sql`${after[name]}`))})`;
    const page = await sql<Row>`select ${columns} from ${sql.table(table.name)} where ${behind}
      order by ${sql.join(ordered)} limit ${sql.lit(pageMax)}`.execute(queries);
    if (page.rows.length > 0) yield page.rows;
    last = page.rows.length < pageMax ? undefined : page.rows.at(-1);
  } while (last !== undefined);
}

async function* rowsOf(queries: Queries, table: Table, kind: Database["kind"]): AsyncGenerator<string> {
  for await (const rows of pages(queries, table, kind)) {
    for (const row of rows) yield JSON.stringify(table.columns.map((column) => comparable(column, row[column.name])));
  }
}

async function insert(target: Queries, { name, columns }: Table, rows: readonly Row[]): Promise<void> {
  const values = rows.map(
    (row) => sql`(${sql.join(columns.map((column) => sql`${stored(column, row[column.name])}`))})`,
  );
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  await sql`insert into ${sql.table(name)} (${names}) values ${sql.join(values)}`.execute(target);
}

/** better-auth's times and flags: text and 0 or 1 on SQLite. */
function stored({ type }: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === "boolean") return Boolean(value);
  if (type.startsWith("timestamp")) return new Date(String(value)).toISOString();
  return value;
}

function comparable({ type }: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === "boolean") return Boolean(value);
  if (type.startsWith("timestamp")) return new Date(value instanceof Date ? value : String(value)).toISOString();
  return typeof value === "bigint" ? Number(value) : value;
}

/** The next number that the database hands out is behind the greatest that came along. */
async function continueSequences(target: Queries, { name, columns }: Table): Promise<void> {
  for (const column of columns.filter(({ type }) => ["bigint", "integer"].includes(type))) {
    const table = `"${name}"`;
    const found = await sql<{ sequence: string | null }>`
      select pg_get_serial_sequence(${table}, ${column.name}) as sequence`.execute(target);
    const sequence = found.rows[0]?.sequence;
    if (sequence === null || sequence === undefined) continue;
    await sql`select setval(${sequence}, greatest(1, coalesce(max(${sql.ref(column.name)}), 0)),
      max(${sql.ref(column.name)}) is not null) from ${sql.table(name)}`.execute(target);
  }
}
