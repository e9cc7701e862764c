// Gives a test each database in turn, empty and its own: a SQLite file and a PostgreSQL database.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Database, type DatabaseLocation, openDatabase } from "#lib/db/client";
import { migrate } from "#lib/db/migrate";

export type TestLocation = { location: DatabaseLocation; remove(): Promise<void> };

/** For `describe.each`. */
export const databaseKinds = ["sqlite", "postgres"] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export async function newLocation(kind: DatabaseKind): Promise<TestLocation> {
  return kind === "sqlite" ? sqliteLocation() : postgresLocation();
}

export function open(location: DatabaseLocation): Database {
  return openDatabase(location, () => {});
}

/** One with every table and no row. `end` is what a test's set-up hands back, so that it leaves nothing. */
export async function newDatabase(kind: DatabaseKind, now: Date) {
  const place = await newLocation(kind);
  const database = open(place.location);
  const migrated = await migrate(database, now);
  if (!migrated.ok) throw new Error(migrated.error.message);
  const end = async () => {
    await database.close();
    await place.remove();
  };
  return { database, applied: migrated.data, end };
}

function sqliteLocation(): TestLocation {
  const folder = mkdtempSync(join(tmpdir(), "outspan-db-"));
  return {
    location: { kind: "sqlite", file: join(folder, "outspan.db") },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function postgresLocation(): Promise<TestLocation> {
  const server = process.env.OUTSPAN_TEST_POSTGRES;
  if (server === undefined) {
    throw new Error("No PostgreSQL: run vitest with --config e2e/vitest.config.ts");
  }
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    location: { kind: "postgres", url: url.href },
    remove: () => administer(server, `drop database ${name} with (force)`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
