// Who applies a configuration does it alone: several nodes may start at once with the same file, and then one writes, the others wait
// and find nothing left to do.
import { sql } from "kysely";
import type { Database } from "#lib/db/client";

/** Any constant that no other program on the same PostgreSQL database uses: "outsconf" in ASCII. */
const advisoryLock = BigInt("0x6f757473636f6e66").toString();

const turns = new WeakMap<Database, Promise<unknown>>();

/** `run` uses connections of its own. On SQLite there is one process: there it waits for the one before it. */
export async function inConfigTurn<T>(database: Database, run: () => Promise<T>): Promise<T> {
  if (database.kind === "sqlite") {
    const turn = (turns.get(database) ?? Promise.resolve()).then(run);
    turns.set(
      database,
      turn.catch(() => {}),
    );
    return turn;
  }
  return database.kysely.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.raw(advisoryLock)})`.execute(transaction);
    return run();
  });
}
