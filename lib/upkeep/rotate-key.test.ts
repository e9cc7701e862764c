// Another sealing key for a real installation, cut off at each step by the kernel.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findDestinationRow, listDeletedDestinationRows } from "#lib/db/destination";
import { beatNode } from "#lib/db/node";
import { openDestination } from "#lib/db/sealed-destination";
import { openSecret } from "#lib/db/sealed-secret";
import { openWebhook } from "#lib/db/sealed-webhook";
import { findSecretRow } from "#lib/db/secret";
import { readSettingsRow } from "#lib/db/settings";
import { databaseKinds } from "#lib/db/testing/databases";
import { findTwoFactor, twoFactorContext } from "#lib/db/two-factor";
import type { Runtime } from "#lib/runtime";
import { openStore } from "#lib/store";
import { fill, planted } from "#lib/testing/filled";
import { type Installation, newInstallation } from "#lib/testing/installation";
import { rotateKey } from "#lib/upkeep/rotate-key";

const now = new Date();
const nextKey = Buffer.alloc(32, 2).toString("base64");
/** What `seal` of lib/seal.ts makes. */
const sealed = /v1\.[\w-]{40,}/g;

let made: { destination: string; person: string };

/** Every text of every table, whichever tables there are. */
async function everyText({ kysely, kind }: Runtime["database"]): Promise<string> {
  const tables =
    kind === "sqlite"
      ? await sql<{ name: string }>`select name from sqlite_schema where type = 'table'`.execute(kysely)
      : await sql<{ name: string }>`select tablename as name from pg_tables
          where schemaname = current_schema()`.execute(kysely);
  const rows = await Promise.all(
    tables.rows.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(kysely).then((all) => all.rows)),
  );
  return JSON.stringify(rows);
}

const sealedTexts = async ({ database }: Runtime) => new Set((await everyText(database)).match(sealed));

/** Everything that was sealed, opened by what this runtime knows. */
async function opened(runtime: Runtime): Promise<string> {
  const { database } = runtime;
  const row = await findDestinationRow(database, made.destination);
  const deleted = await listDeletedDestinationRows(database, new Date(0));
  const secret = await findSecretRow(database.kysely, "vendor");
  const { settings } = await readSettingsRow(database);
  const twoFactor = await findTwoFactor(database, made.person);
  return JSON.stringify([
    [row, ...deleted].map((one) => one && openDestination(runtime, one)),
    settings.webhooks.map((webhook) => openWebhook(runtime, webhook)),
    secret && openSecret(runtime, secret),
    twoFactor && runtime.unseal(twoFactor.secret, twoFactorContext(made.person)),
  ]);
}

/** Nobody has a connection, and nobody gets one before `act` is done, but for `act`. */
async function cutOff(url: string, act: () => Promise<{ ok: boolean }>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await expect
      .poll(
        async () => {
          await client.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
          );
          return (await act()).ok;
        },
        { timeout: 10_000 },
      )
      .toBe(true);
  } finally {
    await client.end();
  }
}

async function expectAllOpen(installation: Installation): Promise<void> {
  const text = await installation.within(opened);
  for (const value of Object.values(planted)) expect(text).toContain(value);
}

