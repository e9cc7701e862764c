import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDestination, saveDestination, switchDestination } from "#lib/changes/destination";
import { planRestoration, restoreDestination } from "#lib/changes/restore";
import { createSecret, deleteSecret } from "#lib/changes/secret";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { findDestinationRow } from "#lib/db/destination";
import { listRevisions } from "#lib/db/revision";
import { openDestination } from "#lib/db/sealed-destination";
import { databaseKinds } from "#lib/db/testing/databases";
import type { Destination } from "#lib/destination/schema";

const to = (endpoint: string, token: string | null, more: object = {}): Destination => ({
  name: "One",
  connection: { transport: "http", endpoint, headers: [{ name: "api-key", value: token }], ...more },
  signals: { traces: { enabled: true } },
});
const [here, there] = ["https://otlp.example.com", "https://other.example.com"];
const first = "first-value-do-not-show";
const second = "second-value-do-not-show";
const path = "/connection/headers/0/value";

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  beforeEach(async () => {
    instance = await startInstance(kind);
  });
  afterEach(() => instance.stop());

  const create = async (destination: Destination) => {
    const made = await createDestination(instance.runtime, admin, destination, "made by hand");
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return made.data.id;
  };
  const save = async (id: string, revision: number, destination: Destination) => {
    const saved = await saveDestination(instance.runtime, admin, { id, revision }, destination);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
  };
  const restore = (id: string, from: number, revision: number | "any" = "any", submitted: unknown = {}) =>
    restoreDestination(instance.runtime, admin, { id, revision, from }, submitted, "back to what worked");
  const opened = async (id: string) => {
    const row = await findDestinationRow(instance.runtime.database, id);
    return row && openDestination(instance.runtime, row);
  };

  test("restoring makes a new revision that says from where and why, and the engine runs it", async () => {
    const id = await create(to(here, first));
    await save(id, 1, to(`${here}/broken`, null));
    expect(await restore(id, 1, 2)).toMatchObject({ ok: true, data: { revision: 3, connection: { endpoint: here } } });
    const lines = await listRevisions(instance.runtime.database.kysely, { kind: "destination", id });
    expect(lines).toMatchObject([
      { revision: 3, action: "destination.restore", restored: 1, message: "back to what worked" },
      { revision: 2, restored: null },
      { revision: 1, message: "made by hand" },
    ]);
    expect(lines[0]?.fields).toBe('["/connection/endpoint"]');
    expect(instance.configurations.at(-1)?.destinations).toMatchObject([
      { destination: { connection: { endpoint: here } } },
    ]);
    expect(await opened(id)).toEqual(to(here, first));
  });

  test("a header that is made secret is told by no older revision, and comes back by none", async () => {
    const readable = (value: string | null) => to(here, null, { headers: [{ name: "X-Team", value, secret: false }] });
    const secret = (value: string | null) => to(here, null, { headers: [{ name: "x-team", value }] });
    const id = await create(readable(first));
    await save(id, 1, { ...readable(first), name: "Two" });
    const kept = await saveDestination(instance.runtime, admin, { id, revision: 2 }, secret(null));
    expect(kept).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { [path]: [expect.stringMatching(/was readable/)] } },
    });
    await save(id, 2, secret(second));
    const { kysely } = instance.runtime.database;
    const rows = await kysely.selectFrom("revision").selectAll().where("nounId", "=", id).execute();
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/value-do-not-show/);
    expect(JSON.stringify(await kysely.selectFrom("audit").selectAll().execute())).not.toContain(first);
    expect(await restore(id, 1)).toMatchObject({ ok: false, error: { fields: { [path]: [expect.anything()] } } });
    expect(await planRestoration(instance.runtime, id, 1)).toMatchObject({ ok: true, data: { secrets: [{ path }] } });
    expect(await restore(id, 1, "any", { secrets: [{ path, value: "public" }] })).toMatchObject({ ok: true });
    expect(await opened(id)).toEqual(readable("public"));
  });

  test("a rotated value stays rotated, and its old one is nowhere in the history", async () => {
    const id = await create(to(here, first));
    await save(id, 1, to(`${here}/v2`, second));
    expect(await restore(id, 1)).toMatchObject({ ok: true });
    expect(await opened(id)).toEqual(to(here, second));
    const rows = await instance.runtime.database.kysely
      .selectFrom("revision")
      .selectAll()
      .where("nounId", "=", id)
      .execute();
    expect(JSON.stringify(rows)).not.toMatch(/value-do-not-show/);
    expect(rows.every(({ body }) => JSON.parse(body).connection.headers[0].value === null)).toBe(true);
  });

  test("no value travels to another host: it is asked for, and taken when it is given with the restore", async () => {
    const id = await create(to(here, first));
    await save(id, 1, to(there, second));
    const refused = await restore(id, 1);
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid", fields: { [path]: [expect.any(String)] } } });
    expect(await opened(id)).toEqual(to(there, second));
    expect(await planRestoration(instance.runtime, id, 1)).toMatchObject({
      ok: true,
      data: { revision: 1, current: 2, secrets: [{ path, host: "otlp.example.com:443" }], problems: {} },
    });
    expect(await restore(id, 1, 2, { secrets: [{ path, value: first }] })).toMatchObject({ ok: true });
    expect(await opened(id)).toEqual(to(here, first));
  });

  test("a restore that did not see the newest revision is a conflict, the current one is nothing to restore", async () => {
    const id = await create(to(here, first));
    await save(id, 1, to(`${here}/v2`, null));
    await switchDestination(instance.runtime, admin, { id, revision: "any" }, false);
    expect(await restore(id, 1, 2)).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await restore(id, 3)).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(await restore(id, 9)).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await restore(id, 1, 3)).toMatchObject({ ok: true, data: { revision: 4, enabled: true } });
  });

  test("a named secret that is gone is a problem at its field, told before anybody restores", async () => {
    const values = { "OTEL_HEADER_api-key": "a-named-value-do-not-show" };
    const made = await createSecret(instance.runtime, admin, { name: "vendor", origins: [`${here}:443`], values });
    expect(made).toMatchObject({ ok: true });
    const named = {
      ...to(here, null),
      connection: { transport: "http", endpoint: here, secret: "vendor" },
    } as Destination;
    const id = await create(named);
    await save(id, 1, to(here, first));
    expect(await deleteSecret(instance.runtime, admin, { name: "vendor", revision: "any" })).toMatchObject({
      ok: true,
    });
    const fields = { "/connection/secret": [expect.stringContaining("vendor")] };
    expect(await planRestoration(instance.runtime, id, 1)).toMatchObject({ ok: true, data: { problems: fields } });
    expect(await restore(id, 1)).toMatchObject({ ok: false, error: { code: "invalid", fields } });
  });

  test("what is given for no secret of the revision, or has another shape, is refused", async () => {
    const id = await create(to(here, first));
    await save(id, 1, to(`${here}/v2`, null));
    const stray = await restore(id, 1, 2, { secrets: [{ path: "/connection/endpoint", value: there }] });
    expect(stray).toMatchObject({ ok: false, error: { fields: { "/secrets/0/path": [expect.any(String)] } } });
    expect(await restore(id, 1, 2, { colour: "red" })).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(await opened(id)).toEqual(to(`${here}/v2`, first));
  });
});
