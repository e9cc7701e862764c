// Between all who may seal and the one who gives everything sealed another key. On PostgreSQL each connection shares a lock for as long as it
// lives and looks at the key's mark when it begins: so nobody ever writes what another key sealed, however long he was cut off. A file
// of SQLite has the lock of its data directory.
import { sql } from "kysely";
import type { Ask, Database, Queries } from "#lib/db/client";

/** The fact that tells which key a database was made with, or rotated to. */
export const keyFact = "sealing key fingerprint";

/** Any constant that no other program on the same PostgreSQL database uses: "outs.key" in ASCII. */
const advisoryLock = BigInt("0x6f7574732e6b6579").toString();

/** First of all on a connection; a rotation under way is waited for. `mark` null = not known yet. False: the key is another one by now. */
export async function shareKey(ask: Ask, mark: string | null): Promise<boolean> {
  await ask(`select pg_advisory_lock_shared(${advisoryLock})`);
  if (mark === null) return true;
  const [row] = await ask("select value from instance where key = $1", [keyFact]);
  return row?.value === mark;
}

/** The server needs a moment to end the connections of whoever stopped just now. */
const tries = 20;

/** Until the transaction ends. False: somebody has a connection, whether or not he is heard of, and keeps it for 2 s. */
export async function takeKeyAlone({ kind }: Pick<Database, "kind">, transaction: Queries): Promise<boolean> {
  if (kind === "sqlite") return true;
  const lock = sql`select pg_try_advisory_xact_lock(${sql.raw(advisoryLock)}) as taken`;
  for (let left = tries; left > 0; left -= 1) {
    const [row] = (await lock.execute(transaction)).rows as { taken: boolean }[];
    if (row?.taken === true) return true;
    await sql`select pg_sleep(0.1)`.execute(transaction);
  }
  return false;
}