describe.each(databaseKinds)("on %s", (kind) => {
  let installation: Installation;

  beforeEach(async () => {
    installation = await newInstallation(kind);
    made = await installation.within(fill);
    if (kind === "postgres") installation.variables.OUTSPAN_SECRET_KEY_NEXT = nextKey;
  });
  afterEach(() => installation.remove());

  const takeNext = () => {
    if (kind === "postgres") installation.variables.OUTSPAN_SECRET_KEY = nextKey;
  };

  test("everything sealed in any table is sealed anew, opens with the new key, and the old one is refused", async () => {
    const before = await installation.within(sealedTexts);
    expect(before.size).toBe(Object.keys(planted).length);
    const old = kind === "sqlite" ? readFileSync(join(installation.folder, "secret.key"), "utf8").trim() : null;
    expect(await rotateKey(installation.env(), now)).toMatchObject({
      ok: true,
      data: { rows: before.size, unopened: 0, sessions: 1 },
    });
    takeNext();
    const after = await installation.within(sealedTexts);
    expect(after.size).toBe(before.size);
    expect([...after].filter((text) => before.has(text))).toEqual([]);
    await expectAllOpen(installation);
    installation.variables.OUTSPAN_SECRET_KEY = old ?? Buffer.alloc(32, 1).toString("base64");
    expect(await installation.start()).toMatchObject({ ok: false, error: { message: expect.stringContaining("key") } });
  });

  test("it is in the audit, by number and without a value; every session has ended", async () => {
    await rotateKey(installation.env(), now);
    takeNext();
    await installation.within(async ({ database }) => {
      expect(await database.kysely.selectFrom("session").selectAll().execute()).toEqual([]);
      const rows = await database.kysely
        .selectFrom("audit")
        .selectAll()
        .where("action", "=", "instance.rotate_key")
        .execute();
      expect(rows).toHaveLength(1);
      expect(JSON.parse(rows[0]?.detail ?? "")).toEqual({ rows: 5, unopened: 0, sessions: 1 });
    });
  });

  test.each(["key made", "rows sealed", "committed"] as const)(
    'killed at once after "%s", it starts with all secrets, and can be rotated again',
    async (step) => {
      const script = `
        import { readEnv } from "#lib/env";
        import { rotateKey } from "#lib/upkeep/rotate-key";
        const env = readEnv(${JSON.stringify(installation.variables)});
        await rotateKey(env.data, new Date(), (step) => {
          if (step === ${JSON.stringify(step)}) process.kill(process.pid, "SIGKILL");
        });`;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      if (step === "committed") takeNext();
      await expectAllOpen(installation);
      installation.variables.OUTSPAN_SECRET_KEY_NEXT = Buffer.alloc(32, 3).toString("base64");
      expect(await rotateKey(installation.env(), now)).toMatchObject({ ok: true });
      if (kind === "postgres")
        installation.variables.OUTSPAN_SECRET_KEY = installation.variables.OUTSPAN_SECRET_KEY_NEXT;
      await expectAllOpen(installation);
      expect(existsSync(join(installation.folder, "secret.key.next"))).toBe(false);
    },
  );

  if (kind === "postgres") {
    test("while a node runs it is refused, and nothing has changed", async () => {
      await installation.within(async (runtime) => {
        await beatNode(runtime.database, { id: "n2", name: "host-b:3000", url: "http://127.0.0.1:3000" }, "p");
        expect(await rotateKey(installation.env(), now)).toMatchObject({
          ok: false,
          error: { code: "conflict", message: expect.stringContaining("host-b:3000") },
        });
      });
      await expectAllOpen(installation);
    });

    test("a connection alone is enough to refuse it: of a node that stalls, or that is just starting and says nothing yet", async () => {
      const store = await openStore(installation.env(), now);
      if (!store.ok) throw new Error(store.error.message);
      await store.data.database.kysely.deleteFrom("node").execute();
      expect(await rotateKey(installation.env(), now)).toMatchObject({
        ok: false,
        error: { code: "conflict", message: expect.stringContaining("pg_stat_activity") },
      });
      await store.data.database.close();
      expect(await rotateKey(installation.env(), now)).toMatchObject({ ok: true });
    });

    test("a node that was cut off meanwhile writes nothing more that the old key sealed: it ends", async () => {
      let ended = 0;
      const started = await installation.start({ end: () => (ended += 1) });
      if (!started.ok) throw new Error(started.error.message);
      await cutOff(installation.variables.DATABASE_URL ?? "", () => rotateKey(installation.env(), now));
      const { database, seal } = started.data;
      const written = database.kysely
        .insertInto("instance")
        .values({ key: "late", value: seal("a secret", "late") })
        .execute();
      await expect(written).rejects.toThrow("another sealing key");
      expect(ended).toBeGreaterThan(0);
      await started.data.stop();
      takeNext();
      await expectAllOpen(installation);
    });

    test("without OUTSPAN_SECRET_KEY_NEXT, or with the key that is used now, it is refused; done before, it says so", async () => {
      installation.variables.OUTSPAN_SECRET_KEY_NEXT = installation.variables.OUTSPAN_SECRET_KEY ?? "";
      expect(await rotateKey(installation.env(), now)).toMatchObject({ ok: false, error: { code: "invalid" } });
      installation.variables.OUTSPAN_SECRET_KEY_NEXT = "";
      expect(await rotateKey(installation.env(), now)).toMatchObject({ ok: false, error: { code: "invalid" } });
      installation.variables.OUTSPAN_SECRET_KEY_NEXT = nextKey;
      expect(await rotateKey(installation.env(), now)).toMatchObject({ ok: true });
      expect(await rotateKey(installation.env(), now)).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining("done already") },
      });
    });
  }
});
