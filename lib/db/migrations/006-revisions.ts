// Every write of a destination or of the settings as it was written. What stands there now is the first that is kept.
import type { Kysely } from "kysely";
import * as z from "zod";
import type { Tables } from "#lib/db/tables";

export async function revisions(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("revision")
    .addColumn("nounKind", "text", (column) => column.notNull())
    .addColumn("nounId", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("author", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("message", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("entered", "text", (column) => column.notNull())
    .addColumn("fields", "text", (column) => column.notNull())
    .addColumn("restored", "integer")
    .addPrimaryKeyConstraint("revision_key", ["nounKind", "nounId", "revision"])
    .execute();
  const kept = { message: null, entered: "{}", fields: "[]", restored: null };
  const destinations = await db
    .selectFrom("destination")
    .select(["id", "body", "revision", "updatedAt", "updatedBy"])
    .execute();
  for (const { id, body, revision, updatedAt: at, updatedBy: author } of destinations) {
    const action = revision === 1 ? "destination.create" : "destination.save";
    const noun = { nounKind: "destination", nounId: id };
    await db
      .insertInto("revision")
      .values({ ...kept, ...noun, revision, at, author, action, body })
      .execute();
  }
  const settings = await db.selectFrom("settings").select(["body", "revision", "updatedAt"]).execute();
  for (const { body, revision, updatedAt: at } of settings) {
    const author = JSON.stringify({ kind: "system", name: "Outspan" });
    const noun = { nounKind: "settings", nounId: "settings" };
    const row = { ...kept, ...noun, revision, at, author, action: "settings.save", body: withoutUrls(body) };
    await db.insertInto("revision").values(row).execute();
  }
}

const Stored = z.looseObject({ webhooks: z.array(z.looseObject({ sealedUrl: z.string() })) });

/** A sealed URL is bound to the row that it stands in, and is no part of the history. */
function withoutUrls(body: string): string {
  const settings = Stored.parse(JSON.parse(body));
  const webhooks = settings.webhooks.map(({ sealedUrl: _, ...webhook }) => webhook);
  return JSON.stringify({ ...settings, webhooks });
}
