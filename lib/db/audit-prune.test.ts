import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { type Actor, appendAudit } from "#lib/db/audit";
import { beginAuditExport } from "#lib/db/audit-export";
import { listAudit } from "#lib/db/audit-list";
import { pruneAudit, pruneHorizon } from "#lib/db/audit-prune";
import type { Database } from "#lib/db/client";
import { pruneHorizon as horizonOfTriggers } from "#lib/db/migrations/007-audit";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const system: Actor = { kind: "system", id: null, name: "Outspan" };
const start = Date.parse("2026-01-01T00:00:00.000Z");
const day = 24 * 3600_000;
const at = (days: number) => new Date(start + days * day);

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, new Date(start));
    database = fresh.database;
    return fresh.end;
  });

  const append = (name: string, when: Date) =>
    appendAudit(database.kysely, system, when, {
      action: "destination.save",
      noun: { kind: "destination", id: null, name },
      outcome: "done",
      fields: [],
    });
  const rows = async () => {
    const all = { who: null, action: null, noun: null, from: null, to: null, text: null };
    return (await listAudit(database, all, { cursor: null, limit: 100 })).rows;
  };
  const names = async () => (await rows()).map(({ action, noun }) => noun.name ?? action);

  test("what is older than the horizon goes, and one row says how much and from before when", async () => {
    for (const days of [0, 1, 2]) await append(`day ${days}`, at(days));
    expect(await pruneAudit(database, system, at(2), at(40))).toBe(2);
    expect(await names()).toEqual(["audit.prune", "day 2"]);
    expect((await rows())[0]).toMatchObject({ actor: system, detail: { rows: 2, before: at(2).toISOString() } });
    expect(await pruneAudit(database, system, at(2), at(41))).toBe(0);
    expect(await names()).toEqual(["audit.prune", "day 2"]);
  });

  test("nothing that a destination still waits for is pruned", async () => {
    await append("handed over", at(0));
    await beginAuditExport(database);
    await append("still to be exported", at(0));
    expect(await pruneAudit(database, system, at(9), at(40))).toBe(1);
    expect(await names()).toEqual(["audit.prune", "still to be exported"]);
  });

  test("two consoles that prune at once delete each row once", async () => {
    for (const days of [0, 1]) await append(`day ${days}`, at(days));
    const pruned = await Promise.all([1, 2].map(() => pruneAudit(database, system, at(9), at(40))));
    expect(pruned.sort()).toEqual([0, 2]);
    expect(await names()).toEqual(["audit.prune"]);
  });

  test("nobody else deletes or changes a row, before or after a prune, whatever the statement", async () => {
    await append("old", at(0));
    await append("new", at(2));
    const attempts = [
      sql`delete from audit`,
      sql`delete from audit where "nounName" = 'old'`,
      sql`update audit set "actorName" = 'someone else'`,
      ...(kind === "postgres" ? [sql`truncate audit`] : []),
    ];
    for (const attempt of attempts) await expect(attempt.execute(database.kysely)).rejects.toThrow("append-only");
    await pruneAudit(database, system, at(1), at(40));
    for (const attempt of [attempts[0], attempts[2]]) {
      await expect(attempt?.execute(database.kysely)).rejects.toThrow("append-only");
    }
    expect(await names()).toEqual(["audit.prune", "new"]);
  });

  test("also within a prune's transaction a row of after the horizon cannot go", async () => {
    await append("new", at(2));
    const reach = database.kysely.transaction().execute(async (transaction) => {
      const horizon = { key: "audit prune horizon", value: at(1).toISOString() };
      await transaction.insertInto("instance").values(horizon).execute();
      await transaction.deleteFrom("audit").execute();
    });
    await expect(reach).rejects.toThrow("append-only");
    expect(await names()).toEqual(["new"]);
  });
});

test("the prune opens the door that the triggers look at", () => {
  expect(pruneHorizon).toBe(horizonOfTriggers);
});
