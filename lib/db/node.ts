// The nodes on this database: when each was last seen by the database's clock, and what it last told of its engine, as text
// that this file does not read.
import type { Database } from "#lib/db/client";
import { databaseClock } from "#lib/db/database-clock";

export type NodeSelf = { id: string; name: string; url: string };

export type NodeRecord = NodeSelf & {
  seenAt: string;
  /** JSON of the engine's status, and when it was so; null = it told nothing yet. */
  status: string | null;
  statusAt: string | null;
  /** Since it was seen, by the database's clock. */
  unseenMs: number;
};

/** `status`: null leaves what it told before. */
export async function beatNode(database: Database, self: NodeSelf, status: string | null): Promise<void> {
  const now = databaseClock(database);
  const told = status === null ? {} : { status, statusAt: now };
  const { id, ...rest } = self;
  await database.kysely
    .insertInto("node")
    .values({ id, ...rest, seenAt: now, status: null, statusAt: null, ...told })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ ...rest, seenAt: now, ...told }))
    .execute();
}

/** All but this one, by name. */
export async function listOtherNodes(database: Database, self: string): Promise<NodeRecord[]> {
  const rows = await database.kysely
    .selectFrom("node")
    .selectAll()
    .select(databaseClock(database).as("now"))
    .where("id", "!=", self)
    .orderBy("name")
    .orderBy("id")
    .execute();
  return rows.map(({ now, ...row }) => ({ ...row, unseenMs: Date.parse(now) - Date.parse(row.seenAt) }));
}

/** Ids of the nodes seen within so many milliseconds. */
export async function nodesSeenWithin(database: Database, withinMs: number): Promise<NodeSelf[]> {
  return database.kysely
    .selectFrom("node")
    .select(["id", "name", "url"])
    .where("seenAt", ">", databaseClock(database, -withinMs))
    .orderBy("name")
    .execute();
}

/** One that ended by itself is away at once: its figures stay. */
export async function leaveNode(database: Database, id: string): Promise<void> {
  await database.kysely
    .updateTable("node")
    .set({ seenAt: databaseClock(database, -awayMs) })
    .where("id", "=", id)
    .execute();
}

/** Those that nobody saw for so long are forgotten, with their figures. */
export async function forgetNodes(database: Database, unseenMs: number): Promise<void> {
  await database.kysely.deleteFrom("node").where("seenAt", "<", databaseClock(database, -unseenMs)).execute();
  await database.kysely.deleteFrom("nodeOrder").where("at", "<", databaseClock(database, -unseenMs)).execute();
}

/** A node that was not seen for so long is away. */
export const awayMs = 10_000;
