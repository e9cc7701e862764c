// One text that differs whenever what the engine runs differs, for a look every few seconds: another node may have written.
import type { Database } from "#lib/db/client";

/** Ids and revisions alone. Audit rows would be fewer, but their ids do not come in the order of their commits. */
export async function readConfigurationMark(database: Database): Promise<string> {
  const [destinations, settings] = await Promise.all([
    database.kysely
      .selectFrom("destination")
      .select(["id", "revision", "pausedAt", "deletedAt"])
      .orderBy("id")
      .execute(),
    database.kysely.selectFrom("settings").select("revision").execute(),
  ]);
  return JSON.stringify([settings, destinations]);
}
