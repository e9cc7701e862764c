import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, type Route, startCaller } from "#lib/api/testing/caller";
import { ok } from "#lib/result";
import { SavedSettings } from "#lib/settings";
import * as difference from "./settings/revisions/[revision]/difference/route";
import * as restore from "./settings/revisions/[revision]/restore/route";
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

test("a revision of the settings is compared and brought back like one of a destination: under a save's checks, a viewer reads it", async () => {
  const url = "https://hooks.example.com/T0/do-not-show-this-path";
  const at =
    (module: { GET: Route; POST: Route }, method: "GET" | "POST", revision: number | string) => (request: Request) =>
      module[method](request, { params: Promise.resolve({ revision: String(revision) }) });
  const read = async (answer: Promise<Response>) => (await answer).json();
  const webhooks = [{ name: "Pager", format: "json", url }];
  const old = await read(put({ names: { workspace: "eu" }, webhooks, auditDays: 90 }, "*"));
  await put({ names: { workspace: "us" }, webhooks: old.webhooks }, "*");
  const now = await read(put({ names: { workspace: "ap" }, webhooks: old.webhooks }, "*"));
  const from = `?from=${old.revision}`;
  expect(await read(call(at(difference, "GET", now.revision), { query: from, headers: viewer }))).toMatchObject({
    ...{ from: old.revision, to: now.revision },
    items: [{ label: "Workspace", from: "eu", to: "ap" }, { label: "Audit is kept" }],
  });
  expect(await read(call(at(difference, "GET", old.revision), { query: "?from=x" }))).toMatchObject({ status: 422 });
  expect(await read(call(at(restore, "GET", old.revision), { headers: viewer }))).toMatchObject({
    ...{ revision: old.revision, current: now.revision, secrets: [], problems: {} },
    warnings: [expect.stringContaining("90 days")],
  });
  const post = (revision: number | string, headers: object = bearer, query = "") =>
    call(at(restore, "POST", revision), { method: "POST", query, headers: { ...headers } });
  expect((await post(old.revision, viewer)).status).toBe(403);
  expect((await post("9999")).status).toBe(404);
  expect((await post(old.revision, { ...bearer, "if-match": `"${old.revision}"` })).status).toBe(409);
  const restored = await post(old.revision, bearer, "?message=as+it+was");
  expect(restored.headers.get("etag")).toBe(`"${now.revision + 1}"`);
  expect(await restored.json()).toMatchObject({ names: { workspace: "eu" }, webhooks: old.webhooks, auditDays: 90 });
  expect((await post(now.revision + 1)).status).toBe(422);
  expect(instance.configurations.at(-1)?.webhooks).toMatchObject([{ url }]);
  const { items } = await read(call(settingsRevisions.GET));
  expect(items[0]).toMatchObject({ action: "settings.restore", restored: old.revision, message: "as it was" });
});

test("a webhook's URL does not come back for another origin, nor a deleted one: it is asked for, and taken with the restore", async () => {
  const secrets = [{ path: "/webhooks/0/url", value: "https://old.example.com/do-not-show-this-path" }];
  const post = (revision: number, body: object = {}) =>
    call((request) => restore.POST(request, { params: Promise.resolve({ revision: String(revision) }) }), {
      ...{ method: "POST", body },
    });
  const webhooks = [{ name: "Pager", format: "json", url: "https://old.example.com/do-not-show-this-path" }];
  const old = await (await put({ names: {}, webhooks }, "*")).json();
  const url = "https://new.example.com/do-not-show-this-path";
  await put({ names: {}, webhooks: [{ ...old.webhooks[0], url }] }, "*");
  expect(await (await post(old.revision)).json()).toMatchObject({
    ...{ status: 422, fields: { "/webhooks/0/url": [expect.stringContaining("new.example.com")] } },
  });
  expect(instance.configurations.at(-1)?.webhooks).toMatchObject([{ url }]);
  await put({ names: {}, webhooks: [] }, "*");
  expect((await post(old.revision)).status).toBe(422);
  const other = [...secrets, { path: "/webhooks/3/url", value: "https://h.example/" }];
  expect(await (await post(old.revision, { secrets: other })).json()).toMatchObject({
    fields: { "/secrets/1/path": [expect.any(String)] },
  });
  const wrong = [{ ...secrets[0], value: "ftp://h.example/" }];
  expect((await post(old.revision, { secrets: wrong })).status).toBe(422);
  expect(await (await post(old.revision, { secrets })).json()).toMatchObject({ webhooks: old.webhooks });
  expect(instance.configurations.at(-1)?.webhooks).toMatchObject([{ url: secrets[0]?.value }]);
  expect([...said, await instance.dump()].join("\n")).not.toContain("do-not-show-this-path");
});
