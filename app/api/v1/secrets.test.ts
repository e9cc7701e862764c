import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, report, startCaller } from "#lib/api/testing/caller";
import * as destinations from "./destinations/route";
import * as probe from "./secrets/[name]/probe/route";
import * as difference from "./secrets/[name]/revisions/[revision]/difference/route";
import * as revisions from "./secrets/[name]/revisions/route";
import * as one from "./secrets/[name]/route";
import * as secrets from "./secrets/route";

let caller: Caller;
let call: Caller["call"];
const value = "s3cret-named-value-do-not-show";
const body = { name: "vendor", origins: ["http://127.0.0.1:4318"], values: { "OTEL_HEADER_api-key": value } };

beforeAll(async () => {
  caller = await startCaller();
  call = caller.call;
}, 60_000);
afterAll(() => caller.instance.stop());

test("POST answers 201 with Location and a strong ETag; what is read back holds no value and can be written as it is", async () => {
  const made = await call(secrets.POST, { method: "POST", body });
  expect(made.status).toBe(201);
  expect(made.headers.get("location")).toBe("/api/v1/secrets/vendor");
  expect(made.headers.get("etag")).toBe('"1"');
  const read = await call(one.GET, { name: "vendor" });
  const saved = await read.json();
  expect(saved).toMatchObject({ values: { "OTEL_HEADER_api-key": null }, origins: ["http://127.0.0.1:4318"] });
  const headers = { ...bearer, "if-match": read.headers.get("etag") ?? "" };
  const written = await call(one.PUT, { method: "PUT", name: "vendor", headers, body: saved });
  expect([written.status, written.headers.get("etag")]).toEqual([200, '"2"']);
  expect(await (await call(secrets.GET)).json()).toMatchObject({ items: [{ name: "vendor" }], next: null });
});

test("PUT without If-Match is 428, a stale one 409, an unknown name 404, an unknown key 422", async () => {
  const put = (name: string, headers: Record<string, string>, more: object = {}) =>
    call(one.PUT, { method: "PUT", name, headers: { ...bearer, ...headers }, body: { ...body, ...more } });
  expect((await put("vendor", {})).status).toBe(428);
  expect((await put("vendor", { "if-match": '"1"' })).status).toBe(409);
  expect((await put("nobody", { "if-match": "*" })).status).toBe(404);
  const strange = await put("vendor", { "if-match": "*" }, { colour: 1, values: { "OTEL_HEADER_api-key": 7 } });
  expect([strange.status, Object.keys((await strange.json()).fields).sort()]).toEqual([
    422,
    ["/colour", "/values/OTEL_HEADER_api-key"],
  ]);
  for (const name of ["__proto__", "a\u0000b", "x".repeat(5000)]) {
    expect((await call(one.GET, { name })).status).toBe(404);
  }
});

test("each write of a secret is a revision that tells who, why and which keys, origins and expiry, never a value; a new one begins anew", async () => {
  const name = "told";
  const key = "OTEL_HEADER_api-key";
  const list = async (headers?: Record<string, string>) =>
    (await (await call(revisions.GET, { name, ...(headers && { headers }) })).json()).items;
  await call(secrets.POST, { method: "POST", query: "?message=by+hand", body: { ...body, name } });
  const put = (more: object, query = "") => {
    const headers = { ...bearer, "if-match": "*" };
    return call(one.PUT, { method: "PUT", name, headers, query, body: { ...body, name, ...more } });
  };
  const rotated = `${value}-2`;
  await put({ values: { [key]: rotated } }, "?message=rotated");
  await put({ values: { [key]: null, "OTEL_HEADER_x-scope": value }, expiresAt: "2027-01-31" });
  expect((await put({}, `?message=${"x".repeat(201)}`)).status).toBe(422);
  const items = await list(caller.viewer);
  expect(items).toMatchObject([
    {
      ...{ revision: 3, author: { kind: "key" }, action: "secret.save", message: null },
      changes: [{ label: "Header x-scope" }, { label: "Expires", to: "2027-01-31 23:59 UTC" }],
    },
    { revision: 2, message: "rotated", changes: [{ label: "Header api-key", from: "saved", to: "changed" }] },
    { revision: 1, message: "by hand", action: "secret.create", changes: null },
  ]);
  const compare = (revision: string, query: string) =>
    call((request) => difference.GET(request, { params: Promise.resolve({ name, revision }) }), { query });
  expect(await (await compare("3", "?from=1")).json()).toMatchObject({ from: 1, to: 3, unchanged: 1 });
  for (const [revision, query] of [
    ["9", ""],
    ["x", ""],
    ["3", "?from=9"],
  ] as const) {
    expect((await compare(revision, query)).status).toBe(404);
  }
  expect((await compare("3", "?from=x")).status).toBe(422);
  expect((await call(revisions.GET, { name: "nobody" })).status).toBe(404);
  const rows = await caller.instance.runtime.database.kysely.selectFrom("revision").selectAll().execute();
  const kept = JSON.stringify(rows.filter(({ nounKind }) => nounKind === "secret"));
  expect(kept).toContain(name);
  expect(kept).not.toMatch(/do-not-show|fingerprint|sealed/);
  expect((await call(one.DELETE, { method: "DELETE", name })).status).toBe(204);
  expect((await call(revisions.GET, { name })).status).toBe(404);
  await call(secrets.POST, { method: "POST", body: { ...body, name } });
  expect(await list()).toHaveLength(1);
  await call(one.DELETE, { method: "DELETE", name });
});

test("a viewer reads names and changes nothing", async () => {
  expect((await call(secrets.GET, { headers: caller.viewer })).status).toBe(200);
  for (const [route, method] of [
    [secrets.POST, "POST"],
    [one.PUT, "PUT"],
    [one.DELETE, "DELETE"],
    [probe.POST, "POST"],
  ] as const) {
    expect((await call(route, { method, name: "vendor", headers: caller.viewer, body })).status).toBe(403);
  }
});

test("DELETE of one in use is 409 and names who uses it; a probe with new values is a line for each of them", async () => {
  const destination = {
    name: "Uses it",
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318", secret: "vendor" },
    signals: { traces: { enabled: true } },
  };
  const made = await call(destinations.POST, { method: "POST", body: destination });
  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({ connection: { secret: "vendor" } });
  const refused = await call(one.DELETE, { method: "DELETE", name: "vendor" });
  expect([refused.status, (await refused.json()).detail]).toEqual([409, expect.stringContaining("Uses it")]);
  const values = { "OTEL_HEADER_api-key": `${value}-next` };
  const listed = await call(probe.POST, { method: "POST", name: "vendor", body: { values } });
  expect(await listed.json()).toMatchObject({ items: [{ destination: { name: "Uses it" }, report }], next: null });
  const headers = { ...bearer, accept: "application/x-ndjson" };
  const lines = await (await call(probe.POST, { method: "POST", name: "vendor", headers, body: {} })).text();
  expect(lines.trim().split("\n")).toHaveLength(1);
});

test("no answer held a value, and no row does", async () => {
  const all = [...caller.said, await caller.instance.dump()].join("\n");
  expect(all).toContain("OTEL_HEADER_api-key");
  expect(all).not.toContain(value);
});
