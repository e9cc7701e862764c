// The backup of an installation on PostgreSQL as README tells it: PostgreSQL's own pg_dump while it is written to, pg_restore into
// another database, started from there. Needs those programs on the machine; without them it is skipped and says so.
import { join } from "node:path";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { findPostgresPrograms, type PostgresPrograms } from "#e2e/postgres-programs";
import type { Database } from "#lib/db/client";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import { openValues } from "#lib/db/sealed-secret";
import { findSecretRow } from "#lib/db/secret";
import { tableNames } from "#lib/db/tables";
import { open } from "#lib/db/testing/databases";
import type { Runtime } from "#lib/runtime";
import { addDestination, fill, planted } from "#lib/testing/filled";
import { newInstallation } from "#lib/testing/installation";

const programs = findPostgresPrograms();
const key = Buffer.alloc(32, 3).toString("base64");

/** An installation that is filled, its data directory, and how another one is started on `database` with one of its own. */
async function onServer({ run, start }: PostgresPrograms) {
  const server = await start();
  onTestFinished(server.stop);
  const newDatabase = async (name: string) => {
    const database = open({ kind: "postgres", url: server.urlOf("postgres") });
    await sql`create database ${sql.ref(name)}`.execute(database.kysely);
    await database.close();
    return server.urlOf(name);
  };
  const installed = async (url: string) => {
    // A folder alone: the database is not one of a file.
    const installation = await newInstallation("sqlite");
    onTestFinished(installation.remove);
    Object.assign(installation.variables, { DATABASE_URL: url, OUTSPAN_SECRET_KEY: key });
    return installation;
  };
  const url = await newDatabase("outspan");
  const source = await installed(url);
  const { destination } = await source.within(fill);
  const file = join(source.folder, "outspan.dump");
  const done = { code: 0, complaint: "" };
  return {
    ...{ source, destination },
    dump: async () => expect(await run("pg_dump", ["--format=custom", `--file=${file}`, url])).toEqual(done),
    async restore() {
      const restored = await newDatabase("new");
      expect(await run("pg_restore", [`--dbname=${restored}`, file])).toEqual(done);
      return installed(restored);
    },
  };
}

type Row = Record<string, unknown>;

/** Of every table, in one order. */
async function rowsOf({ kysely }: Database): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = {};
  for (const name of tableNames) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)} as t order by t::text collate "C"`.execute(kysely);
    all[name] = rows;
  }
  return all;
}

async function readAt(variables: Record<string, string>) {
  const database = open({ kind: "postgres", url: variables.DATABASE_URL ?? "" });
  const rows = await rowsOf(database);
  await database.close();
  return rows;
}

/** Opened with the key that was kept. */
async function expectSecretsOpen(runtime: Runtime, destination: string): Promise<void> {
  const row = await findDestinationRow(runtime.database, destination);
  expect(row && JSON.stringify(openDestination(runtime, row))).toContain(planted.header);
  const secret = await findSecretRow(runtime.database.kysely, "vendor");
  expect(secret && openValues(runtime, secret)).toEqual({ "OTEL_HEADER_api-key": planted.named });
}

if (programs === null)
  test.skip("skipped: no pg_dump on this machine, or no user postgres to run a server as", () => {});
else {
  test("pg_dump and pg_restore bring along every row of every table; started there with the same key, every secret opens and numbers go on", async () => {
    const { source, destination, dump, restore } = await onServer(programs);
    await dump();
    const before = await readAt(source.variables);
    const copy = await restore();
    expect(await readAt(copy.variables)).toEqual(before);
    for (const table of ["user", "session", "secret", "destination", "revision", "settings", "audit", "twoFactor"])
      expect([table, before[table]?.length]).not.toEqual([table, 0]);
    await copy.within(async (runtime) => {
      await expectSecretsOpen(runtime, destination);
      await addDestination(runtime, "Made there");
      const rows = await runtime.database.kysely.selectFrom("audit").select("id").orderBy("id").execute();
      expect(rows.length).toBe((before.audit?.length ?? 0) + 1);
    });
    copy.variables.OUTSPAN_SECRET_KEY = Buffer.alloc(32, 4).toString("base64");
    expect(await copy.start()).toMatchObject({ ok: false, error: { code: "invalid" } });
  }, 60_000);

  test("a copy that is taken while changes go on is of one moment: each destination there has its audit row and its revision, none more", async () => {
    const { source, destination, dump, restore } = await onServer(programs);
    const made: string[] = [];
    const during = await source.within(async (runtime) => {
      for (const name of ["first", "second"]) made.push(await addDestination(runtime, name));
      let isDumping = true;
      const dumping = dump().finally(() => {
        isDumping = false;
      });
      const began = made.length;
      while (isDumping) made.push(await addDestination(runtime, `while ${made.length}`));
      await dumping;
      made.push(await addDestination(runtime, "afterwards"));
      return made.length - began;
    });
    expect(during).toBeGreaterThan(2);
    const [after, copy] = [await readAt(source.variables), await restore()];
    const copied = await readAt(copy.variables);
    const byId = (rows: Row[] = []) => rows.toSorted((one, other) => Number(one.id) - Number(other.id));
    const audit = byId(copied.audit);
    expect(audit.length).toBeLessThan(after.audit?.length ?? 0);
    expect(byId(after.audit).slice(0, audit.length)).toEqual(audit);
    const created = audit.filter(({ action }) => action === "destination.create").map(({ nounId }) => nounId);
    const revised = copied.revision?.filter(({ nounKind }) => nounKind === "destination").map(({ nounId }) => nounId);
    const copiedIds = copied.destination?.map(({ id }) => id) ?? [];
    expect(copiedIds.toSorted()).toEqual(created.toSorted());
    expect([...new Set(revised)].toSorted()).toEqual(created.toSorted());
    expect(copiedIds).toEqual(expect.arrayContaining(made.slice(0, 2)));
    expect(after.destination).toEqual(expect.arrayContaining(copied.destination ?? []));
    for (const table of ["user", "account", "session", "secret", "settings", "twoFactor", "migration"])
      expect([table, copied[table]]).toEqual([table, after[table]]);
    await copy.within((runtime) => expectSecretsOpen(runtime, destination));
  }, 60_000);
}
