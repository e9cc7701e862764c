import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { beginAttempt, forgiveAttempt } from "#lib/db/attempt";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import {
  findDestinationRow,
  hideDestination,
  insertDestination,
  listDestinationRows,
  purgeDestinations,
  showDestination,
  updateDestination,
} from "#lib/db/destination";
import { claimInstanceFact } from "#lib/db/instance";
import { migrate } from "#lib/db/migrate";
import { databaseKinds, newDatabase, newLocation } from "#lib/db/testing/databases";
import { findToken, insertToken } from "#lib/db/token";
import { createFirstUser, createUserWithToken, hasUsers } from "#lib/db/user";

const ada: Actor = { kind: "user", id: "u1", name: "ada@example.com" };
const now = new Date("2026-01-01T00:00:00.000Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const create = { action: "destination.create" as const, fields: ["/name"] };
const content = (name: string) => ({ body: JSON.stringify({ name, signals: {} }), secrets: null });

describe.each(databaseKinds)("on %s", (kind) => {
  let database: Database;

  beforeEach(async () => {
    const fresh = await newDatabase(kind, now);
    database = fresh.database;
    expect(fresh.applied).toEqual(expect.arrayContaining([1, 2]));
    return fresh.end;
  });

  const auditActions = async () =>
    (await database.kysely.selectFrom("audit").select("action").orderBy("id").execute()).map((row) => row.action);

  test("migrations apply once: the second start finds nothing to do", async () => {
    expect(await migrate(database, now)).toEqual({ ok: true, data: [] });
  });

  test("two processes that start at once migrate once", async () => {
    const fresh = await newLocation(kind);
    const script = `
      import { openDatabase } from "#lib/db/client";
      import { migrate } from "#lib/db/migrate";
      const database = openDatabase(JSON.parse(process.env.LOCATION), () => {});
      const migrated = await migrate(database, new Date());
      process.stdout.write(JSON.stringify(migrated.data));
      await database.close();`;
    const run = async () => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
        env: { ...process.env, LOCATION: JSON.stringify(fresh.location) },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
      });
      const [code] = await once(child, "close");
      expect(code).toBe(0);
      return text;
    };
    const outputs = await Promise.all([run(), run(), run()]);
    expect(outputs.sort()).toEqual(["[1,2,3,4,5,6,7,8,9,10]", "[]", "[]"]);
    await fresh.remove();
  });

  test("a database newer than the code is refused with one clear line", async () => {
    await database.kysely
      .insertInto("migration")
      .values({ version: 99, name: "future", appliedAt: now.toISOString() })
      .execute();
    const refused = await migrate(database, now);
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining("schema 99") } });
  });

  test("the audit row shares the transaction: a write that fails leaves neither", async () => {
    const id = randomUUID();
    await insertDestination(database, ada, id, content("one"), create, now);
    await expect(insertDestination(database, ada, id, content("two"), create, now)).rejects.toThrow();
    expect(await auditActions()).toEqual(["destination.create"]);
  });

  test("the audit is append-only: the database itself refuses to rewrite it", async () => {
    await insertDestination(database, ada, randomUUID(), content("one"), create, now);
    await expect(sql`update audit set "actorName" = 'x'`.execute(database.kysely)).rejects.toThrow(/append-only/);
    await expect(sql`delete from audit`.execute(database.kysely)).rejects.toThrow(/append-only/);
  });

  test("of two saves of the same revision one wins and the other sees a conflict", async () => {
    const id = randomUUID();
    await insertDestination(database, ada, id, content("one"), create, now);
    const change = { action: "destination.save" as const, fields: ["/name"] };
    const saves = await Promise.all(
      ["two", "three"].map((name) =>
        updateDestination(database, ada, { id, revision: 1 }, content(name), change, later(1)),
      ),
    );
    expect(saves.map((save) => (save.ok ? save.data.revision : save.error.code)).sort()).toEqual([2, "conflict"]);
    expect(await auditActions()).toEqual(["destination.create", "destination.save"]);
  });

  test("a delete of a revision that is not the stored one is a conflict, and changes nothing", async () => {
    const id = randomUUID();
    await insertDestination(database, ada, id, content("one"), create, now);
    const refused = await hideDestination(database, ada, { id, revision: 2 }, now);
    expect(refused).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await auditActions()).toEqual(["destination.create"]);
    expect(await hideDestination(database, ada, { id, revision: 1 }, now)).toEqual({ ok: true, data: null });
    for (const nowhere of ["nothing", "\0", "x".repeat(100_000)]) {
      const answer = await hideDestination(database, ada, { id: nowhere, revision: "any" }, now);
      expect(answer).toMatchObject({ ok: false, error: { code: "not_found" } });
    }
  });

  test("a deleted destination can be brought back for 10 minutes, and is purged exactly then", async () => {
    const id = randomUUID();
    await insertDestination(database, ada, id, content("one"), create, now);
    const any = { id, revision: "any" as const };
    expect(await hideDestination(database, ada, any, now)).toEqual({ ok: true, data: null });
    expect(await hideDestination(database, ada, any, now)).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await listDestinationRows(database)).toEqual([]);
    const tenMinutes = 600_000;
    const purgeAt = (ms: number) => purgeDestinations(database, ada, later(ms - tenMinutes), later(ms));
    expect(await purgeAt(tenMinutes - 1)).toEqual([]);
    expect(await showDestination(database, ada, id, later(-1), later(tenMinutes - 1))).toMatchObject({
      id,
      revision: 1,
    });
    expect(await findDestinationRow(database, id)).toMatchObject({ id, deletedAt: null });
    await hideDestination(database, ada, { id, revision: "any" }, now);
    expect(await purgeAt(tenMinutes)).toEqual([id]);
    expect(await showDestination(database, ada, id, later(-1), later(tenMinutes))).toBeNull();
    expect(await auditActions()).toEqual([
      "destination.create",
      "destination.delete",
      "destination.undelete",
      "destination.delete",
      "destination.purge",
    ]);
  });

  test("an id that no row can have is simply not found", async () => {
    for (const id of ["\0", "x".repeat(100_000), "' or 1=1 --", "__proto__", ""]) {
      expect(await findDestinationRow(database, id)).toBeNull();
      expect(await showDestination(database, ada, id, now, now)).toBeNull();
    }
  });

  test("a token is good for one account, also when it is spent twice at once", async () => {
    await insertToken(
      database,
      ada,
      { hash: "h", kind: "invite", email: "eve@example.com", role: "viewer", expiresAt: later(1000) },
      now,
    );
    const spend = () =>
      createUserWithToken(
        database,
        (user) => ({ kind: "user", id: user.id, name: user.email }),
        "h",
        { email: "ignored@example.com", passwordHash: "x" },
        now,
      );
    const results = await Promise.all([spend(), spend()]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => result.ok)).toMatchObject({ data: { email: "eve@example.com", role: "viewer" } });
    expect(await findToken(database, "h")).toMatchObject({ usedAt: now.toISOString() });
    expect(await auditActions()).toEqual(["person.invite", "person.create"]);
  });

  test("another link for an invitation that stands is no second invitation in the audit", async () => {
    const token = { kind: "invite", email: "eve@example.com", role: "viewer", expiresAt: later(1000) } as const;
    await insertToken(database, ada, { ...token, hash: "first" }, now);
    await insertToken(database, ada, { ...token, hash: "second" }, now);
    expect(await auditActions()).toEqual(["person.invite", "person.invite_link"]);
  });

  test("a set-up token spent twice at once makes one account, whatever the emails", async () => {
    const expiresAt = later(1000);
    await insertToken(database, ada, { hash: "h", kind: "setup", email: null, role: "admin", expiresAt }, now);
    const spend = (email: string) => createUserWithToken(database, () => ada, "h", { email, passwordHash: "x" }, now);
    const results = await Promise.all([spend("a@example.com"), spend("b@example.com")]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
  });

  test("an expired token makes no account and stays unspent", async () => {
    await insertToken(database, ada, { hash: "h", kind: "setup", email: null, role: "admin", expiresAt: now }, now);
    const refused = await createUserWithToken(database, () => ada, "h", { email: "a@b.co", passwordHash: "x" }, now);
    expect(refused).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await hasUsers(database)).toBe(false);
  });

  test("a new set-up link makes the older one worthless", async () => {
    const link = (hash: string) =>
      insertToken(database, ada, { hash, kind: "setup", email: null, role: "admin", expiresAt: later(1000) }, now);
    await link("old");
    await link("new");
    expect(await findToken(database, "old")).toBeNull();
    expect(await findToken(database, "new")).not.toBeNull();
  });

  test("the unattended first account is made once, also by two instances at once", async () => {
    const admin = { email: "root@example.com", role: "admin", passwordHash: "x" };
    const other = { ...admin, email: "other@example.com" };
    const made = await Promise.all([
      createFirstUser(database, ada, admin, now),
      createFirstUser(database, ada, other, now),
    ]);
    expect(made.filter((user) => user !== null)).toHaveLength(1);
  });

  test("parallel tries are counted one by one, and a success starts over", async () => {
    const waitUntil = ({ failures }: { failures: number }) => (failures >= 3 ? later(5000) : null);
    const attempt = () => beginAttempt(database, ["account:a", "address:b"], waitUntil, now, later(-1000));
    const results = await Promise.all([1, 2, 3, 4, 5].map(attempt));
    const begun = results.filter((result) => !result.isRefused);
    const waits = begun.map((result) => result.waitUntil?.getTime() ?? 0);
    expect(waits.sort((a, b) => a - b)).toEqual([0, 0, later(5000).getTime()]);
    await forgiveAttempt(database, "account:a", ["address:b"]);
    const left = await database.kysely.selectFrom("attempt").selectAll().execute();
    expect(left).toMatchObject([{ key: "address:b", failures: 2 }]);
  });

  test("old failures are forgotten", async () => {
    const free = () => null;
    await beginAttempt(database, ["account:a"], free, now, later(-1000));
    await beginAttempt(database, ["account:b"], free, later(5000), later(1000));
    const left = await database.kysely.selectFrom("attempt").select("key").execute();
    expect(left).toEqual([{ key: "account:b" }]);
  });

  test("the first to claim a fact of the instance wins", async () => {
    expect(await claimInstanceFact(database, "key", "one")).toBe("one");
    expect(await claimInstanceFact(database, "key", "two")).toBe("one");
  });
});
