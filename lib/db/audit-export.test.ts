import { beforeEach, describe, expect, test } from "vitest";
import { type Actor, appendAudit } from "#lib/db/audit";
import {
  beginAuditExport,
  endAuditExport,
  listAuditAfter,
  newestAuditId,
  readExportState,
  replaceExportState,
} from "#lib/db/audit-export";
import type { Database, Queries } from "#lib/db/client";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const ada: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const now = new Date("2026-01-01T00:00:00.000Z");

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, now);
    database = fresh.database;
    return fresh.end;
  });

  const append = (name: string, queries: Queries = database.kysely) =>
    appendAudit(queries, ada, now, {
      action: "destination.save",
      noun: { kind: "destination", id: name, name },
      outcome: "done",
      fields: ["/name"],
    });
  const namesAfter = async (cursor: number, limit = 100) =>
    (await listAuditAfter(database, cursor, limit)).map((row) => row.noun.name);

  test("rows after the cursor come oldest first, at most as many as asked for, with all that the audit holds", async () => {
    for (const name of ["one", "two", "three"]) await append(name);
    const [first] = await listAuditAfter(database, 0, 1);
    expect(first).toMatchObject({
      at: now.toISOString(),
      actor: ada,
      action: "destination.save",
      noun: { kind: "destination", id: "one", name: "one" },
      outcome: "done",
      fields: ["/name"],
    });
    expect(await namesAfter(first?.id ?? 0)).toEqual(["two", "three"]);
    expect(await namesAfter(await newestAuditId(database))).toEqual([]);
  });

  test("the export begins behind what there is, once; who ends it begins anew later", async () => {
    expect(await readExportState(database)).toBeNull();
    await append("before");
    await beginAuditExport(database);
    const begun = await readExportState(database);
    expect(begun).toEqual({ cursor: await newestAuditId(database) });
    await append("after");
    await beginAuditExport(database);
    expect(await readExportState(database)).toEqual(begun);
    await endAuditExport(database);
    expect(await readExportState(database)).toBeNull();
  });

  test("of two nodes that take the same state one wins", async () => {
    await beginAuditExport(database);
    const seen = { cursor: 0 };
    const taken = await Promise.all([5, 6].map((cursor) => replaceExportState(database, seen, { cursor })));
    expect(taken.sort()).toEqual([false, true]);
  });

  test("an empty audit has no newest row", async () => {
    expect(await newestAuditId(database)).toBe(0);
    expect(await namesAfter(0)).toEqual([]);
  });
});

describe("on postgres, with several writers", () => {
  test("a row that commits late is never passed by: whoever appends after it waits, and comes after it", async () => {
    const { database, end } = await newDatabase("postgres", now);
    const write = (queries: Queries, name: string) =>
      appendAudit(queries, ada, now, {
        action: "webhook.test",
        noun: { kind: "n", id: null, name },
        outcome: "done",
        fields: [],
      });
    const slow = await database.kysely.startTransaction().execute();
    await write(slow, "first");
    const second = write(database.kysely, "second");
    expect(await listAuditAfter(database, 0, 10)).toEqual([]);
    await slow.commit().execute();
    await second;
    expect((await listAuditAfter(database, 0, 10)).map((row) => row.noun.name)).toEqual(["first", "second"]);
    await end();
  });
});
