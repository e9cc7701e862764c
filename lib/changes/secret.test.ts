import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limitCostly } from "#lib/auth/limit-identity";
import { createDestination, deleteDestination, saveDestination } from "#lib/changes/destination";
import { startProbe, startSavedProbe } from "#lib/changes/probe";
import { createSecret, deleteSecret, saveSecret } from "#lib/changes/secret";
import { probeSecret } from "#lib/changes/secret-probe";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";
import type { Result } from "#lib/result";

const value = "s3cret-first-value-0001";
const next = "s3cret-second-value-0002";
const key = "OTEL_HEADER_api-key";
const origin = "https://otlp.example.com:443";

describe.each(databaseKinds)("%s", (kind) => {
  let instance: Instance;
  let count = 0;
  beforeAll(async () => {
    instance = await startInstance(kind);
  }, 120_000);
  afterAll(() => instance.stop());

  const data = <T>(result: Result<T>): T => {
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.data;
  };
  const fieldsOf = (result: Result<unknown>) => (result.ok ? null : Object.keys(result.error.fields ?? {}));
  const create = async (more: object = {}) => {
    count += 1;
    const secret = {
      name: `secret-${count}`,
      origins: ["https://otlp.example.com"],
      values: { [key]: value },
      ...more,
    };
    return data(await createSecret(instance.runtime, admin, secret));
  };
  const put = (name: string, secret: object, revision: number | "any" = "any") =>
    saveSecret(instance.runtime, admin, { name, revision }, secret);
  const using = (secret: string, connection: object = {}) => ({
    name: `Uses ${secret}`,
    connection: { transport: "http", endpoint: "https://otlp.example.com", secret, ...connection },
    signals: { traces: { enabled: true } },
  });
  const use = async (secret: string) => data(await createDestination(instance.runtime, admin, using(secret)));
  const told = (id: string) => instance.configurations.at(-1)?.destinations.find((one) => one.id === id);
  const audit = async () =>
    instance.runtime.database.kysely
      .selectFrom("audit")
      .selectAll()
      .where("nounKind", "=", "secret")
      .orderBy("id")
      .execute();

  test("a value is in no answer, no row and no audit; its fingerprint is keyed, and tells who set it and when", async () => {
    const saved = await create();
    expect(saved).toMatchObject({
      origins: [origin],
      values: { [key]: null },
      keys: [{ key, setBy: { kind: "user", name: "ada@example.com" } }],
      revision: 1,
      usedBy: [],
    });
    expect(saved.keys[0]?.fingerprint).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}$/);
    const rows = JSON.stringify([
      await instance.runtime.database.kysely.selectFrom("secret").selectAll().execute(),
      await audit(),
      saved,
    ]);
    expect(rows).not.toContain(value);
    expect(rows).not.toContain(Buffer.from(value).toString("base64").slice(0, 20));
    expect((await audit()).at(-1)).toMatchObject({ action: "secret.create", nounName: saved.name });
    const write = async (written: string) =>
      data(await put(saved.name, { origins: [origin], values: { [key]: written } }));
    expect((await write(next)).keys[0]?.fingerprint).not.toBe(saved.keys[0]?.fingerprint);
    expect((await write(value)).keys[0]?.fingerprint).toBe(saved.keys[0]?.fingerprint);
  });

  test("two secrets, or two headers of one, do not show that they hold the same value: guesses cannot be compared", async () => {
    const other = "OTEL_HEADER_x-key";
    const made = [await create(), await create({ values: { [key]: value, [other]: value } })];
    const prints = made.flatMap(({ keys }) => keys.map(({ fingerprint }) => fingerprint));
    expect(new Set(prints).size).toBe(3);
  });

  test("after 30 values one waits: 10 s for each more; a name or an origin alone is not a value", async () => {
    const guesser = { ...admin, id: "u-guesser" };
    const { name } = await create();
    const guess = () =>
      saveSecret(instance.runtime, guesser, { name, revision: "any" }, { origins: [origin], values: { [key]: next } });
    for (let count = 0; count < 30; count += 1) data(await guess());
    expect(await guess()).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: 10 } });
    const kept = { origins: [origin], values: { [key]: null } };
    data(await saveSecret(instance.runtime, guesser, { name, revision: "any" }, kept));
    instance.pass(10_000);
    data(await guess());
    expect(await guess()).toMatchObject({ ok: false, error: { code: "rate_limited" } });
  });

  test("a name is taken once", async () => {
    const { name } = await create();
    const again = await createSecret(instance.runtime, admin, { name, origins: [origin], values: { [key]: value } });
    expect(fieldsOf(again)).toEqual(["/name"]);
    expect(fieldsOf(await put(name, { name: "other", origins: [origin], values: { [key]: null } }))).toEqual(["/name"]);
  });

  test("null keeps a value; an origin that is added asks for every value again, one that leaves does not", async () => {
    const { name } = await create({ origins: [origin, "https://b.example"] });
    const wider = { origins: [origin, "https://evil.example"], values: { [key]: null } };
    expect(fieldsOf(await put(name, wider))).toEqual([`/values/${key}`]);
    const changed = { origins: ["http://otlp.example.com:443"], values: { [key]: null } };
    expect(fieldsOf(await put(name, changed))).toEqual([`/values/${key}`]);
    const narrower = data(await put(name, { origins: [origin], values: { [key]: null } }));
    expect(narrower.origins).toEqual([origin]);
    expect(fieldsOf(await put(name, { origins: [origin], values: { [key]: null, OTEL_HEADER_more: null } }))).toEqual([
      "/values/OTEL_HEADER_more",
    ]);
    expect((await put(name, { ...wider, values: { [key]: next } })).ok).toBe(true);
  });

  test("PUT is held to its revision", async () => {
    const { name } = await create();
    const same = { origins: [origin], values: { [key]: null } };
    expect((await put(name, same, 1)).ok).toBe(true);
    expect(await put(name, same, 1)).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await put("nobody", same)).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("a destination that uses it gives the engine its headers, and a rotated value at once as other settings", async () => {
    const { name } = await create();
    const { id } = await use(name);
    const before = told(id);
    expect(before?.destination.connection?.headers).toEqual([{ name: "api-key", value, secret: true }]);
    expect(before?.destination.connection).not.toHaveProperty("secret");
    data(await put(name, { origins: [origin], values: { [key]: next } }));
    const after = told(id);
    expect(after?.destination.connection?.headers).toEqual([{ name: "api-key", value: next, secret: true }]);
    expect(after?.revision).not.toBe(before?.revision);
    expect((await audit()).at(-1)).toMatchObject({ action: "secret.save", fields: JSON.stringify([`/values/${key}`]) });
  });

  test("a destination elsewhere cannot be saved with it, nor moved elsewhere with it", async () => {
    const { name } = await create();
    const evil = using(name, { endpoint: "https://evil.example" });
    expect(fieldsOf(await createDestination(instance.runtime, admin, evil))).toEqual(["/connection/secret"]);
    expect(fieldsOf(await createDestination(instance.runtime, admin, using("nobody")))).toEqual(["/connection/secret"]);
    const { id } = await use(name);
    const moved = await saveDestination(instance.runtime, admin, { id, revision: "any" }, evil);
    expect(fieldsOf(moved)).toEqual(["/connection/secret"]);
    const doubled = using(name, { headers: [{ name: "API-KEY", value: "x" }] });
    expect(fieldsOf(await createDestination(instance.runtime, admin, doubled))).toEqual(["/connection/headers/0/name"]);
  });

  test("a probe to another origin never gets the value: it is told why", async () => {
    const { name } = await create();
    const { id } = await use(name);
    for (const given of [{}, { id }]) {
      const destination = using(name, { endpoint: "https://evil.example" });
      data(await startProbe(instance.runtime, admin, { ...given, destination }));
      const asked = instance.probes.at(-1);
      expect(JSON.stringify(asked)).not.toContain(value);
      expect(asked?.problems).toMatchObject([{ path: "/connection/secret", code: "secret.other_origin" }]);
    }
    data(await startSavedProbe(instance.runtime, admin, id, {}));
    expect(JSON.stringify(instance.probes.at(-1)?.destination)).toContain(value);
  });

  test("a row that was changed by hand does not open, whatever was changed", async () => {
    const { name } = await create();
    const { id } = await use(name);
    const { kysely } = instance.runtime.database;
    const row = await kysely.selectFrom("secret").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
    const other = await create({ origins: ["https://evil.example"] });
    const evil = row.body.replace(origin, "https://evil.example:443");
    await kysely.updateTable("secret").set({ body: evil }).where("name", "=", name).execute();
    data(await startProbe(instance.runtime, admin, { destination: using(name, { endpoint: "https://evil.example" }) }));
    expect(JSON.stringify(instance.probes.at(-1))).not.toContain(value);
    expect(instance.probes.at(-1)?.problems).toMatchObject([{ code: "secret.enter_again" }]);
    await instance.runtime.engine.reconfigure();
    expect(JSON.stringify(told(id))).not.toContain(value);
    await kysely.updateTable("secret").set({ sealed: row.sealed }).where("name", "=", other.name).execute();
    const stolen = using(other.name, { endpoint: "https://evil.example" });
    data(await startProbe(instance.runtime, admin, { destination: stolen }));
    expect(JSON.stringify(instance.probes.at(-1))).not.toContain(value);
    const kept = await put(other.name, { origins: ["https://evil.example"], values: { [key]: null } });
    expect(fieldsOf(kept)).toEqual([`/values/${key}`]);
    await kysely.updateTable("secret").set({ body: row.body }).where("name", "=", name).execute();
    await instance.runtime.engine.reconfigure();
    expect(JSON.stringify(told(id))).toContain(value);
  });

  test("one in use cannot be deleted, also while its destination can still come back; then it can", async () => {
    const { name } = await create();
    const { id } = await use(name);
    const target = { name, revision: "any" as const };
    const refused = await deleteSecret(instance.runtime, admin, target);
    expect(refused).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(refused.ok || refused.error.message).toContain(`Uses ${name}`);
    data(await deleteDestination(instance.runtime, admin, { id, revision: "any" }));
    expect((await deleteSecret(instance.runtime, admin, target)).ok).toBe(false);
    instance.pass(11 * 60_000);
    expect((await deleteSecret(instance.runtime, admin, target)).ok).toBe(true);
    expect((await audit()).at(-1)).toMatchObject({ action: "secret.delete", nounName: name });
  });

  test("a change that would break a destination that uses it is refused, and names the destination", async () => {
    const { name } = await create({ origins: [origin, "https://b.example"] });
    await use(name);
    const away = await put(name, { origins: ["https://b.example"], values: { [key]: null } });
    expect(fieldsOf(away)).toEqual(["/origins"]);
    expect(away.ok || JSON.stringify(away.error.fields)).toContain(`Uses ${name}`);
  });

  test("a new value is tried by all that use it, with their own origins alone, and is not saved by that", async () => {
    const { name } = await create();
    const [one, two] = [await use(name), await use(name)];
    const before = instance.probes.length;
    const probing = await probeSecret(
      instance.runtime,
      admin,
      name,
      { values: { [key]: next } },
      AbortSignal.timeout(9000),
    );
    const results = [];
    for await (const result of data(probing)) results.push(result);
    expect(results.map(({ destination }) => destination.id).sort()).toEqual([one.id, two.id].sort());
    expect(results[0]).toMatchObject({ report: { verdict: "accepted" }, message: "Every signal accepted" });
    const sent = instance.probes.slice(before).map(({ destination }) => destination.connection?.headers?.[0]?.value);
    expect(sent).toEqual([next, next]);
    expect(told(one.id)?.destination.connection?.headers?.[0]?.value).toBe(value);
    const wrong = await probeSecret(
      instance.runtime,
      admin,
      name,
      { values: { [key]: "a\nb" } },
      AbortSignal.timeout(9000),
    );
    expect(fieldsOf(wrong)).toEqual([`/values/${key}`]);
  });

  test("a test of all that use it counts as that many: it is no way around the limit of tests", async () => {
    const { name } = await create();
    for (let count = 0; count < 3; count += 1) await use(name);
    const scanner = { ...admin, id: `u-scanner-${count}` };
    const probe = () => probeSecret(instance.runtime, scanner, name, {}, AbortSignal.timeout(9000));
    const before = instance.probes.length;
    expect(limitCostly(instance.runtime, scanner, "probe", 299)).toBeNull();
    expect(await probe()).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: 1 } });
    expect(instance.probes).toHaveLength(before);
    instance.pass(1000);
    expect((await probe()).ok).toBe(true);
    expect(await probe()).toMatchObject({ ok: false, error: { code: "rate_limited" } });
  });

  test("what ends is told 14 days ahead: as a person set it or as the value tells, whichever is first", async () => {
    const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString("base64url");
    const jwt = `${part({ alg: "none" })}.${part({ exp: Date.parse("2026-06-01T00:00:00Z") / 1000 })}.x`;
    const soon = await create({ expiresAt: "2026-01-10" });
    expect(soon.expiry).toEqual({ at: "2026-01-10T23:59:59.000Z", state: "soon" });
    const told = await create({ values: { [key]: jwt }, expiresAt: "2027-01-01" });
    expect(told).toMatchObject({
      expiresAt: "2027-01-01T23:59:59.000Z",
      expiry: { at: "2026-06-01T00:00:00.000Z", state: "later" },
    });
    expect((await create()).expiry).toBeNull();
  });
});
