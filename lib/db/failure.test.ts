import { chmodSync, closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "#lib/db/client";
import { insertDestination } from "#lib/db/destination";
import { storeFailure } from "#lib/db/failure";
import { migrate } from "#lib/db/migrate";
import { open } from "#lib/db/testing/databases";

const now = new Date("2026-01-01T00:00:00.000Z");
const actor = { kind: "user" as const, id: "u1", name: "ada@example.com" };
const pageBytes = 4096;
const noise = Buffer.alloc(pageBytes, 0xff);
let folder: string;
let file: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outspan-full-"));
  file = join(folder, "outspan.db");
  database = open({ kind: "sqlite", file });
  await migrate(database, now);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (id: string, size: number) =>
  insertDestination(
    database,
    actor,
    id,
    { body: JSON.stringify({ name: "x".repeat(size) }), secrets: null },
    { action: "destination.create", fields: [] },
    now,
  );
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("a full disk is told as such, nothing is written, and with room the next write goes through", async () => {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.kysely);
  await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count))}`.execute(database.kysely);
  const error = await errorOf(insert("d1", 200_000));
  expect(String(error)).toMatch(/database or disk is full/);
  expect(storeFailure(error)).toMatchObject({ code: "unavailable", message: expect.stringMatching(/disk .* is full/) });
  await sql`pragma max_page_count = 100000`.execute(database.kysely);
  await insert("d2", 200_000);
  const ids = await database.kysely.selectFrom("destination").select("id").execute();
  expect(ids).toEqual([{ id: "d2" }]);
});

test("a transaction that SQLite has rolled back itself throws its own error, not that there is nothing to roll back", async () => {
  const error = await errorOf(
    database.kysely.transaction().execute(async (transaction) => {
      await sql`rollback`.execute(transaction);
      throw new Error("the true reason");
    }),
  );
  expect(String(error)).toBe("Error: the true reason");
});

test("a database that may only be read is told as such", async () => {
  await sql`pragma query_only = on`.execute(database.kysely);
  const error = await errorOf(insert("d1", 10));
  expect(storeFailure(error)?.message).toMatch(/cannot be written/);
});

test("a damaged page is told as a damaged database", async () => {
  for (let index = 0; index < 50; index++) await insert(`d${index}`, 4000);
  await sql`pragma wal_checkpoint(truncate)`.execute(database.kysely);
  const copy = join(dirname(file), "copy.db");
  copyFileSync(file, copy);
  const pages = statSync(copy).size / pageBytes;
  const descriptor = openSync(copy, "r+");
  // The schema is in the first pages: it must be read for the table to be looked at.
  for (let page = Math.floor(pages / 2); page < pages; page++)
    writeSync(descriptor, noise, 0, pageBytes, page * pageBytes);
  closeSync(descriptor);
  const damaged = open({ kind: "sqlite", file: copy });
  const error = await errorOf(damaged.kysely.selectFrom("destination").selectAll().execute());
  await damaged.close();
  expect(storeFailure(error)?.message).toMatch(/^The database in the data directory is damaged: .* restore a backup/);
});

test("an error about anything else is none of these", () => {
  expect(storeFailure(new Error("x"))).toBeNull();
  expect(storeFailure(Object.assign(new Error("constraint"), { errcode: 19 }))).toBeNull();
  expect(storeFailure("text")).toBeNull();
  expect(storeFailure(Object.assign(new Error("x"), { code: "53100" }))?.code).toBe("unavailable");
});

test("the files are for their owner only, also those that an older version left readable", async () => {
  const parts = ["outspan.db", "outspan.db-wal", "outspan.db-shm"].map((name) => join(folder, name));
  const modes = () => parts.map((part) => statSync(part).mode & 0o777);
  expect(modes()).toEqual([0o600, 0o600, 0o600]);
  for (const part of parts) chmodSync(part, 0o644);
  await open({ kind: "sqlite", file }).close();
  expect(modes()).toEqual([0o600, 0o600, 0o600]);
});
