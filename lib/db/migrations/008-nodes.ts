// What several nodes on one database need: who is there and how it is doing, who does the work that one does for all, and
// what one asks of another. The cursor of the audit export loses the lease that it carried.
import type { Kysely } from "kysely";
import * as z from "zod";
import type { Tables } from "#lib/db/tables";

export async function nodes(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("node")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("process", "text", (column) => column.notNull())
    .addColumn("seenAt", "text", (column) => column.notNull())
    .addColumn("status", "text")
    .addColumn("statusAt", "text")
    .execute();
  await db.schema
    .createTable("lease")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("until", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("nodeOrder")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("node", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("destination", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .execute();
  const key = "audit export";
  const row = await db.selectFrom("instance").select("value").where("key", "=", key).executeTakeFirst();
  if (row === undefined) return;
  const { cursor } = z.object({ cursor: z.int() }).parse(JSON.parse(row.value));
  await db
    .updateTable("instance")
    .set({ value: JSON.stringify({ cursor }) })
    .where("key", "=", key)
    .execute();
}
