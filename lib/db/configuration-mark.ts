// One text that differs whenever what the engine runs differs, for a look every few seconds: another node may have written.
import type { Database } from "#lib/db/client";
import { hadIngestKey } from "#lib/db/key";

/** Ids and revisions alone. */
export async function readConfigurationMark(database: Database): Promise<string> {
  const [destinations, settings, secrets, keys, hadKey] = await Promise.all([
    database.kysely
      .selectFrom("destination")
      .select(["id", "revision", "pausedAt", "deletedAt"])
      .orderBy("id")
      .execute(),
    database.kysely.selectFrom("settings").select("revision").execute(),
    database.kysely.selectFrom("secret").select(["name", "revision", "createdAt"]).orderBy("name").execute(),
    ingestKeyIds(database),
    hadIngestKey(database),
  ]);
  return JSON.stringify([settings, destinations, secrets, keys, hadKey]);
}

/** A key changes in nothing but being there. */
async function ingestKeyIds({ kysely }: Database): Promise<string[]> {
  const query = kysely.selectFrom("apiKey").select("id").where("role", "=", "ingest").where("revokedAt", "is", null);
  return (await query.orderBy("id").execute()).map(({ id }) => id);
}
