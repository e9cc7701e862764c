import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { insertDestination, listDestinationRows } from "#lib/db/destination";
import { deleteSecret, findSecretRow, insertSecret } from "#lib/db/secret";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const now = new Date("2026-11-22T10:00:00.000Z");
const ada: Actor = { kind: "user", id: "ada", name: "ada@example.com" };
const made = { action: "secret.create" as const, fields: [] };

describe.each(databaseKinds)("%s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, now);
    database = fresh.database;
    return fresh.end;
  });

  test("a secret that is deleted while a destination that names it is saved is either kept or the save is refused", async () => {
    for (let round = 0; round < 20; round++) {
      const name = `key-${round}`;
      await insertSecret(
        database,
        ada,
        name,
        { body: `{"origins":[],"keys":[]}`, sealed: "-", expiresAt: null },
        made,
        now,
      );
      const body = JSON.stringify({ name, connection: { secret: name }, signals: { traces: { enabled: true } } });
      const change = { action: "destination.create" as const, fields: [], message: null, entered: {} };
      const [saved, deleted] = await Promise.all([
        insertDestination(database, ada, randomUUID(), { body, secrets: null, named: [name] }, change, now),
        deleteSecret(database, ada, { name, revision: "any" }, new Date(0), now),
      ]);
      expect([saved.ok, deleted.ok].filter(Boolean)).toHaveLength(1);
      const isThere = (await findSecretRow(database.kysely, name)) !== null;
      const isUsed = (await listDestinationRows(database)).some((row) => row.body.includes(`"${name}"`));
      expect({ isThere, isUsed }).toEqual({ isThere: saved.ok, isUsed: saved.ok });
    }
  });
});
