// What people get beside an account: being deactivated, being seen, a second factor; and a name for each one-time link.
import { type Kysely, sql } from "kysely";
import type { Tables } from "#lib/db/tables";

export async function people(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("user").addColumn("deactivatedAt", "text").execute();
  await db.schema.alterTable("user").addColumn("lastSeenAt", "text").execute();
  await db.schema.alterTable("token").addColumn("id", "text").execute();
  // Of 256 random bits: as good as drawn anew, and of no use to guess the rest.
  await sql`update token set id = substr(hash, 1, 22)`.execute(db);
  await db.schema
    .createTable("twoFactor")
    .addColumn("userId", "text", (column) => column.primaryKey().references("user.id").onDelete("cascade"))
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("confirmedAt", "text")
    .addColumn("lastStep", "integer", (column) => column.notNull())
    .addColumn("wrongCodes", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("wrongSince", "text")
    .addColumn("wrongAt", "text")
    .execute();
  await db.schema
    .createTable("recoveryCode")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn("userId", "text", (column) => column.notNull().references("user.id").onDelete("cascade"))
    .addColumn("createdAt", "text", (column) => column.notNull())
    .addColumn("usedAt", "text")
    .execute();
  await db.schema.createIndex("recoveryCode_userId").on("recoveryCode").column("userId").execute();
}
