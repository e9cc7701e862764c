// Opens the state of this instance: the database with its tables up to date, and the key that its secrets are sealed with. Knows
// neither engine nor accounts; what is wrong is one line for the operator.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Ask, type Database, openDatabase } from "#lib/db/client";
import { storeFailure } from "#lib/db/failure";
import { claimInstanceFact, findInstanceFact } from "#lib/db/instance";
import { keyFact, shareKey } from "#lib/db/key-lock";
import { migrate } from "#lib/db/migrate";
import type { Env } from "#lib/env";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";
import { finishRotation, keyFile, keyMark, readSealingKey } from "#lib/sealing-key";

export type Store = { database: Database; sealingKey: Buffer };

/**
 * Opens the database, brings its tables up to date and compares the key with the one its secrets were sealed with. `onOtherKey`: a
 * rotation happened since; the database answers nothing any more.
 */
export function openStore(env: Env, now: Date, onOtherKey: () => void = () => {}): Promise<Result<Store>> {
  return open(env, (database) => migrate(database, now), onOtherKey);
}

/** Its tables stay as they are: another version may be running on them. */
export function openStoreAsItIs(env: Env): Promise<Result<Store>> {
  return open(
    env,
    async () => ok([]),
    () => {},
  );
}

async function open(
  env: Env,
  prepare: (database: Database) => Promise<Result<unknown>>,
  onOtherKey: () => void,
): Promise<Result<Store>> {
  const onError = (error: Error) => log.warn("A database connection broke", { reason: error.message });
  let mark: string | null = null;
  const onConnection = async (ask: Ask) => {
    if (await shareKey(ask, mark)) return;
    onOtherKey();
    throw new Error("The database was given another sealing key");
  };
  let opened: Database;
  try {
    if (env.databaseUrl === null) mkdirSync(env.dataDirectory, { recursive: true, mode: 0o700 });
    opened = openDatabase(
      env.databaseUrl === null
        ? { kind: "sqlite", file: join(env.dataDirectory, "outspan.db") }
        : { kind: "postgres", url: env.databaseUrl },
      onError,
      onConnection,
    );
  } catch (error) {
    return doesNotAnswer(env, error);
  }
  const database = opened;
  const key = await answerOf(env, database, async () => {
    const prepared = await prepare(database);
    return prepared.ok ? ownKey(env, database) : prepared;
  });
  if (!key.ok) return key;
  if (key.data.ok) {
    mark = keyMark(key.data.data);
    return ok({ database, sealingKey: key.data.data });
  }
  await database.close();
  return key.data;
}

/** What the database says at start; where it fails it is closed, and the failure is one line. */
export async function answerOf<T>(env: Env, database: Database, ask: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await ask());
  } catch (error) {
    await database.close().catch(() => {});
    return doesNotAnswer(env, error);
  }
}

function doesNotAnswer(env: Env, error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : "unknown";
  if (env.databaseUrl !== null) return fail("unavailable", `DATABASE_URL does not answer: ${reason}`);
  const message = storeFailure(error)?.message ?? `The database in the data directory does not answer: ${reason}`;
  return fail("unavailable", message);
}

/** A key is made only for a database that was never sealed with one: else it would lie there and fit nothing. */
async function ownKey(env: Env, database: Database): Promise<Result<Buffer>> {
  const known = await findInstanceFact(database, keyFact);
  if (known !== null && env.secretKey === null && finishRotation(env, known)) {
    log.warn(
      "A rotation of the sealing key was begun and not finished, so the key is still the old one: stop Outspan and run rotate-key again",
    );
  }
  const key = readSealingKey(env, known === null);
  if (!key.ok) return key;
  const fingerprint = keyMark(key.data);
  const claimed = await claimInstanceFact(database, keyFact, fingerprint);
  if (claimed === fingerprint) return key;
  if (env.secretKey !== null) {
    return fail("invalid", "OUTSPAN_SECRET_KEY is not the key this database was made with: start with that one");
  }
  const file = keyFile(env);
  return fail("invalid", `${file} is not the key this database was made with: bring back the one that was there`);
}
