// What a new version does to a database that an older one filled.
import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/db/client";
import { copyFileBefore, copySchemaBefore } from "#lib/db/copy-before";
import { findDestinationRow } from "#lib/db/destination";
import { migrate } from "#lib/db/migrate";
import { first } from "#lib/db/migrations/001-first";
import { readSettingsRow } from "#lib/db/settings";
import { tableNames } from "#lib/db/tables";
import { databaseKinds, newLocation, open, type TestLocation } from "#lib/db/testing/databases";

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
    expect(await findDestinationRow(database, "d1")).toEqual({ ...row, pausedAt: null, provisioned: null });
    expect(await kysely.selectFrom("audit").select(["action", "detail"]).execute()).toEqual([
      { action: "destination.save", detail: null },
    ]);
    expect(await copies(place, database)).toHaveLength(1);
    await expect(kysely.updateTable("audit").set({ detail: "{}" }).execute()).rejects.toThrow("append-only");
    expect(await readSettingsRow(database)).toEqual({
      settings: { names: {}, webhooks: [], auditDays: null },
      revision: 1,
      updatedAt: at,
      marks: {},
    });
    await database.close();
    await place.remove();
  });

  test("a secret that was there before secrets had revisions begins with the one that stands, without a fingerprint", async () => {
    const place = await newLocation(kind);
    const database = open(place.location);
    const { kysely } = database;
    await migrate(database, now);
    const at = now.toISOString();
    const told = { fingerprint: "abcd-ef01", setAt: at, setBy: { kind: "user", name: "ada@example.com" } };
    const keys = [{ key: "OTEL_HEADER_api-key", expiresAt: null, ...told }];
    const body = JSON.stringify({ origins: ["https://a.example:443"], keys });
    const times = { createdAt: at, updatedAt: at, updatedBy: JSON.stringify(told.setBy) };
    const row = { name: "vendor", body, sealed: "v1.x", revision: 3, expiresAt: null, ...times };
    await kysely.insertInto("secret").values(row).execute();
    await kysely.deleteFrom("migration").where("version", "=", 9).execute();
    expect(await migrate(database, now)).toEqual({ ok: true, data: [9] });
    const kept = await kysely.selectFrom("revision").selectAll().where("nounKind", "=", "secret").execute();
    expect(kept).toMatchObject([{ nounId: "vendor", revision: 3, at, author: times.updatedBy, action: "secret.save" }]);
    expect(JSON.parse(kept[0]?.body ?? "")).toEqual({
      origins: ["https://a.example:443"],
      keys: [{ key: "OTEL_HEADER_api-key", expiresAt: null }],
      expiresAt: null,
    });
    await database.close();
    await place.remove();
  });

  test("what an older version filled is copied before it is changed; an empty database is not, and three copies are kept", async () => {
    const place = await newLocation(kind);
    const database = open(place.location);
    expect(await migrate(database, now)).toMatchObject({ ok: true });
    expect(await copies(place, database)).toEqual([]);
    const names: string[] = [];
    for (const version of [101, 102, 103, 104]) {
      if (place.location.kind === "sqlite") await copyFileBefore(database, version);
      else await database.kysely.transaction().execute((transaction) => copySchemaBefore(transaction, version));
      names.push(String(version));
    }
    expect(await copies(place, database)).toEqual(names.slice(1));
    if (place.location.kind === "sqlite") {
      const file = join(dirname(place.location.file), "outspan-before-104.db");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const copy = open({ kind: "sqlite", file });
      expect(await readSettingsRow(copy)).toEqual(await readSettingsRow(database));
      await copy.close();
    } else {
      const copied = await sql`select * from outspan_before_104.settings`.execute(database.kysely);
      expect(copied.rows).toEqual(await database.kysely.selectFrom("settings").selectAll().execute());
    }
    await database.close();
    await place.remove();
  });
});

test("on PostgreSQL the copy holds our own tables; a role that may not make it gets one line that says what to do, and nothing has changed", async () => {
  const place = await newLocation("postgres");
  if (place.location.kind !== "postgres") throw new Error("PostgreSQL was asked for");
  const database = open(place.location);
  const { kysely } = database;
  const role = `r_${randomBytes(6).toString("hex")}`;
  await migrate(database, now);
  await sql`create table theirs (note text)`.execute(kysely);
  expect(await kysely.transaction().execute((transaction) => copySchemaBefore(transaction, 101))).toMatchObject({
    ok: true,
  });
  const tablesOf = async (schema: string) => {
    const found = await sql<{ name: string }>`select tablename as name from pg_tables
      where schemaname = ${schema}`.execute(kysely);
    return found.rows.map(({ name }) => name).toSorted();
  };
  expect(await tablesOf("outspan_before_101")).toEqual(tableNames.toSorted());
  expect(await tablesOf("public")).toEqual([...tableNames, "theirs"].toSorted());

  await sql`create role ${sql.ref(role)} login password 'loopback'`.execute(kysely);
  await sql`grant usage, create on schema public to ${sql.ref(role)}`.execute(kysely);
  await sql`grant all on all tables in schema public to ${sql.ref(role)}`.execute(kysely);
  await kysely.deleteFrom("migration").where("version", "=", 8).execute();
  const url = new URL(place.location.url);
  Object.assign(url, { username: role, password: "loopback" });
  const poor = open({ kind: "postgres", url: url.href });
  expect(await migrate(poor, now)).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(new RegExp(`GRANT CREATE ON DATABASE \\w+ TO ${role}`)) },
  });
  await poor.close();
  expect(await kysely.selectFrom("migration").select("version").where("version", "=", 8).execute()).toEqual([]);
  await sql`drop owned by ${sql.ref(role)}`.execute(kysely);
  await sql`drop role ${sql.ref(role)}`.execute(kysely);
  await database.close();
  await place.remove();
});

async function copies(place: TestLocation, { kysely }: Database): Promise<string[]> {
  const names =
    place.location.kind === "sqlite"
      ? readdirSync(dirname(place.location.file))
      : (await sql<{ name: string }>`select nspname as name from pg_namespace`.execute(kysely)).rows.map(
          ({ name }) => name,
        );
  return names.flatMap((name) => /^outspan.before.(\d+)/.exec(name)?.[1] ?? []).sort();
}
