// API keys and ingest keys, as hashes; and the addresses from which each was used.
import { type Kysely, sql } from "kysely";
import type { Tables } from "#lib/db/tables";

export async function keys(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("apiKey")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("prefix", "text", (column) => column.notNull())
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("createdBy", "text", (column) => column.notNull())
    .addColumn("makerId", "text")
    .addColumn("expiresAt", "text")
    .addColumn("lastUsedAt", "text")
    .addColumn("lastAddress", "text")
    .addColumn("revokedAt", "text")
    .execute();
  // Figures and the audit name a key by it: of those that work, each has its own.
  await db.schema
    .createIndex("apiKey_name")
    .on("apiKey")
    .column("name")
    .unique()
    .where(sql.ref("revokedAt"), "is", null)
    .execute();
  await db.schema
    .createTable("keyAddress")
    .addColumn("keyId", "text", (column) => column.notNull().references("apiKey.id"))
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("firstAt", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("keyAddress_key", ["keyId", "address"])
    .execute();
}
