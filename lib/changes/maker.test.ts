// Keys and the person behind them: what happens to the keys when their maker goes, or may do less.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyIdentity } from "#lib/auth/api-key";
import type { Identity } from "#lib/auth/identity";
import { createKey, revokeKey } from "#lib/changes/key";
import { changePerson, removePerson } from "#lib/changes/people";
import { type Instance, startInstance } from "#lib/changes/testing/instance";
import { listKeyRows } from "#lib/db/key";
import { databaseKinds } from "#lib/db/testing/databases";
import { createFirstUser, insertUser } from "#lib/db/user";

const system = { kind: "system" as const, id: null, name: "test" };

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  let eve: Identity;

  beforeEach(async () => {
    instance = await startInstance(kind);
    const { database, now } = instance.runtime;
    await createFirstUser(database, system, { email: "ada@example.com", role: "admin", passwordHash: "x" }, now());
    const wayIn = { providerId: "credential" as const, passwordHash: "x" };
    const made = { email: "eve@example.com", role: "admin", isVerified: false, wayIn };
    const { id, email } = await database.kysely
      .transaction()
      .execute((transaction) => insertUser(database, transaction, system, made, now()));
    eve = { kind: "user", id, name: email, role: "admin", signedInAt: instance.runtime.now() };
  });
  afterEach(() => instance.stop());

  const make = async (name: string, role: string, by = eve) => {
    const created = await createKey(instance.runtime, by, { name, role });
    if (!created.ok) throw new Error(created.error.message);
    return created.data.key;
  };
  const left = async () => (await listKeyRows(instance.runtime.database)).map(({ name }) => name).sort();
  const identityOf = async (key: string) => {
    const found = await keyIdentity(instance.runtime, new Headers({ authorization: `Bearer ${key}` }));
    return found.ok ? found.data : null;
  };
  const makeAll = async () => {
    const keys = {
      admin: await make("a", "admin"),
      editor: await make("e", "editor"),
      ingest: await make("i", "ingest"),
    };
    const maker = await identityOf(keys.admin);
    if (maker !== null) await make("by key", "viewer", maker);
    return keys;
  };

  test("who is deactivated leaves no API key behind, also none that a key of theirs made; applications go on sending", async () => {
    const keys = await makeAll();
    expect((await changePerson(instance.runtime, system, eve.id, { active: false })).ok).toBe(true);
    expect(await identityOf(keys.admin)).toBeNull();
    expect(await left()).toEqual(["i"]);
    const rows = await instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute();
    expect(
      rows
        .filter(({ action }) => action === "key.revoke")
        .map(({ nounName }) => nounName)
        .sort(),
    ).toEqual(["a", "by key", "e"]);
  });

  test("so it is over the other road that deactivates, and keys stay where that is asked for", async () => {
    await makeAll();
    const kept = await changePerson(instance.runtime, system, eve.id, { active: false, revokeKeys: false });
    expect(kept.ok).toBe(true);
    expect(await left()).toEqual(["a", "by key", "e", "i"]);
    await changePerson(instance.runtime, system, eve.id, { active: true });
    await removePerson(instance.runtime, system, eve.id);
    expect(await left()).toEqual(["i"]);
  });

  test("who gets a lesser role keeps the keys that this role may make", async () => {
    await makeAll();
    await changePerson(instance.runtime, system, eve.id, { role: "editor" });
    expect(await left()).toEqual(["by key", "e", "i"]);
    await changePerson(instance.runtime, system, eve.id, { role: "viewer" });
    expect(await left()).toEqual(["by key", "i"]);
  });

  test("a key that is being made while its maker is deactivated does not stay", async () => {
    await Promise.all([
      createKey(instance.runtime, eve, { name: "late", role: "admin" }),
      changePerson(instance.runtime, system, eve.id, { active: false }),
      createKey(instance.runtime, eve, { name: "later", role: "admin" }),
    ]);
    expect(await left()).toEqual([]);
  });

  test("a request that is carried out after its admin became something else gives nothing back and leaves no key", async () => {
    const { runtime } = instance;
    const refused = { ok: false, error: { code: "forbidden" } };
    const late = async () => {
      const back = { role: "admin" as const, active: true };
      expect(await changePerson(runtime, eve, eve.id, back)).toMatchObject(refused);
      for (const role of ["admin", "viewer", "ingest"] as const)
        expect(await createKey(runtime, eve, { name: "late", role })).toMatchObject(refused);
    };
    await changePerson(runtime, system, eve.id, { role: "editor" });
    await late();
    await changePerson(runtime, system, eve.id, { role: "admin", active: false });
    await late();
    expect(await left()).toEqual([]);
  });

  test("so it is with a key that was revoked", async () => {
    const { runtime } = instance;
    const key = await identityOf(await make("a", "admin"));
    if (key === null) throw new Error("No key");
    await revokeKey(runtime, eve, key.id);
    const refused = { ok: false, error: { code: "forbidden" } };
    expect(await createKey(runtime, key, { name: "late", role: "admin" })).toMatchObject(refused);
    expect(await changePerson(runtime, key, eve.id, { role: "viewer" })).toMatchObject(refused);
    expect(await left()).toEqual([]);
  });
});
