// The nodes on this database: when each was last seen by the database's clock, and what it last told of its engine, as text
// that this file does not read.
import { type Database, isPostgres, type Queries } from "#lib/db/client";
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

/** It is there. Returns the process that said so last under this id; null = none did. What it told stays. */
export async function beatNode(database: Database, self: NodeSelf, process: string): Promise<string | null> {
  const { id, name, url } = self;
  const before = await database.kysely.selectFrom("node").select("process").where("id", "=", id).executeTakeFirst();
  const seen = { name, url, process, seenAt: databaseClock(database) };
  await database.kysely
    .insertInto("node")
    .values({ id, ...seen, status: null, statusAt: null })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(seen))
    .execute();
  return before?.process ?? null;
}

/** False: it did not say yet that it is there. */
export async function tellStatus(database: Database, id: string, status: string): Promise<boolean> {
  const told = await database.kysely
    .updateTable("node")
    .set({ status, statusAt: databaseClock(database) })
    .where("id", "=", id)
    .executeTakeFirst();
  return told.numUpdatedRows > 0n;
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
export async function nodesSeenWithin(queries: Queries, withinMs: number): Promise<NodeSelf[]> {
  const kind = isPostgres(queries) ? "postgres" : "sqlite";
  return queries
    .selectFrom("node")
    .select(["id", "name", "url"])
    .where("seenAt", ">", databaseClock({ kind }, -withinMs))
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
