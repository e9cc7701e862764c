import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createDestination,
  deleteDestination,
  saveDestination,
  switchDestination,
  undeleteDestination,
} from "#lib/changes/destination";
import { startProbe, startSavedProbe } from "#lib/changes/probe";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { findDestinationRow, listDestinationRows } from "#lib/db/destination";
import { savedOf } from "#lib/db/saved-destination";
import { databaseKinds } from "#lib/db/testing/databases";
import type { Destination } from "#lib/destination/schema";

const plain: Destination = {
  name: "One",
  connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
  signals: { traces: { enabled: true } },
};

const withSecret = (token: string | null, endpoint = "https://otlp.example.com"): Destination => ({
  name: "Secret",
  connection: {
    transport: "http",
    endpoint,
    headers: [{ name: "api-key", value: token }],
    auth: { type: "bearer", token },
  },
  signals: { traces: { enabled: true }, logs: { enabled: true } },
});

const token = "s3cret-token-value-do-not-show";

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await startInstance(kind);
  });
  afterEach(() => instance.stop());

  const create = async (destination: unknown) => {
    const created = await createDestination(instance.runtime, admin, destination);
    if (!created.ok) throw new Error(JSON.stringify(created.error));
    return created.data;
  };
  const list = async () => (await listDestinationRows(instance.runtime.database)).map(savedOf);
  const lastAudit = async () =>
    instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id", "desc").executeTakeFirstOrThrow();

  test("a preset is kept with the destination; one that nobody knows is a problem at /preset", async () => {
    expect(await create({ ...plain, preset: "grafana-cloud" })).toMatchObject({ preset: "grafana-cloud" });
    expect((await create(plain)).preset).toBeUndefined();
    const refused = await createDestination(instance.runtime, admin, { ...plain, preset: "no-such-backend" });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { "/preset": [expect.any(String)] } },
    });
  });

  test("a destination reads back with defaults, revision 1 and its author", async () => {
    const saved = await create(plain);
    expect(saved).toMatchObject({
      enabled: true,
      revision: 1,
      updatedBy: { kind: "user", name: "ada@example.com" },
      resolved: { traces: "http://127.0.0.1:4318/v1/traces" },
      connection: { compression: "gzip", timeoutMs: 10_000 },
    });
    expect(await list()).toEqual([saved]);
  });

  test("a wrong shape and a wrong value are refused at their pointer and store nothing", async () => {
    const shape = await createDestination(instance.runtime, admin, { ...plain, colour: "red", signals: { traces: 1 } });
    expect(shape).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { "/colour": ["Unknown key"], "/signals/traces": [expect.any(String)] } },
    });
    const value = await createDestination(instance.runtime, admin, {
      ...plain,
      connection: { transport: "http", endpoint: "127.0.0.1:4318" },
    });
    expect(value).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(Object.keys(value.ok ? {} : (value.error.fields ?? {}))).toContain("/connection/endpoint");
    expect(await list()).toEqual([]);
  });

  test("null for a secret that nobody entered yet is refused at its field", async () => {
    const created = await createDestination(instance.runtime, admin, withSecret(null));
    expect(created).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(Object.keys(created.ok ? {} : (created.error.fields ?? {})).sort()).toEqual([
      "/connection/auth/token",
      "/connection/headers/0/value",
    ]);
    expect(await list()).toEqual([]);
  });

  test("the second to save the same revision sees a conflict, and nothing of it is stored", async () => {
    const { id } = await create(plain);
    const first = await saveDestination(instance.runtime, admin, { id, revision: 1 }, { ...plain, name: "Two" });
    expect(first).toMatchObject({ ok: true, data: { revision: 2, name: "Two" } });
    const second = await saveDestination(instance.runtime, admin, { id, revision: 1 }, { ...plain, name: "Three" });
    expect(second).toMatchObject({ ok: false, error: { code: "conflict" } });
    const forced = await saveDestination(instance.runtime, admin, { id, revision: "any" }, { ...plain, name: "Four" });
    expect(forced).toMatchObject({ ok: true, data: { revision: 3, name: "Four" } });
  });

  test("the audit tells who, what and which keys changed, never a value", async () => {
    const { id } = await create(withSecret(token));
    const next = { ...withSecret("another-secret-value"), name: "Renamed" };
    await saveDestination(instance.runtime, admin, { id, revision: 1 }, next);
    const row = await lastAudit();
    expect(row).toMatchObject({
      actorName: "ada@example.com",
      action: "destination.save",
      nounId: id,
      outcome: "done",
    });
    expect(JSON.parse(row.fields).sort()).toEqual(["/connection/auth/token", "/connection/headers/0/value", "/name"]);
  });

  test("a secret is kept by null, reaches the engine, and shows nowhere else", async () => {
    const { id } = await create(withSecret(token));
    const saved = await saveDestination(instance.runtime, admin, { id, revision: 1 }, withSecret(null));
    expect(saved.ok).toBe(true);
    expect(JSON.stringify([saved, await list()])).not.toContain(token);
    expect(await instance.dump()).not.toContain(token);
    await startSavedProbe(instance.runtime, admin, id, {});
    await startProbe(instance.runtime, admin, { id, destination: withSecret(null) });
    for (const probe of instance.probes) {
      expect(probe).toMatchObject({ problems: [], destination: { connection: { auth: { token } } } });
    }
    expect(instance.probes).toHaveLength(2);
  });

  test("a kept secret does not follow to another origin: a save is refused, a probe says enter it again", async () => {
    const { id } = await create(withSecret(token));
    const moved = withSecret(null, "https://evil.example.com");
    const saved = await saveDestination(instance.runtime, admin, { id, revision: 1 }, moved);
    expect(saved).toMatchObject({ ok: false, error: { code: "invalid" } });
    await startProbe(instance.runtime, admin, { id, destination: moved });
    expect(instance.probes[0]?.problems.map((problem) => problem.code)).toContain("secret.enter_again");
    expect(JSON.stringify(instance.probes)).not.toContain(token);
  });

  test("a row whose endpoint was changed from outside does not give its secrets to the new one", async () => {
    const { id } = await create(withSecret(token));
    const rows = instance.runtime.database.kysely;
    const { body } = await rows.selectFrom("destination").select("body").where("id", "=", id).executeTakeFirstOrThrow();
    const stolen = body.replace("otlp.example.com", "evil.example.com");
    await rows.updateTable("destination").set({ body: stolen }).where("id", "=", id).execute();
    await startSavedProbe(instance.runtime, admin, id, {});
    expect(JSON.stringify(instance.probes)).not.toContain(token);
  });

  test("switching makes a revision, keeps the secrets, and makes none where it stands so already", async () => {
    const { id } = await create(withSecret(token));
    const off = await switchDestination(instance.runtime, admin, { id, revision: "any" }, false);
    expect(off).toMatchObject({ ok: true, data: { revision: 2, enabled: false } });
    expect(await switchDestination(instance.runtime, admin, { id, revision: "any" }, false)).toEqual(off);
    expect(JSON.parse((await lastAudit()).fields)).toEqual(["/enabled"]);
    await startSavedProbe(instance.runtime, admin, id, {});
    expect(instance.probes[0]).toMatchObject({ problems: [], destination: { connection: { auth: { token } } } });
    const stale = await switchDestination(instance.runtime, admin, { id, revision: 1 }, true);
    expect(stale).toMatchObject({ ok: false, error: { code: "conflict" } });
  });

  test("a deleted destination is gone at once, comes back whole within 10 minutes, and never after", async () => {
    const { id } = await create(withSecret(token));
    const deleted = await deleteDestination(instance.runtime, admin, { id, revision: "any" });
    expect(deleted).toEqual({ ok: true, data: { undoUntil: "2026-01-01T00:10:00.000Z" } });
    expect(await findDestinationRow(instance.runtime.database, id)).toBeNull();
    instance.pass(599_999);
    expect(await undeleteDestination(instance.runtime, admin, id)).toMatchObject({
      ok: true,
      data: { id, revision: 1 },
    });
    await startSavedProbe(instance.runtime, admin, id, {});
    expect(instance.probes[0]).toMatchObject({ problems: [], destination: { connection: { auth: { token } } } });
    await deleteDestination(instance.runtime, admin, { id, revision: "any" });
    instance.pass(600_000);
    const late = await undeleteDestination(instance.runtime, admin, id);
    expect(late).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("a delete that another save overtook deletes nothing", async () => {
    const { id } = await create(plain);
    const database = instance.runtime.database;
    const saves = [
      saveDestination(instance.runtime, admin, { id, revision: 1 }, { ...plain, name: "Two" }),
      deleteDestination(instance.runtime, admin, { id, revision: 1 }),
    ];
    const [saved, deleted] = await Promise.all(saves);
    expect([saved?.ok, deleted?.ok].filter(Boolean)).toHaveLength(1);
    const left = await findDestinationRow(database, id);
    expect(left?.revision).toBe(saved?.ok ? 2 : undefined);
  });

  test("what does not exist is not found, whatever is asked of it", async () => {
    const target = { id: "nothing", revision: "any" as const };
    const answers = await Promise.all([
      saveDestination(instance.runtime, admin, target, plain),
      switchDestination(instance.runtime, admin, target, true),
      deleteDestination(instance.runtime, admin, target),
      undeleteDestination(instance.runtime, admin, "nothing"),
      startProbe(instance.runtime, admin, { id: "nothing", destination: plain }),
      startSavedProbe(instance.runtime, admin, "nothing", {}),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("a probe of a wrong value reaches the engine, one of a wrong shape does not", async () => {
    await startProbe(instance.runtime, admin, {
      destination: { ...plain, connection: { transport: "http", endpoint: "" } },
    });
    expect(instance.probes).toHaveLength(1);
    const refused = await startProbe(
      instance.runtime,
      admin,
      { destination: { signals: { traces: {} } } },
      "/destination",
    );
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { "/destination/signals/traces/enabled": [expect.any(String)] } },
    });
    expect(instance.probes).toHaveLength(1);
  });
});

test("no secret, wherever it is typed, shows in a row or in what is read back", async () => {
  const instance = await startInstance("sqlite");
  const secret = fc.stringMatching(/^[A-Za-z0-9+/=_-]{16,40}$/);
  await fc.assert(
    fc.asyncProperty(secret, secret, fc.boolean(), async (first, second, isOwn) => {
      const connection = {
        transport: "http" as const,
        endpoint: "https://otlp.example.com",
        headers: [{ name: "api-key", value: first }],
        auth: { type: "basic" as const, username: "me", password: second },
      };
      const destination = isOwn
        ? { name: "Own", signals: { traces: { enabled: true, connection } } }
        : { name: "Shared", connection, signals: { traces: { enabled: true } } };
      const created = await createDestination(instance.runtime, admin, destination);
      expect(created.ok).toBe(true);
      const seen =
        JSON.stringify([created, (await listDestinationRows(instance.runtime.database)).map(savedOf)]) +
        (await instance.dump());
      expect(seen).not.toContain(first);
      expect(seen).not.toContain(second);
    }),
    { numRuns: 30 },
  );
  await instance.stop();
});
