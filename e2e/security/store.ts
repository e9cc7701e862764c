// The database that the product is looked at with: its own file, or a real PostgreSQL, an empty database for each Outspan that starts.
// What lies in that database is searched as the files of the data directory are.
import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { setup } from "#e2e/postgres-setup";
import type { Ledger } from "#e2e/security/ledger";
import type { DatabaseLocation } from "#lib/db/client";
import { newLocation } from "#lib/db/testing/databases";

export type Stored = Outspan & { location: DatabaseLocation };
export type Start = (environment: Record<string, string>) => Promise<Stored>;
export type StoreKind = "sqlite" | "postgres";

export async function openStore(kind: StoreKind): Promise<{ start: Start; close(): Promise<void> }> {
  if (kind === "sqlite") return { start: startOnFile, close: async () => {} };
  return { start: startOnPostgres, close: await setup() };
}

async function startOnFile(environment: Record<string, string>): Promise<Stored> {
  const outspan = await startOutspan(environment);
  return { ...outspan, location: { kind: "sqlite", file: path.join(outspan.dataDirectory, "outspan.db") } };
}

async function startOnPostgres(environment: Record<string, string>): Promise<Stored> {
  const { location, remove } = await newLocation("postgres");
  const url = location.kind === "postgres" ? location.url : "";
  const key = randomBytes(32).toString("base64");
  const outspan = await startOutspan({ OUTSPAN_SECRET_KEY: key, ...environment, DATABASE_URL: url });
  const stop = async () => {
    const code = await outspan.stop();
    await remove();
    return code;
  };
  return { ...outspan, location, stop };
}

/** Every row of every table as PostgreSQL writes it, in any schema that is ours. A file needs none: it is searched as it lies there. */
export async function rowsOf(location: DatabaseLocation): Promise<{ where: string; text: string }[]> {
  if (location.kind === "sqlite") return [];
  const client = new pg.Client({ connectionString: location.url });
  await client.connect();
  try {
    const tables = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const found: { where: string; text: string }[] = [];
    for (const { schema, name } of tables.rows) {
      const from = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${from} t`);
      found.push({ where: `table ${name}`, text: rows.map(({ row }) => row).join("\n") });
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Tables that stood empty would be searched in vain. */
export function stored(ledger: Ledger, tables: readonly { where: string; text: string }[]): void {
  ledger.about("the tables hold what was planted");
  for (const { where, text } of tables.filter((one) => /^table (?:secret|destination|apiKey|audit)$/.test(one.where)))
    ledger.check(text.length > 0, `${where} is empty: there was nothing to search`);
}
