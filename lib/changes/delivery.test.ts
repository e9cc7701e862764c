import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { discardQueue, pauseDestination, resumeDestination, retryDestination } from "#lib/changes/delivery";
import {
  createDestination,
  deleteDestination,
  saveDestination,
  switchDestination,
  undeleteDestination,
} from "#lib/changes/destination";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";
import { fail, ok } from "#lib/result";

const secret = "s3cret-token-value-do-not-show";
const good = {
  name: "One",
  connection: { transport: "http", endpoint: "http://127.0.0.1:4318", headers: [{ name: "api-key", value: secret }] },
  signals: { traces: { enabled: true } },
};

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    instance = await startInstance(kind, {
      client: {
        retry: async (id) => {
          asked.push(`retry ${id}`);
          return ok("tried");
        },
        discard: async (id) => {
          asked.push(`discard ${id}`);
          return ok({ items: 48_120 });
        },
      },
    });
  });
  afterEach(() => instance.stop());

  const create = async (destination: unknown = good) => {
    const created = await createDestination(instance.runtime, admin, destination);
    if (!created.ok) throw new Error(created.error.message);
    return created.data;
  };
  const told = (id: string) => instance.configurations.at(-1)?.destinations.find((one) => one.id === id);
  const audited = async () =>
    (await instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute())
      .filter(({ nounKind }) => nounKind === "destination")
      .map(({ action, detail, actorName, nounName, fields }) => ({ action, detail, actorName, nounName, fields }));

  test("when a save is answered the engine runs it, its secrets open, so that the next item is routed by it", async () => {
    const { id } = await create();
    expect(told(id)).toEqual({
      id,
      revision: 1,
      isPaused: false,
      destination: expect.objectContaining({ name: "One" }),
    });
    expect(told(id)?.destination.connection?.headers).toEqual([{ name: "api-key", value: secret }]);
    await saveDestination(instance.runtime, admin, { id, revision: 1 }, { ...good, name: "Two" });
    expect(told(id)).toMatchObject({ revision: 2, destination: { name: "Two" } });
    await switchDestination(instance.runtime, admin, { id, revision: "any" }, false);
    expect(told(id)).toMatchObject({ revision: 3, destination: { enabled: false } });
  });

  test("a deleted one is off and stays known as long as it can come back, then it is gone", async () => {
    const { id } = await create();
    await deleteDestination(instance.runtime, admin, { id, revision: "any" });
    expect(told(id)).toMatchObject({ destination: { enabled: false } });
    await undeleteDestination(instance.runtime, admin, id);
    expect(told(id)?.destination.enabled ?? true).toBe(true);
    await deleteDestination(instance.runtime, admin, { id, revision: "any" });
    instance.pass(10 * 60_000);
    await create();
    expect(told(id)).toBeUndefined();
  });

  test("a pause is stored, told to the engine and audited, once however often it is asked, and is no revision", async () => {
    const { id } = await create();
    for (const _twice of [1, 2]) expect(await pauseDestination(instance.runtime, admin, id)).toEqual(ok(null));
    expect(told(id)).toMatchObject({ isPaused: true, revision: 1 });
    await saveDestination(instance.runtime, admin, { id, revision: 1 }, good);
    expect(told(id)).toMatchObject({ isPaused: true, revision: 2 });
    for (const _twice of [1, 2]) expect(await resumeDestination(instance.runtime, admin, id)).toEqual(ok(null));
    expect(told(id)).toMatchObject({ isPaused: false, revision: 2 });
    expect((await audited()).map(({ action }) => action)).toEqual([
      "destination.create",
      "destination.pause",
      "destination.save",
      "destination.resume",
    ]);
  });

  test("retry and discard reach the engine, and the audit tells who did it and how many items were given up", async () => {
    const { id } = await create();
    expect(await retryDestination(instance.runtime, admin, id)).toEqual(ok(null));
    expect(await discardQueue(instance.runtime, admin, id)).toEqual(ok({ items: 48_120 }));
    expect(asked).toEqual([`retry ${id}`, `discard ${id}`]);
    const common = { actorName: admin.name, nounName: "One", fields: "[]" };
    expect((await audited()).slice(1)).toEqual([
      { ...common, action: "destination.retry", detail: null },
      { ...common, action: "destination.discard", detail: '{"items":48120}' },
    ]);
  });

  test("what the engine did not do is not in the audit", async () => {
    const { id } = await create();
    instance.runtime.engine.client.discard = async () => fail("unavailable", "away");
    instance.runtime.engine.client.retry = async () => fail("unavailable", "away");
    expect(await discardQueue(instance.runtime, admin, id)).toMatchObject({ error: { code: "unavailable" } });
    expect(await retryDestination(instance.runtime, admin, id)).toMatchObject({ error: { code: "unavailable" } });
    expect(await audited()).toHaveLength(1);
  });

  test("what was asked of an engine that did not answer is in the audit, its number unknown, and is no success", async () => {
    const { id } = await create();
    instance.runtime.engine.client.discard = async () => ok("unanswered");
    instance.runtime.engine.client.retry = async () => ok("unanswered");
    for (const change of [discardQueue, retryDestination]) {
      const told = await change(instance.runtime, admin, id);
      expect(told).toMatchObject({ error: { code: "unavailable", message: expect.stringContaining("may be done") } });
    }
    const rows = await instance.runtime.database.kysely.selectFrom("audit").selectAll().orderBy("id").execute();
    expect(rows.slice(-2)).toMatchObject([
      { action: "destination.discard", outcome: "asked", detail: null, actorName: admin.name },
      { action: "destination.retry", outcome: "asked", detail: null, actorName: admin.name },
    ]);
  });

  test("what does not exist, or is deleted, is not found, and the engine is not asked", async () => {
    const { id } = await create();
    await deleteDestination(instance.runtime, admin, { id, revision: "any" });
    for (const change of [pauseDestination, resumeDestination, retryDestination, discardQueue]) {
      for (const none of [id, "none", "\0"]) {
        expect(await change(instance.runtime, admin, none)).toMatchObject({ error: { code: "not_found" } });
      }
    }
    expect(asked).toEqual([]);
  });

  test("no row holds the secret that the engine was told", async () => {
    await create();
    expect(await instance.dump()).not.toContain(secret);
  });
});
