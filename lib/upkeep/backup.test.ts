// A copy of a running installation, started elsewhere.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "#lib/db/client";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import { fill, planted } from "#lib/testing/filled";
import { type Installation, newInstallation } from "#lib/testing/installation";
import { backUp } from "#lib/upkeep/backup";

let installation: Installation;
let destination = "";
let folder = "";

beforeEach(async () => {
  installation = await newInstallation("sqlite");
  destination = (await installation.within(fill)).destination;
  folder = join(installation.folder, "copies", "one");
});
afterEach(() => installation.remove());

const openedSecret = () =>
  installation.within(async (runtime) => {
    const row = await findDestinationRow(runtime.database, destination);
    return row && JSON.stringify(openDestination(runtime, row));
  });

test("taken while it runs, it starts elsewhere with everything there, secrets too, and for its owner alone", async () => {
  await installation.within(async () => {
    // A process of its own, as at a terminal: two connections of one process would wait for each other.
    const env = { PATH: process.env.PATH, ...installation.variables };
    const command = spawn(process.execPath, ["lib/cli/main.ts", "backup", "--to", folder], {
      env: { NODE_ENV: "test", ...env },
      stdio: "ignore",
    });
    expect(await once(command, "exit")).toEqual([0, null]);
  });
  for (const name of ["outspan.db", "secret.key"]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await installation.within(({ database }) => database.kysely.deleteFrom("destination").execute());
  expect(await openedSecret()).toBeNull();
  installation.variables.OUTSPAN_DATA_DIR = folder;
  expect(await openedSecret()).toContain(planted.header);
});

test("a key of the environment is not in the copy", async () => {
  const { folder: other } = installation;
  installation.variables.OUTSPAN_DATA_DIR = join(other, "second");
  installation.variables.OUTSPAN_SECRET_KEY = Buffer.alloc(32, 5).toString("base64");
  await installation.within(async () => {});
  expect(await backUp(installation.env(), folder)).toMatchObject({ ok: true, data: { hasKey: false } });
  expect(existsSync(join(folder, "secret.key"))).toBe(false);
});

test("a directory that holds something is refused, and so is PostgreSQL, with what to do there", async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "outspan.db"), "");
  expect(await backUp(installation.env(), folder)).toMatchObject({ ok: false, error: { code: "conflict" } });
  const env = { ...installation.env(), databaseUrl: "postgres://127.0.0.1:9/outspan" };
  const refused = await backUp(env, folder);
  expect(!refused.ok && refused.error.message).toContain("pg_dump");
});

test("the database of an older version, which may be running, is copied and not brought up to date", async () => {
  const versions = async (file: string) => {
    const database = openDatabase({ kind: "sqlite", file }, () => {});
    const rows = await database.kysely.selectFrom("migration").select("version").orderBy("version").execute();
    await database.close();
    return rows.map(({ version }) => version);
  };
  await installation.within(({ database: { kysely } }) =>
    kysely.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("migration").where("version", "=", 8).execute();
      for (const table of ["node", "lease", "nodeOrder"]) await transaction.schema.dropTable(table).execute();
    }),
  );
  const file = join(installation.folder, "outspan.db");
  const before = await versions(file);
  expect(before).not.toContain(8);
  expect(await backUp(installation.env(), folder)).toMatchObject({ ok: true });
  expect(await versions(file)).toEqual(before);
  expect(await versions(join(folder, "outspan.db"))).toEqual(before);
});
