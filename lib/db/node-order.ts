// What one node asks of another's engine: a queue lies where it was received. A row goes before it is done, so that nothing is done twice.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { databaseClock } from "#lib/db/database-clock";

const Action = z.enum(["retry", "discard"]);
const By = z.strictObject({
  kind: z.enum(["user", "key", "file", "system"]),
  id: z.string().nullable(),
  name: z.string(),
});

export type NodeOrder = {
  action: z.output<typeof Action>;
  destination: string;
  /** Who asked, wherever it is done. */
  actor: Actor;
};

/** `ageMs`: since it was given. */
export async function orderOfNodes(
  database: Database,
  nodes: readonly string[],
  order: NodeOrder,
  ageMs = 0,
): Promise<void> {
  if (nodes.length === 0) return;
  const stored = { ...order, actor: JSON.stringify(order.actor), at: databaseClock(database, -ageMs) };
  const rows = nodes.map((node) => ({ id: randomUUID(), node, ...stored }));
  await database.kysely.insertInto("nodeOrder").values(rows).execute();
}

/** Oldest first, and gone from the table. `ageMs` since it was given, by the database's clock. */
export async function takeOrders(database: Database, node: string): Promise<(NodeOrder & { ageMs: number })[]> {
  const rows = await database.kysely
    .deleteFrom("nodeOrder")
    .where("node", "=", node)
    .returning(["action", "destination", "actor", "at"])
    .returning(databaseClock(database).as("now"))
    .execute();
  return rows
    .map(({ action, destination, actor, at, now }) => ({
      action: Action.parse(action),
      destination,
      actor: By.parse(JSON.parse(actor)),
      ageMs: Date.parse(now) - Date.parse(at),
    }))
    .toSorted((one, other) => other.ageMs - one.ageMs);
}
