// What continuous export adds: pause of a destination, numbers beside an audit row, the settings of the instance.
import type { Kysely } from "kysely";
import type { Tables } from "#lib/db/tables";

export async function delivery(db: Kysely<Tables>, _kind: "sqlite" | "postgres", now: Date): Promise<void> {
  await db.schema.alterTable("destination").addColumn("pausedAt", "text").execute();
  await db.schema.alterTable("audit").addColumn("detail", "text").execute();
  await db.schema
    .createTable("settings")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("updatedAt", "text", (column) => column.notNull())
    .execute();
  const body = JSON.stringify({ names: {}, webhooks: [] });
  await db.insertInto("settings").values({ id: 1, body, revision: 1, updatedAt: now.toISOString() }).execute();
}
