import { beforeEach, describe, expect, test } from "vitest";
import { type Actor, appendAudit } from "#lib/db/audit";
import { listAudit } from "#lib/db/audit-list";
import type { Database } from "#lib/db/client";
import { readSettingsRow, updateSettings } from "#lib/db/settings";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";
import { pruneOldAudit } from "#lib/upkeep/audit-retention";

const system: Actor = { kind: "system", id: null, name: "Outspan" };
const start = Date.parse("2026-01-01T12:00:00.000Z");
const dayMs = 24 * 3600_000;
const at = (days: number) => new Date(start + days * dayMs);

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, at(0));
    database = fresh.database;
    return fresh.end;
  });

  const append = (name: string, when: Date, queries = database.kysely) =>
    appendAudit(queries, system, when, {
      action: "destination.save",
      noun: { kind: "destination", id: null, name },
      outcome: "done",
      fields: [],
    });
  async function keep(auditDays: number | null): Promise<void> {
    const { settings, revision } = await readSettingsRow(database);
    const change = { action: "settings.save" as const, fields: ["/auditDays"] };
    await updateSettings(database, system, revision, { ...settings, auditDays }, change, at(0));
  }
  async function rows() {
    const all = { who: null, action: null, noun: null, from: null, to: null, text: null };
    const page = await listAudit(database, all, { cursor: null, limit: 10 });
    return page.rows.map(({ noun, detail, action }) => noun.name ?? detail.rows ?? action);
  }

  test("the audit is kept for ever until an admin says how long", async () => {
    await append("old", at(0));
    await pruneOldAudit(database, system, () => at(5000));
    expect(await rows()).toEqual(["old"]);
  });

  test("a day goes as a whole, so that the pruning leaves a row a day, not one an hour", async () => {
    await keep(30);
    for (const days of [-1, 0, 0.4, 1]) await append(`day ${days}`, at(days));
    await pruneOldAudit(database, system, () => at(30.4));
    expect(await rows()).toEqual([1, "day 1", "day 0.4", "day 0", "settings.save"]);
    await pruneOldAudit(database, system, () => at(30.45));
    expect(await rows()).toHaveLength(5);
    await pruneOldAudit(database, system, () => at(30.6));
    expect(await rows()).toEqual([3, 1, "day 1"]);
  });

  test("more than one chunk goes at once, each with its own row", async () => {
    await database.kysely.transaction().execute(async (queries) => {
      for (let row = 0; row < 5001; row++) await append("x", at(-100), queries);
    });
    await keep(30);
    await pruneOldAudit(database, system, () => at(0));
    expect(await rows()).toEqual([1, 5000, "settings.save"]);
  });
});
