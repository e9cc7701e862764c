import { beforeEach, describe, expect, test } from "vitest";
import type { AuditAction } from "#lib/audit/action";
import { type Actor, appendAudit } from "#lib/db/audit";
import { listAuditActions, listAuditActors } from "#lib/db/audit-facets";
import { type AuditFilter, listAudit } from "#lib/db/audit-list";
import type { Database, Queries } from "#lib/db/client";
import { databaseKinds, newDatabase } from "#lib/db/testing/databases";

const ada: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const ben: Actor = { kind: "user", id: "u2", name: "ben@example.com" };
const deploy: Actor = { kind: "key", id: "k1", name: "ci-deploy" };
const outspan: Actor = { kind: "system", id: null, name: "Outspan" };
const start = Date.parse("2026-01-01T00:00:00.000Z");
const hour = 3600_000;
const all: AuditFilter = { who: null, action: null, noun: null, from: null, to: null, text: null };

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, new Date(start));
    database = fresh.database;
    return fresh.end;
  });

  type More = { actor?: Actor; action?: AuditAction; kind?: string; at?: number; fields?: string[]; queries?: Queries };
  const append = (
    name: string,
    { actor = ada, action = "destination.save", kind = "destination", ...more }: More = {},
  ) =>
    appendAudit(more.queries ?? database.kysely, actor, new Date(more.at ?? start), {
      action,
      noun: { kind, id: `id-${name}`, name },
      outcome: "done",
      fields: more.fields ?? [],
    });
  const namesOf = async (filter: Partial<AuditFilter>, limit = 100) =>
    (await listAudit(database, { ...all, ...filter }, { cursor: null, limit })).rows.map(({ noun }) => noun.name);

  /** Every page after the other. */
  async function pagesOf(filter: Partial<AuditFilter>, limit: number): Promise<(string | null)[][]> {
    const pages: (string | null)[][] = [];
    for (let cursor: number | null = null; ; ) {
      const page = await listAudit(database, { ...all, ...filter }, { cursor, limit });
      pages.push(page.rows.map(({ noun }) => noun.name));
      if (page.next === null) return pages;
      cursor = page.next;
    }
  }

  test("the newest row comes first, with all that was appended; pages meet without a gap or a double", async () => {
    for (const name of ["one", "two", "three", "four", "five"]) await append(name, { fields: ["/name"] });
    expect(await pagesOf({}, 2)).toEqual([["five", "four"], ["three", "two"], ["one"]]);
    const { rows } = await listAudit(database, all, { cursor: null, limit: 1 });
    expect(rows[0]).toMatchObject({ at: new Date(start).toISOString(), actor: ada, fields: ["/name"], detail: {} });
  });

  test("rows that are appended between two pages move nothing", async () => {
    for (const name of ["one", "two", "three"]) await append(name);
    const first = await listAudit(database, all, { cursor: null, limit: 2 });
    await append("meanwhile");
    const second = await listAudit(database, all, { cursor: first.next, limit: 2 });
    expect([...first.rows, ...second.rows].map(({ noun }) => noun.name)).toEqual(["three", "two", "one"]);
  });

  test("each filter, and two together, give exactly their rows", async () => {
    await append("a");
    await append("b", { actor: ben, action: "destination.create" });
    await append("c", { actor: deploy, fields: ["/connection/endpoint"] });
    await append("d", { actor: outspan, action: "person.create", kind: "person" });
    await append("a", { actor: ben });
    expect(await namesOf({ who: { kind: "user", id: "u2" } })).toEqual(["a", "b"]);
    expect(await namesOf({ who: { kind: "system", id: null } })).toEqual(["d"]);
    expect(await namesOf({ action: "destination.save" })).toEqual(["a", "c", "a"]);
    expect(await namesOf({ noun: { kind: "person", id: null } })).toEqual(["d"]);
    expect(await namesOf({ noun: { kind: "destination", id: "id-a" } })).toEqual(["a", "a"]);
    expect(await namesOf({ noun: { kind: "person", id: "id-a" } })).toEqual([]);
    expect(await namesOf({ who: { kind: "user", id: "u2" }, action: "destination.save" })).toEqual(["a"]);
    expect(await namesOf({ text: "CI-dep" })).toEqual(["c"]);
    expect(await namesOf({ text: "/Connection/end" })).toEqual(["c"]);
    expect(await namesOf({ text: "100%" })).toEqual([]);
  });

  test("times are exact at both ends, also where a clock went back by minutes", async () => {
    await append("old", { at: start });
    await append("later", { at: start + 30 * 60_000 });
    await append("behind", { at: start + 20 * 60_000 });
    await append("much later", { at: start + 5 * hour });
    const at = (ms: number) => new Date(start + ms).toISOString();
    expect(await namesOf({ from: at(25 * 60_000) })).toEqual(["much later", "later"]);
    expect(await namesOf({ from: at(0), to: at(30 * 60_000) })).toEqual(["behind", "old"]);
    expect(await namesOf({ from: at(9 * hour) })).toEqual([]);
    expect(await namesOf({ to: at(0) })).toEqual([]);
  });

  test("a page looks at 5,000 rows at most and says where it ended; the pages together still find every row", async () => {
    await append("needle");
    await database.kysely.transaction().execute(async (queries) => {
      for (let row = 0; row < 5005; row++) await append("hay", { queries });
    });
    await append("needle");
    const first = await listAudit(database, { ...all, text: "needle" }, { cursor: null, limit: 10 });
    expect(first).toMatchObject({ rows: [{ noun: { name: "needle" } }], searchedTo: new Date(start).toISOString() });
    expect(await pagesOf({ text: "needle" }, 10)).toEqual([["needle"], ["needle"]]);
  });

  test("a time alone ends no page early: the rows of its span are nearly all meant", async () => {
    await append("older", { at: start - 5 * hour });
    await database.kysely.transaction().execute(async (queries) => {
      for (let row = 0; row < 5005; row++) await append("of the day", { queries });
    });
    const from = new Date(start - hour).toISOString();
    const page = await listAudit(database, { ...all, from }, { cursor: null, limit: 6000 });
    expect(page).toMatchObject({ rows: { length: 5005 }, next: null, searchedTo: null });
  });

  test("who and what occur is told once each, people by their newest name", async () => {
    expect(await listAuditActors(database)).toEqual([]);
    expect(await listAuditActions(database)).toEqual([]);
    await append("a");
    await append("b", { actor: { ...ada, name: "ada@new.example.com" }, action: "destination.create" });
    await append("c", { actor: deploy });
    await append("d", { actor: outspan });
    expect(await listAuditActors(database)).toEqual([
      { kind: "user", id: "u1", name: "ada@new.example.com" },
      { kind: "key", id: "k1", name: "ci-deploy" },
    ]);
    expect(await listAuditActions(database)).toEqual(["destination.create", "destination.save"]);
  });
});

describe("on postgres, with several writers", () => {
  test("a row gets its number when everything before it is committed: no reader sees a later one first", async () => {
    const { database, end } = await newDatabase("postgres", new Date(start));
    const write = (queries: Queries, name: string) =>
      appendAudit(queries, ada, new Date(start), {
        action: "webhook.test",
        noun: { kind: "n", id: null, name },
        outcome: "done",
        fields: [],
      });
    const slow = await database.kysely.startTransaction().execute();
    await write(slow, "first");
    const second = write(database.kysely, "second");
    const seen = (await listAudit(database, all, { cursor: null, limit: 10 })).rows;
    await slow.commit().execute();
    await second;
    const names = (await listAudit(database, all, { cursor: null, limit: 10 })).rows.map(({ noun }) => noun.name);
    expect({ seen, names }).toEqual({ seen: [], names: ["second", "first"] });
    await end();
  });
});
