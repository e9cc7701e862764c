// What one node asks of another's engine: a queue lies where it was received. Rows go when they are done.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Database } from "#lib/db/client";
import { databaseClock } from "#lib/db/database-clock";

const Action = z.enum(["retry", "discard"]);
export type NodeOrder = { id: string; action: z.output<typeof Action>; destination: string };

export async function orderOfNodes(
  database: Database,
  nodes: readonly string[],
  order: Omit<NodeOrder, "id">,
): Promise<void> {
  if (nodes.length === 0) return;
  const at = databaseClock(database);
  const rows = nodes.map((node) => ({ id: randomUUID(), node, ...order, at }));
  await database.kysely.insertInto("nodeOrder").values(rows).execute();
}

export async function listOrders(database: Database, node: string): Promise<NodeOrder[]> {
  const rows = await database.kysely
    .selectFrom("nodeOrder")
    .select(["id", "action", "destination"])
    .where("node", "=", node)
    .orderBy("at")
    .execute();
  return rows.map((row) => ({ ...row, action: Action.parse(row.action) }));
}

export async function removeOrder(database: Database, id: string): Promise<void> {
  await database.kysely.deleteFrom("nodeOrder").where("id", "=", id).execute();
}
