// A time as the tables of better-auth keep it.
import type { Database } from "#lib/db/client";
import type { Moment } from "#lib/db/tables";

export function momentOf({ kind }: Pick<Database, "kind">, at: Date): Moment {
  return kind === "postgres" ? at : at.toISOString();
}
