import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, startCaller } from "#lib/api/testing/caller";
import { ok } from "#lib/result";
import { SavedSettings } from "#lib/settings";
import * as settingsRevisions from "./settings/revisions/route";
import * as settings from "./settings/route";
import * as webhookTest from "./settings/webhooks/[id]/test/route";

let call: Caller["call"];
let instance: Caller["instance"];
let viewer: Caller["viewer"];
let said: Caller["said"];

const secret = "T0000-s3cret-path-do-not-show";
const names = { namespace: "shop", environment: "prod", workspace: "eu" };
const hook = { name: "On call", format: "json", url: `http://127.0.0.1:9/${secret}` };

beforeAll(async () => {
  ({ call, instance, viewer, said } = await startCaller({
    client: { testWebhook: async ({ url }) => ok({ accepted: url.endsWith(secret), message: "200 OK" }) },
  }));
}, 60_000);
afterAll(() => instance.stop());

const put = (body: unknown, match?: string, headers: Record<string, string> = bearer) =>
  call(settings.PUT, { method: "PUT", body, headers: { ...headers, ...(match ? { "if-match": match } : {}) } });

test("what was read can be written back as it is, with its ETag, and secrets stay", async () => {
  expect((await put({ names, webhooks: [hook] }, "*")).status).toBe(200);
  const read = await call(settings.GET);
  const body = await read.json();
  expect(SavedSettings.parse(body)).toEqual(body);
  expect(body).toMatchObject({ names, webhooks: [{ url: null, origin: "http://127.0.0.1:9" }] });
  expect(read.headers.get("etag")).toBe(`"${body.revision}"`);
  const written = await put(body, read.headers.get("etag") ?? "");
  expect(await written.json()).toEqual({ ...body, revision: body.revision + 1 });
  expect(instance.configurations.at(-1)).toMatchObject({ names, webhooks: [{ url: hook.url, format: "json" }] });
});

test("PUT without If-Match is 428, a stale one 409, wrong values 422 at their pointer", async () => {
  expect((await put({ names, webhooks: [] })).status).toBe(428);
  expect((await put({ names, webhooks: [] }, '"0"')).status).toBe(409);
  expect((await put({ names, webhooks: [] }, 'W/"1"')).status).toBe(409);
  const wrong = await put({ names: { ...names, namespace: "" }, webhooks: [{ ...hook, url: null }] }, "*");
  expect(await wrong.json()).toMatchObject({ status: 422, fields: { "/names/namespace": [expect.any(String)] } });
});

test("the test of a saved webhook sends to its URL; one that does not exist is 404", async () => {
  const { webhooks } = await (await put({ names, webhooks: [hook] }, "*")).json();
  const tested = await call(webhookTest.POST, { method: "POST", id: webhooks[0].id });
  expect(await tested.json()).toEqual({ accepted: true, message: "200 OK" });
  expect((await call(webhookTest.POST, { method: "POST", id: "none" })).status).toBe(404);
});

test("a viewer reads the settings and changes nothing", async () => {
  expect((await call(settings.GET, { headers: viewer })).status).toBe(200);
  expect((await put({ names, webhooks: [] }, "*", viewer)).status).toBe(403);
  expect((await call(webhookTest.POST, { method: "POST", id: "none", headers: viewer })).status).toBe(403);
  expect((await call(settings.GET, { headers: {} })).status).toBe(401);
});

test("no answer of all these calls held a webhook's URL, and no row does", async () => {
  for (const text of [...said, await instance.dump()]) expect(text).not.toContain(secret);
});

test("each save of the settings is a revision that tells who, why and what, and holds no URL of a webhook", async () => {
  const headers = { ...bearer, "if-match": "*" };
  const url = "https://hooks.example.com/T0/do-not-show-this-path";
  const webhooks = [{ name: "Pager", format: "json", url }];
  const save = (body: object, query = "") => call(settings.PUT, { method: "PUT", headers, query, body });
  await save({ names: {}, webhooks: [] });
  const saved = await (await save({ names: { workspace: "eu" }, webhooks }, "?message=on+call")).json();
  const [{ id }] = saved.webhooks;
  await save({ names: { workspace: "eu" }, webhooks: [{ id, name: "Pager", format: "json", url: `${url}2` }] });
  const response = await call(settingsRevisions.GET);
  const { items } = await response.json();
  const at = (revision: number) => items.find((one: { revision: number }) => one.revision === revision);
  expect(items[0].revision).toBe(saved.revision + 1);
  expect(at(saved.revision + 1)).toMatchObject({ changes: [{ label: "Webhook", to: "another URL" }], message: null });
  expect(at(saved.revision)).toMatchObject({ author: { kind: "key" }, message: "on call" });
  expect(at(saved.revision).changes).toContainEqual(expect.objectContaining({ label: "Workspace", to: "eu" }));
  const rows = await instance.runtime.database.kysely.selectFrom("revision").selectAll().execute();
  expect(JSON.stringify([items, rows])).not.toMatch(/do-not-show|sealedUrl/);
});
