// Opens the console's database: a SQLite file, or PostgreSQL where DATABASE_URL says so. The same queries run on both.
// Knows no table's meaning and starts nothing: migrate.ts makes the tables.
import { Kysely, PostgresAdapter, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import { sqliteDialect } from "#lib/db/sqlite";
import type { Tables } from "#lib/db/tables";

export type Database = {
  kind: "sqlite" | "postgres";
  kysely: Kysely<Tables>;
  close(): Promise<void>;
};

/** A read, alone or inside a transaction. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

export function isPostgres(queries: Queries): boolean {
  return queries.getExecutor().adapter instanceof PostgresAdapter;
}

export type DatabaseLocation = { kind: "sqlite"; file: string } | { kind: "postgres"; url: string };

/** One statement on one connection of PostgreSQL; its rows. */
export type Ask = (text: string, values?: string[]) => Promise<Record<string, unknown>[]>;

/** `onConnection`: before anything else uses a new connection of PostgreSQL; where it throws, so does who wanted the connection. */
export function openDatabase(
  location: DatabaseLocation,
  onError: (error: Error) => void,
  onConnection: (ask: Ask) => Promise<void> = async () => {},
): Database {
  const dialect =
    location.kind === "sqlite" ? sqliteDialect(location.file) : postgresDialect(location.url, onError, onConnection);
  const kysely = new Kysely<Tables>({ dialect });
  return { kind: location.kind, kysely, close: () => kysely.destroy() };
}

function postgresDialect(
  url: string,
  onError: (error: Error) => void,
  onConnection: (ask: Ask) => Promise<void>,
): PostgresDialect {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, types: numbers },
    onConnect(client) {
      // One that breaks between two statements of a transaction fails the next one; without a listener it would end us.
      client.on("error", () => {});
      return onConnection(async (text, values) => (await client.query(text, values)).rows);
    },
  });
  // An idle connection that breaks (a restarted server) is replaced by the pool; without a listener it would end us.
  pool.on("error", onError);
  return new PostgresDialect({ pool });
}

/** int8 as a number: the only ones here are counts and row ids, far below 2^53. */
const numbers = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.INT8) return Number;
    return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
  },
};
