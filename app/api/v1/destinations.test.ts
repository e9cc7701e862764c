import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, bearer, type Caller, good, secret, startCaller } from "#lib/api/testing/caller";
import * as savedProbe from "./destinations/[id]/probe/route";
import * as destination from "./destinations/[id]/route";
import * as oneStatus from "./destinations/[id]/status/route";
import * as undelete from "./destinations/[id]/undelete/route";
import * as destinations from "./destinations/route";
import * as status from "./status/route";

let call: Caller["call"];
let instance: Caller["instance"];
let said: Caller["said"];

beforeAll(async () => {
  ({ call, instance, said } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

const create = async (): Promise<{ id: string; revision: number }> => {
  const response = await call(destinations.POST, { method: "POST", body: good });
  expect(response.status).toBe(201);
  return response.json();
};

test("POST answers 201 with Location and a strong ETag, and what is read has its secrets as null", async () => {
  const response = await call(destinations.POST, { method: "POST", body: good });
  const saved = await response.json();
  expect(response.status).toBe(201);
  expect(response.headers.get("location")).toBe(`/api/v1/destinations/${saved.id}`);
  expect(response.headers.get("etag")).toBe('"1"');
  expect(saved).toMatchObject({
    connection: { headers: [{ name: "api-key", value: null }] },
    updatedBy: { kind: "key" },
    resolved: { traces: "http://127.0.0.1:4318/v1/traces" },
  });
  const list = await (await call(destinations.GET)).json();
  expect(list.next).toBeNull();
  expect(list.items).toContainEqual(saved);
});

test("what was read can be written back as it is: read-only keys are passed over, null keeps the secret", async () => {
  const { id } = await create();
  const read = await call(destination.GET, { id });
  const body = await read.json();
  const headers = { ...bearer, "if-match": read.headers.get("etag") ?? "" };
  const written = await call(destination.PUT, { method: "PUT", id, headers, body: { ...body, name: "Two" } });
  expect(written.status).toBe(200);
  expect(await written.json()).toMatchObject({ name: "Two", revision: 2 });
  expect(written.headers.get("etag")).toBe('"2"');
  await call(savedProbe.POST, { method: "POST", id });
  expect(instance.probes.at(-1)).toMatchObject({ destination: { connection: { headers: [{ value: secret }] } } });
});

test("the list tells a change at once, though it was read before", async () => {
  const { id } = await create();
  const listed = async () => {
    const { items } = await (await call(destinations.GET)).json();
    return items.find((item: { id: string }) => item.id === id);
  };
  expect(await listed()).toMatchObject({ name: good.name, revision: 1 });
  const headers = { ...bearer, "if-match": "*" };
  await call(destination.PUT, { method: "PUT", id, headers, body: { ...good, name: "Renamed" } });
  expect(await listed()).toMatchObject({ name: "Renamed", revision: 2 });
});

test("read-only keys in a POST, and any unknown key, are 422 at their pointer", async () => {
  const response = await call(destinations.POST, { method: "POST", body: { ...good, id: "mine", colour: 1 } });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    code: "invalid",
    fields: { "/id": ["Unknown key"], "/colour": ["Unknown key"] },
  });
});

test("encoding beside grpc is accepted", async () => {
  const connection = { transport: "grpc", endpoint: "http://127.0.0.1:4317", encoding: "json" };
  const response = await call(destinations.POST, { method: "POST", body: { ...good, connection } });
  expect(response.status).toBe(201);
});

test("PUT without If-Match is 428, a stale one 409, * overwrites", async () => {
  const { id } = await create();
  const put = (headers: Record<string, string>) =>
    call(destination.PUT, { method: "PUT", id, body: good, headers: { ...bearer, ...headers } });
  expect((await put({})).status).toBe(428);
  expect((await put({ "if-match": '"7"' })).status).toBe(409);
  expect((await put({ "if-match": 'W/"1"' })).status).toBe(409);
  expect((await put({ "if-match": "*" })).status).toBe(200);
  expect((await put({ "if-match": '"1"' })).status).toBe(409);
  expect((await put({ "if-match": '"2"' })).status).toBe(200);
});

test("the answers come in the order 404, 428, 413, 422, 409", async () => {
  const { id } = await create();
  const large = "x".repeat(1024 * 1024 + 1);
  const put = (to: string, text: string, headers: Record<string, string> = {}) =>
    call(destination.PUT, { method: "PUT", id: to, text, headers: { ...bearer, ...headers } });
  expect((await put("nothing", large)).status).toBe(404);
  expect((await put(id, large)).status).toBe(428);
  expect((await put(id, large, { "if-match": '"9"' })).status).toBe(413);
  expect((await put(id, "{", { "if-match": '"9"' })).status).toBe(422);
  expect((await put(id, JSON.stringify({ ...good, name: 1 }), { "if-match": '"9"' })).status).toBe(422);
  expect((await put(id, JSON.stringify(good), { "if-match": '"9"' })).status).toBe(409);
});

test("PATCH switches without If-Match, makes a revision, and takes nothing else", async () => {
  const { id } = await create();
  const off = await call(destination.PATCH, { method: "PATCH", id, body: { enabled: false } });
  expect(await off.json()).toMatchObject({ enabled: false, revision: 2 });
  expect(await (await call(oneStatus.GET, { id })).json()).toMatchObject({ state: "off" });
  const more = await call(destination.PATCH, { method: "PATCH", id, body: { enabled: true, name: "x" } });
  expect(await more.json()).toMatchObject({ status: 422, fields: { "/name": ["Unknown key"] } });
  const stale = await call(destination.PATCH, {
    method: "PATCH",
    id,
    body: { enabled: true },
    headers: { ...bearer, "if-match": '"1"' },
  });
  expect(stale.status).toBe(409);
});

test("DELETE is 204, then everything is 404, and undelete brings it back", async () => {
  const { id } = await create();
  expect((await call(destination.DELETE, { method: "DELETE", id })).status).toBe(204);
  expect((await call(destination.GET, { id })).status).toBe(404);
  expect((await call(destination.DELETE, { method: "DELETE", id })).status).toBe(404);
  expect((await call(savedProbe.POST, { method: "POST", id })).status).toBe(404);
  const back = await call(undelete.POST, { method: "POST", id });
  expect(back.status).toBe(200);
  expect((await call(destination.GET, { id })).status).toBe(200);
  expect((await call(undelete.POST, { method: "POST", id })).status).toBe(404);
});

test("the status lists every destination with id and name, and the receiver", async () => {
  const { id } = await create();
  const listed = await (await call(status.GET)).json();
  expect(listed.items.find((item: { id: string }) => item.id === id)).toMatchObject({
    name: "One",
    state: "nothing_to_send",
  });
  expect(listed.receiver).toMatchObject({ accepted: { traces: 0 }, unrouted: { traces: 0 } });
});

test("no answer of all these calls held a secret, and no row does", async () => {
  for (const text of [...said, await instance.dump()]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(apiKey);
  }
});
