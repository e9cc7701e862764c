// A key from its making to its end, on both databases: what is stored, who it is, what is told of its use.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyIdentity } from "#lib/auth/api-key";
import { newKey } from "#lib/auth/key-text";
import { createKey, revokeKey } from "#lib/changes/key";
import { admin, apiKey, type Instance, startInstance } from "#lib/changes/testing/instance";
import { readConfigurationMark } from "#lib/db/configuration-mark";
import { listKeyRows, savedKeyOf } from "#lib/db/key";
import { databaseKinds } from "#lib/db/testing/databases";
import { ok } from "#lib/result";

const minuteMs = 60_000;
const listOf = async ({ runtime }: Instance) =>
  (await listKeyRows(runtime.database)).map((row) => savedKeyOf(row, null));

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  beforeEach(async () => {
    instance = await startInstance(kind);
  });
  afterEach(() => instance.stop());

  const make = async (name: string, role = "editor", more: object = {}) => {
    const created = await createKey(instance.runtime, admin, { name, role, ...more });
    if (!created.ok) throw new Error(created.error.message);
    return created.data;
  };
  const asked = (key: string, address?: string) => {
    const from: Record<string, string> = address === undefined ? {} : { "x-outspan-client": address };
    return keyIdentity(instance.runtime, new Headers({ authorization: `Bearer ${key}`, ...from }));
  };
  const audit = async (action: string) => {
    const rows = await instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute();
    return rows.filter((row) => row.action === action);
  };
  const listed = async (id: string) => (await listOf(instance)).find((key) => key.id === id);

  test("a key is told once, and only its hash is stored", async () => {
    const { key, ...saved } = await make("CI");
    expect(key.startsWith(saved.prefix)).toBe(true);
    const unused = { expiresAt: null, lastUsedAt: null, lastAddress: null, items: null };
    expect(saved).toMatchObject({
      name: "CI",
      role: "editor",
      createdBy: { kind: "user", name: admin.name },
      ...unused,
    });
    expect(await listOf(instance)).toEqual([saved]);
    expect(await asked(key)).toEqual(ok({ kind: "key", id: saved.id, name: "CI", role: "editor", address: null }));
    expect(await instance.dump()).not.toContain(key.slice(12));
    expect(await audit("key.create")).toMatchObject([
      { actorName: admin.name, nounKind: "key", nounId: saved.id, nounName: "CI", fields: '["/name","/role"]' },
    ]);
  });

  test("a key that was never ours is not known; one of ours that ended is told how", async () => {
    const [short, gone] = [await make("Short", "viewer", { expiresAt: "2026-01-01T00:01:00Z" }), await make("Gone")];
    const refused = (message: string) => ({ ok: false, error: { code: "unauthenticated", message } });
    expect((await asked(short.key)).ok).toBe(true);
    instance.pass(minuteMs);
    expect(await asked(short.key)).toEqual(refused("This API key has expired"));
    expect(await revokeKey(instance.runtime, admin, gone.id)).toEqual(ok(null));
    expect(await asked(gone.key)).toEqual(refused("This API key was revoked"));
    for (const key of [newKey().key, `${gone.key}x`, gone.key.slice(1), apiKey.slice(1), "x"]) {
      expect(await asked(key)).toEqual(refused("This API key is not known"));
    }
    expect((await listOf(instance)).map(({ name }) => name)).toEqual(["Short"]);
    expect(await audit("key.revoke")).toMatchObject([{ nounName: "Gone" }]);
    for (const id of [gone.id, "none"]) {
      expect(await revokeKey(instance.runtime, admin, id)).toMatchObject({ ok: false, error: { code: "not_found" } });
    }
  });

  test("use is written down once a minute, and the first from an address is told in the audit, once", async () => {
    const { key, id } = await make("CI");
    await asked(key, "192.0.2.1");
    expect(await listed(id)).toMatchObject({ lastUsedAt: "2026-01-01T00:00:00.000Z", lastAddress: "192.0.2.1" });
    instance.pass(minuteMs - 1);
    await asked(key, "192.0.2.1");
    expect((await listed(id))?.lastUsedAt).toBe("2026-01-01T00:00:00.000Z");
    instance.pass(1);
    await asked(key, "192.0.2.1");
    expect((await listed(id))?.lastUsedAt).toBe("2026-01-01T00:01:00.000Z");
    for (const address of ["192.0.2.2", "192.0.2.1", "192.0.2.2"]) await asked(key, address);
    const told = (await audit("key.used")).map(({ actorKind, actorId, detail }) => [actorKind, actorId, detail]);
    expect(told).toEqual(["192.0.2.1", "192.0.2.2"].map((address) => ["key", id, JSON.stringify({ address })]));
  });

  test("two first uses at once from one address are one row of the audit", async () => {
    const { key } = await make("CI");
    await Promise.all(Array.from({ length: 8 }, () => asked(key, "192.0.2.1")));
    expect(await audit("key.used")).toHaveLength(1);
  });

  test("of a key's addresses 200 are kept", async () => {
    const { key } = await make("CI");
    for (let at = 0; at < 205; at++) {
      instance.pass(1);
      await asked(key, `192.0.2.${at}`);
    }
    const rows = await instance.runtime.database.kysely.selectFrom("keyAddress").select("address").execute();
    expect(rows).toHaveLength(200);
    expect(rows.map(({ address }) => address)).not.toContain("192.0.2.0");
    expect(await audit("key.used")).toHaveLength(205);
  });

  test("a name is one key's until that is revoked, also for two who make it at once", async () => {
    const both = await Promise.all(
      [1, 2].map(() => createKey(instance.runtime, admin, { name: "CI", role: "viewer" })),
    );
    expect(both.map((one) => (one.ok ? "made" : one.error.code)).sort()).toEqual(["conflict", "made"]);
    expect(both.find((one) => !one.ok)).toMatchObject({ error: { fields: { "/name": [expect.any(String)] } } });
    const [first] = await listOf(instance);
    await revokeKey(instance.runtime, admin, first?.id ?? "");
    expect((await make("CI")).name).toBe("CI");
  });

  test("of keys there are 1,000 at most, also where several are made at once", async () => {
    const { kysely } = instance.runtime.database;
    await make("First", "viewer");
    const [first] = await listKeyRows(instance.runtime.database);
    for (let count = 1; count < 999; count++) {
      const own = { id: `k${count}`, hash: `h${count}`, name: `n${count}` };
      if (first !== undefined)
        await kysely
          .insertInto("apiKey")
          .values({ ...first, ...own })
          .execute();
    }
    const names = ["a", "b", "c", "d"];
    const made = await Promise.all(names.map((name) => createKey(instance.runtime, admin, { name, role: "viewer" })));
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("another node sees that there is an ingest key more, or one less, and looks up no other", async () => {
    const mark = () => readConfigurationMark(instance.runtime.database);
    const before = await mark();
    await make("CI");
    expect(await mark()).toBe(before);
    const { id } = await make("Checkout", "ingest");
    const made = await mark();
    await revokeKey(instance.runtime, admin, id);
    const revoked = await mark();
    // That there was one is a difference too: the receiver goes on asking.
    expect(new Set([before, made, revoked]).size).toBe(3);
    await revokeKey(instance.runtime, admin, (await make("Other")).id);
    expect(await mark()).toBe(revoked);
  });

  test("the engine hears of ingest keys, by hash alone, before a change is answered, and of no other key", async () => {
    const told = () => instance.configurations.at(-1)?.ingestKeys;
    const asks = () => instance.configurations.at(-1)?.asksForKey;
    await make("CI");
    const { key, id } = await make("Checkout", "ingest");
    expect(told()).toEqual([{ id, name: "Checkout", hash: expect.stringMatching(/^[0-9a-f]{64}$/), expiresAt: null }]);
    expect(JSON.stringify(instance.configurations)).not.toContain(key);
    await revokeKey(instance.runtime, admin, id);
    expect([told(), asks()]).toEqual([[], true]);
  });
});

