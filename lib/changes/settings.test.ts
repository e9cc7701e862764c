import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { saveNames, saveSettings, saveWebhooks, testWebhook } from "#lib/changes/settings";
import { admin, type Instance, startInstance } from "#lib/changes/testing/instance";
import { databaseKinds } from "#lib/db/testing/databases";
import { fail, ok } from "#lib/result";
import type { WebhookSubmission } from "#lib/settings";

const secret = "T0000-s3cret-path-do-not-show";
const url = `https://hooks.example.com/services/${secret}?a=b`;
const names = { namespace: "shop", environment: "prod", workspace: "eu" };
const hook: WebhookSubmission = { name: "On call", format: "slack", url };

describe.each(databaseKinds)("on %s", (kind) => {
  let instance: Instance;
  const tested: unknown[] = [];
  const duties: { webhooks: unknown }[] = [];
  beforeEach(async () => {
    tested.length = 0;
    duties.length = 0;
    instance = await startInstance(kind, {
      namespace: "from-env",
      client: {
        testWebhook: async (webhook) => {
          tested.push(webhook);
          return ok({ accepted: false, message: "403: no such channel" });
        },
        takeNoticeDuty: async (duty) => {
          duties.push(duty);
          return fail("unavailable", "The engine of this test sends no notices");
        },
      },
    });
  });
  afterEach(() => instance.stop());

  const save = async (submitted: unknown, revision: number | "any" = "any") => {
    const saved = await saveSettings(instance.runtime, admin, revision, submitted);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    return saved.data;
  };
  const told = () => instance.configurations.at(-1);
  /** Of several nodes one engine sends for all, and is told the webhooks with that duty. */
  const toldWebhooks = () =>
    expect.poll(() => (kind === "sqlite" ? told() : duties.at(-1))?.webhooks, { timeout: 5000 });
  const refused = async (submitted: unknown) => {
    const saved = await saveSettings(instance.runtime, admin, "any", submitted);
    return saved.ok ? null : saved.error.fields;
  };

  test("names that nobody set are the environment's, else the product's, and those set reach the engine", async () => {
    expect(await save({ names: {}, webhooks: [] })).toMatchObject({
      names: { namespace: "from-env", environment: "default", workspace: "default" },
      revision: 2,
    });
    expect(told()?.names).toEqual({ namespace: "from-env", environment: "default", workspace: "default" });
    await saveNames(instance.runtime, admin, names);
    expect(told()?.names).toEqual(names);
    await saveNames(instance.runtime, admin, { environment: "prod" });
    expect(told()?.names).toEqual({ namespace: "from-env", environment: "prod", workspace: "default" });
  });

  test("the URL of a webhook reads as null with its origin, is kept by null, and only the engine is told it", async () => {
    const saved = await save({ names, webhooks: [hook] });
    const [webhook] = saved.webhooks;
    expect(webhook).toEqual({
      id: expect.any(String),
      name: "On call",
      format: "slack",
      url: null,
      origin: "https://hooks.example.com",
    });
    await toldWebhooks().toEqual([{ url, format: "slack" }]);
    const again = await save({ names: saved.names, webhooks: [{ ...webhook, name: "Nights", format: "json" }] });
    expect(again.webhooks).toEqual([{ ...webhook, name: "Nights", format: "json" }]);
    await toldWebhooks().toEqual([{ url, format: "json" }]);
    expect(JSON.stringify([saved, again, await instance.dump()])).not.toContain(secret);
  });

  test("null with nothing saved under its id is told at its field, and stores nothing", async () => {
    await save({ names, webhooks: [hook] });
    expect(await refused({ names, webhooks: [{ ...hook, url: null }] })).toEqual({
      "/webhooks/0/url": ["No URL is saved for this webhook: enter it"],
    });
    expect(await refused({ names, webhooks: [{ ...hook, id: "other", url: null }] })).toHaveProperty([
      "/webhooks/0/url",
    ]);
    await toldWebhooks().toHaveLength(1);
  });

  test("the sealed URL of one webhook opens under no other id and beside no other origin", async () => {
    await save({ names, webhooks: [hook] });
    const { kysely } = instance.runtime.database;
    const { body } = await kysely.selectFrom("settings").select("body").executeTakeFirstOrThrow();
    await kysely
      .updateTable("settings")
      .set({ body: body.replace("hooks.example", "other.example") })
      .execute();
    await saveNames(instance.runtime, admin, names);
    await toldWebhooks().toEqual([]);
  });

  test.each([
    [{ names: { namespace: " " }, webhooks: [] }, "/names/namespace"],
    [{ names: { workspace: "a\u200bb" }, webhooks: [] }, "/names/workspace"],
    [{ names: { environment: "x".repeat(101) }, webhooks: [] }, "/names/environment"],
    [{ names: {}, webhooks: [], auditDays: 29 }, "/auditDays"],
    [{ names: {}, webhooks: [], auditDays: 3651 }, "/auditDays"],
    [{ names: {}, webhooks: [], auditDays: "90" }, "/auditDays"],
    [{ names: { colour: "red" }, webhooks: [] }, "/names/colour"],
    [{ webhooks: [] }, "/names"],
    [{ names: {}, webhooks: Array(6).fill(hook) }, "/webhooks"],
    [{ names: {}, webhooks: [{ ...hook, name: "" }] }, "/webhooks/0/name"],
    [{ names: {}, webhooks: [{ ...hook, format: "xml" }] }, "/webhooks/0/format"],
    [{ names: {}, webhooks: [{ ...hook, url: "hooks.example.com" }] }, "/webhooks/0/url"],
    [{ names: {}, webhooks: [{ ...hook, url: "ftp://hooks.example.com/" }] }, "/webhooks/0/url"],
    [{ names: {}, webhooks: [{ ...hook, url: "https://a:b@hooks.example.com/" }] }, "/webhooks/0/url"],
    [{ names: {}, webhooks: [{ ...hook, url: `https://h/${"x".repeat(2048)}` }] }, "/webhooks/0/url"],
    [{ names: {}, webhooks: [{ ...hook, colour: "red" }] }, "/webhooks/0/colour"],
  ])("what is wrong is told at its place (%#)", async (submitted, path) => {
    expect(Object.keys((await refused(submitted)) ?? {})).toEqual([path]);
    expect(await audited()).toEqual([]);
  });

  test("two who save the same revision: the second is told, and 'any' overwrites", async () => {
    await save({ names, webhooks: [] }, 1);
    const late = await saveSettings(instance.runtime, admin, 1, { names, webhooks: [hook] });
    expect(late).toMatchObject({ ok: false, error: { code: "conflict" } });
    const both = await Promise.all([
      saveNames(instance.runtime, admin, names),
      saveWebhooks(instance.runtime, admin, [hook]),
    ]);
    expect(both.map((saved) => saved.ok)).toEqual([true, true]);
    expect(told()?.names).toEqual(names);
    await toldWebhooks().toMatchObject([{ url }]);
  });

  test("the audit names what changed, and no value", async () => {
    await save({ names: { namespace: "shop" }, webhooks: [hook] });
    const [first] = await audited();
    expect(first).toMatchObject({ actorName: admin.name, action: "settings.save", nounKind: "settings" });
    expect(JSON.parse(first?.fields ?? "")).toEqual([
      "/names/namespace",
      "/webhooks/0/id",
      "/webhooks/0/name",
      "/webhooks/0/format",
      "/webhooks/0/url",
    ]);
    expect(JSON.stringify(first)).not.toContain("hooks.example.com");
  });
  const audited = () =>
    instance.runtime.database.kysely.selectFrom("audit").selectAll().where("nounKind", "=", "settings").execute();

  test("a saved webhook is tested with its URL, and a refusal is an answer", async () => {
    const [webhook] = (await save({ names, webhooks: [hook] })).webhooks;
    expect(await testWebhook(instance.runtime, admin, webhook?.id ?? "")).toEqual(
      ok({ accepted: false, message: "403: no such channel" }),
    );
    expect(tested).toEqual([{ url, format: "slack" }]);
    const { kysely } = instance.runtime.database;
    const rows = await kysely.selectFrom("audit").selectAll().where("action", "=", "webhook.test").execute();
    expect(rows).toMatchObject([{ actorName: admin.name, nounId: webhook?.id, outcome: "done" }]);
    expect(rows[0]?.detail).toContain('"verdict":"refused"');
    expect(JSON.stringify(rows)).not.toContain(url);
    expect(await testWebhook(instance.runtime, admin, "none")).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
  });
});
