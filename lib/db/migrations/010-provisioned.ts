// What a configuration file keeps: destinations, named secrets and parts of the settings know the line that they came from.
import type { Kysely } from "kysely";
import type { Tables } from "#lib/db/tables";

export async function provisioned(db: Kysely<Tables>): Promise<void> {
  for (const table of ["destination", "secret", "settings"] as const) {
    await db.schema.alterTable(table).addColumn("provisioned", "text").execute();
  }
}
