// Named secrets: their origins and header names in clear, their values sealed as one blob.
import type { Kysely } from "kysely";
import type { Tables } from "#lib/db/tables";

export async function secrets(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("secret")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("sealed", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("expiresAt", "text")
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .addColumn("updatedBy", "text", (column) => column.notNull())
    .execute();
}
