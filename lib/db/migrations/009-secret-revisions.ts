// Named secrets get revisions too. What stands there now is the first that is kept.
import type { Kysely } from "kysely";
import * as z from "zod";
import type { Tables } from "#lib/db/tables";

export async function secretRevisions(db: Kysely<Tables>): Promise<void> {
  const secrets = await db
    .selectFrom("secret")
    .select(["name", "body", "revision", "expiresAt", "updatedAt", "updatedBy"])
    .execute();
  for (const { name, body, revision, expiresAt, updatedAt: at, updatedBy: author } of secrets) {
    const kept = JSON.stringify({ ...Stored.parse(JSON.parse(body)), expiresAt });
    await db
      .insertInto("revision")
      .values({
        ...{ nounKind: "secret", nounId: name, revision, at, author, body: kept },
        ...{ action: revision === 1 ? "secret.create" : "secret.save", message: null },
        ...{ entered: "{}", fields: "[]", restored: null },
      })
      .execute();
  }
}

/** Without fingerprints and who set a value: neither is part of the history. */
const Stored = z.object({
  origins: z.array(z.string()),
  keys: z.array(z.object({ key: z.string(), expiresAt: z.string().nullable() })),
});
