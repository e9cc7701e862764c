// The database's own clock as ISO 8601 text: what several nodes agree on, whatever their clocks say.
import { type RawBuilder, sql } from "kysely";
import type { Database } from "#lib/db/client";

/** So many milliseconds from now; before it where negative. Moves within a transaction. */
export function databaseClock({ kind }: Pick<Database, "kind">, afterMs = 0): RawBuilder<string> {
  if (kind === "sqlite") {
    return sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${afterMs / 1000} seconds`})`;
  }
  const moment = sql`(clock_timestamp() + ${sql.lit(afterMs)} * interval '1 millisecond') at time zone 'UTC'`;
  return sql<string>`to_char(${moment}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
