// What a new version does to a database that an older one filled.
import { describe, expect, test } from "vitest";
import { findDestinationRow } from "#lib/db/destination";
import { migrate } from "#lib/db/migrate";
import { first } from "#lib/db/migrations/001-first";
import { readSettingsRow } from "#lib/db/settings";
import { databaseKinds, newLocation, open } from "#lib/db/testing/databases";

const now = new Date("2026-01-01T00:00:00.000Z");

describe.each(databaseKinds)("on %s", (kind) => {
  test("schema 1 with its rows becomes the newest: nothing is paused, no setting is set, the audit stays append-only", async () => {
    const place = await newLocation(kind);
    const database = open(place.location);
    const { kysely } = database;
    await kysely.schema
      .createTable("migration")
      .addColumn("version", "integer", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("appliedAt", "text", (column) => column.notNull())
      .execute();
    await first(kysely, kind);
    await kysely.insertInto("migration").values({ version: 1, name: "first", appliedAt: now.toISOString() }).execute();
    const at = now.toISOString();
    const times = { createdAt: at, updatedAt: at, deletedAt: null };
    const body = JSON.stringify({ name: "One", signals: {} });
    const row = { id: "d1", body, secrets: "v1.x", schemaVersion: 1, revision: 3, updatedBy: "{}", ...times };
    await kysely.insertInto("destination").values(row).execute();
    const entry = { actorKind: "user", actorId: "u", actorName: "ada@example.com", action: "destination.save", at };
    const noun = { nounKind: "destination", nounId: "d1", nounName: "One", outcome: "done", fields: "[]" };
    await kysely
      .insertInto("audit")
      .values({ ...entry, ...noun })
      .execute();

    expect(await migrate(database, now)).toMatchObject({ ok: true, data: expect.arrayContaining([2, 8]) });
    expect(await findDestinationRow(database, "d1")).toEqual({ ...row, pausedAt: null });
    expect(await kysely.selectFrom("audit").select(["action", "detail"]).execute()).toEqual([
      { action: "destination.save", detail: null },
    ]);
    await expect(kysely.updateTable("audit").set({ detail: "{}" }).execute()).rejects.toThrow("append-only");
    expect(await readSettingsRow(database)).toEqual({
      settings: { names: {}, webhooks: [] },
      revision: 1,
      updatedAt: at,
    });
    await database.close();
    await place.remove();
  });
});
