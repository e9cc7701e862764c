// A filled SQLite installation on its way to PostgreSQL, cut off by the kernel, run again, compared.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendAudit } from "#lib/db/audit";
import { findDestinationRow } from "#lib/db/destination";
import { openDestination } from "#lib/db/sealed-destination";
import { newLocation, open, type TestLocation } from "#lib/db/testing/databases";
import { fill, planted } from "#lib/testing/filled";
import { type Installation, newInstallation } from "#lib/testing/installation";
import { moveToPostgres } from "#lib/upkeep/move";

let installation: Installation;
let place: TestLocation;
let url = "";
let destination = "";
const now = new Date();
const quiet = () => {};

beforeEach(async () => {
  installation = await newInstallation("sqlite");
  destination = (await installation.within(fill)).destination;
  place = await newLocation("postgres");
  if (place.location.kind === "postgres") url = place.location.url;
});
afterEach(async () => {
  await installation.remove();
  await place.remove();
});

const move = () => moveToPostgres(installation.env(), url, now, quiet);

/** The same data directory, now with the database elsewhere and the key of the file in the environment. */
function onPostgres(): void {
  installation.variables.DATABASE_URL = url;
  installation.variables.OUTSPAN_SECRET_KEY = readFileSync(join(installation.folder, "secret.key"), "utf8").trim();
}

test("every row arrives, secrets open with the same key, and what is written next gets the next numbers", async () => {
  const before = await installation.within(({ database }) =>
    database.kysely.selectFrom("audit").selectAll().orderBy("id").execute(),
  );
  expect(await move()).toMatchObject({ ok: true, data: { wasThere: false, rows: { user: 1, session: 1, secret: 1 } } });
  onPostgres();
  await installation.within(async (runtime) => {
    const { kysely, kind } = runtime.database;
    expect(kind).toBe("postgres");
    expect(await kysely.selectFrom("audit").selectAll().orderBy("id").execute()).toEqual(before);
    const user = await kysely.selectFrom("user").selectAll().executeTakeFirstOrThrow();
    expect(user).toMatchObject({ email: "ada@example.com", emailVerified: false, createdAt: expect.any(Date) });
    const row = await findDestinationRow(runtime.database, destination);
    expect(row && JSON.stringify(openDestination(runtime, row))).toContain(planted.header);
    await appendAudit(kysely, { kind: "system", id: null, name: "test" }, now, {
      action: "webhook.test",
      noun: { kind: "test", id: null, name: null },
      outcome: "done",
      fields: [],
    });
    const last = await kysely.selectFrom("audit").select(["id", "action"]).orderBy("id", "desc").executeTakeFirst();
    expect(last).toEqual({ id: (before.at(-1)?.id ?? 0) + 1, action: "webhook.test" });
  });
});

test.each(["copied", "committed"] as const)(
  "killed when it has %s, it is run again and everything is there",
  async (step) => {
    const script = `
    import { readEnv } from "#lib/env";
    import { moveToPostgres } from "#lib/upkeep/move";
    const env = readEnv(${JSON.stringify(installation.variables)});
    await moveToPostgres(env.data, ${JSON.stringify(url)}, new Date(), () => {}, (step) => {
      if (step === ${JSON.stringify(step)}) process.kill(process.pid, "SIGKILL");
    });`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    expect(await move()).toMatchObject({ ok: true, data: { wasThere: step === "committed" } });
  },
);

test("a database that is not empty is refused, also when it is the same Outspan that has gone on there", async () => {
  expect(await move()).toMatchObject({ ok: true });
  const database = open(place.location);
  await database.kysely.updateTable("destination").set({ revision: 99 }).where("id", "=", destination).execute();
  await database.close();
  expect(await move()).toMatchObject({ ok: false, error: { code: "conflict" } });
});

test("an Outspan that is on PostgreSQL already is not moved, and a target that does not answer is one line without its password", async () => {
  const nowhere = "postgres://outspan:planted-password@127.0.0.1:9/outspan";
  const refused = await moveToPostgres(installation.env(), nowhere, now, quiet);
  expect(refused).toMatchObject({ ok: false, error: { code: "unavailable" } });
  expect(JSON.stringify(refused)).not.toContain("planted-password");
  expect(await move()).toMatchObject({ ok: true });
  onPostgres();
  expect(await move()).toMatchObject({ ok: false, error: { code: "conflict" } });
});

test("what other programs have in the target's schema is neither read nor touched, nor what only looks like a table", async () => {
  const database = open(place.location);
  const { kysely } = database;
  await sql`create table theirs (note text)`.execute(kysely);
  await sql`insert into theirs values ('keep me')`.execute(kysely);
  await sql`create view their_view as select note from theirs`.execute(kysely);
  expect(await move()).toMatchObject({ ok: true, data: { wasThere: false, rows: { user: 1 } } });
  expect(await move()).toMatchObject({ ok: true, data: { wasThere: true } });
  expect((await sql`select * from their_view`.execute(kysely)).rows).toEqual([{ note: "keep me" }]);
  await database.close();
});