describe("what is not made", () => {
  let instance: Instance;
  beforeEach(async () => {
    instance = await startInstance("sqlite");
  });
  afterEach(() => instance.stop());

  test.each([
    ["/name", { name: " " }],
    ["/name", { name: "x".repeat(81) }],
    ["/name", { name: "a\u0007b" }],
    ["/name", { name: "_other" }],
    ["/name", { name: 7 }],
    ["/role", { role: "owner" }],
    ["/expiresAt", { expiresAt: "2026-01-01T00:00:00Z" }],
    ["/expiresAt", { expiresAt: "tomorrow" }],
    ["/key", { key: "outspan_mine" }],
  ])("a value that is wrong is told at %s", async (pointer, wrong) => {
    const made = await createKey(instance.runtime, admin, { name: "CI", role: "viewer", ...wrong });
    expect(!made.ok && Object.keys(made.error.fields ?? {})).toEqual([pointer]);
    expect(await listOf(instance)).toEqual([]);
  });

  test("nobody makes a key that may do more than they may", async () => {
    const editor = { ...admin, role: "editor" as const };
    const made = await createKey(instance.runtime, editor, { name: "CI", role: "admin" });
    expect(made).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  test("the key of the environment stays an admin", async () => {
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    const found = await keyIdentity(instance.runtime, headers);
    expect(found).toMatchObject({ ok: true, data: { id: "OUTSPAN_API_KEY", role: "admin" } });
  });
});
