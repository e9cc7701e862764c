// Takes turns at a table: what is looked at there stays so until the commit. For what is looked at before it is written.
import { sql } from "kysely";
import { isPostgres, type Queries } from "#lib/db/client";

/** Inside a transaction. Others read on, writers wait. SQLite has one writer anyway. Of several, in the order of this union. */
export async function lockTable(queries: Queries, table: "user" | "token" | "apiKey"): Promise<void> {
  if (isPostgres(queries)) await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(queries);
}
