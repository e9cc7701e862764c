import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import {
  hideDestination,
  insertDestination,
  purgeDestinations,
  type RevisionChange,
  updateDestination,
} from "#lib/db/destination";
import { revisions } from "#lib/db/migrations/006-revisions";
import { findRevision, listRevisions, revisionsMax } from "#lib/db/revision";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const ada: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const now = new Date("2026-01-01T00:00:00.000Z");
const content = (name: string) => ({ body: JSON.stringify({ name, signals: {} }), secrets: null });
const create = { action: "destination.create" as const, fields: ["/name"] };
const save = { action: "destination.save" as const, fields: ["/name"] };

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, now);
    database = fresh.database;
    return fresh.end;
  });

  const made = async (change: RevisionChange = create) => {
    const id = randomUUID();
    await insertDestination(database, ada, id, content("one"), change, now);
    return id;
  };
  const next = (id: string, revision: number, change: RevisionChange = save) =>
    updateDestination(database, ada, { id, revision }, content(`after ${revision}`), change, now);
  const kept = async (id: string) =>
    (await listRevisions(database.kysely, { kind: "destination", id })).map(({ revision }) => revision);
  const enteredIn = async (id: string, revision: number) =>
    JSON.parse((await findRevision(database.kysely, { kind: "destination", id }, revision))?.entered ?? "null");

  test("every write makes a revision with author, time, message and changed fields, and the audit names it", async () => {
    const id = await made();
    await next(id, 1, { ...save, message: "moved to the EU", restored: 1 });
    expect(await listRevisions(database.kysely, { kind: "destination", id })).toMatchObject([
      { revision: 2, action: "destination.save", message: "moved to the EU", fields: '["/name"]', restored: 1 },
      { revision: 1, action: "destination.create", message: null, at: now.toISOString(), restored: null },
    ]);
    const found = await findRevision(database.kysely, { kind: "destination", id }, 1);
    expect(JSON.parse(found?.author ?? "")).toEqual({ kind: "user", name: "ada@example.com" });
    expect(found?.body).toBe(content("one").body);
    const audit = await database.kysely.selectFrom("audit").select("detail").orderBy("id").execute();
    expect(audit.map(({ detail }) => JSON.parse(detail ?? "null"))).toEqual([
      { revision: 1 },
      { revision: 2, from: 1 },
    ]);
  });

  test("a save that lost against another one leaves no revision", async () => {
    const id = await made();
    const saves = await Promise.all([next(id, 1), next(id, 1)]);
    expect(saves.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await kept(id)).toEqual([2, 1]);
  });

  test("of a secret it is told in which revision its value was entered, through saves that leave it alone", async () => {
    const id = await made({ ...create, entered: { a: true, b: true } });
    await next(id, 1, { ...save, entered: { a: false, b: true } });
    await next(id, 2);
    await next(id, 3, { ...save, entered: { a: false } });
    expect(await enteredIn(id, 2)).toEqual({ a: 1, b: 2 });
    expect(await enteredIn(id, 3)).toEqual({ a: 1, b: 2 });
    expect(await enteredIn(id, 4)).toEqual({ a: 1 });
  });

  test("the newest 200 of a noun are kept, whatever happens to others", async () => {
    const [id, other] = [await made(), await made()];
    for (let revision = 1; revision < revisionsMax + 2; revision++) await next(id, revision);
    const left = await kept(id);
    expect(left).toHaveLength(200);
    expect([left[0], left.at(-1)]).toEqual([202, 3]);
    expect(await kept(other)).toEqual([1]);
  });

  test("the purge takes the revisions along; a deletion that may be undone does not", async () => {
    const [id, other] = [await made(), await made()];
    await hideDestination(database, ada, { id, revision: "any" }, now);
    expect(await kept(id)).toEqual([1]);
    await purgeDestinations(database, ada, now, now);
    expect([await kept(id), await kept(other)]).toEqual([[], [1]]);
  });

  test("what was there before revisions were kept has its present state as the first one, without sealed URLs", async () => {
    const id = await made();
    await next(id, 1);
    const webhook = { id: "w", name: "Pager", format: "json", origin: "https://hooks.example", sealedUrl: "sealed" };
    const body = JSON.stringify({ names: {}, webhooks: [webhook] });
    await database.kysely.updateTable("settings").set({ body, revision: 7 }).execute();
    await database.kysely.schema.dropTable("revision").execute();
    await revisions(database.kysely);
    const stored = await database.kysely.selectFrom("revision").selectAll().orderBy("nounKind").execute();
    expect(stored).toMatchObject([
      { nounKind: "destination", nounId: id, revision: 2, action: "destination.save", body: content("after 1").body },
      { nounKind: "settings", revision: 7 },
    ]);
    expect(JSON.stringify(stored)).not.toContain("sealed");
  });
});
