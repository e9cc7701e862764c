import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, type Caller, good, type Route, startCaller } from "#lib/api/testing/caller";
import { roles } from "#lib/auth/permissions";
import { CreatedKey, SavedKey } from "#lib/key";
import * as destinations from "./destinations/route";
import * as oneKey from "./keys/[id]/route";
import * as keys from "./keys/route";
import * as status from "./status/route";

let admin: Caller["admin"];
let call: Caller["call"];
let instance: Caller["instance"];
let viewer: Caller["viewer"];
let said: Caller["said"];

beforeAll(async () => {
  ({ admin, call, instance, viewer, said } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const make = async (name: string, role: string, headers?: Record<string, string>): Promise<CreatedKey> => {
  const body = { name, role };
  const answer = await call(keys.POST, { method: "POST", body, ...(headers === undefined ? {} : { headers }) });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return CreatedKey.parse(await answer.json());
};
const statusOf = async (route: Route, method: string, key: string) =>
  (await call(route, { method, headers: bearer(key), body: method === "GET" ? undefined : good, id: "none" })).status;

test("a key does what its role may, an ingest key nothing at all", async () => {
  const answers = new Map<string, number[]>();
  for (const role of [...roles, "ingest"]) {
    const { key } = await make(role, role, admin);
    const asks = [statusOf(destinations.GET, "GET", key), statusOf(destinations.POST, "POST", key)];
    answers.set(
      role,
      await Promise.all([...asks, statusOf(oneKey.DELETE, "DELETE", key), statusOf(keys.GET, "GET", key)]),
    );
  }
  expect(Object.fromEntries(answers)).toEqual({
    viewer: [200, 403, 403, 200],
    editor: [200, 201, 403, 200],
    admin: [200, 201, 404, 200],
    ingest: [403, 403, 403, 403],
  });
});

test("what a key changed, it changed under its name", async () => {
  const { key, id } = await make("Deployment", "editor");
  const created = await call(destinations.POST, { method: "POST", body: good, headers: bearer(key) });
  expect((await created.json()).updatedBy).toEqual({ kind: "key", name: "Deployment" });
  const { kysely } = instance.runtime.database;
  const rows = await kysely.selectFrom("audit").selectAll().where("actorId", "=", id).execute();
  expect(rows.map(({ actorKind, actorName, action }) => [actorKind, actorName, action])).toEqual([
    ["key", "Deployment", "destination.create"],
  ]);
});

test("the list tells everything of a key but the key, and a revoked one is not in it and opens nothing", async () => {
  const { key, ...made } = await make("For a while", "viewer");
  const list = await (await call(keys.GET, { headers: viewer })).json();
  expect(list.next).toBeNull();
  expect(SavedKey.array().parse(list.items)).toContainEqual(made);
  expect((await call(oneKey.DELETE, { method: "DELETE", id: made.id })).status).toBe(204);
  expect((await call(oneKey.DELETE, { method: "DELETE", id: made.id })).status).toBe(404);
  const refused = await call(status.GET, { headers: { ...admin, ...bearer(key) } });
  expect([refused.status, (await refused.json()).detail]).toEqual([401, "This API key was revoked"]);
  expect((await (await call(keys.GET)).json()).items.map((one: SavedKey) => one.id)).not.toContain(made.id);
});

test("keys are made and revoked by admins alone", async () => {
  for (const headers of [viewer, bearer((await make("Editing", "editor")).key)]) {
    expect((await call(keys.POST, { method: "POST", headers, body: { name: "Mine", role: "admin" } })).status).toBe(
      403,
    );
    expect((await call(oneKey.DELETE, { method: "DELETE", headers, id: "none" })).status).toBe(403);
  }
  expect((await call(keys.GET, { headers: {} })).status).toBe(401);
});

test("each key has its own rate", async () => {
  const [busy, calm] = [await make("Busy", "viewer"), await make("Calm", "viewer")];
  const ask = (key: string) => call(oneKey.DELETE, { method: "DELETE", headers: bearer(key), id: "none" });
  expect((await ask(busy.key)).status, "403 comes first").toBe(403);
  const one = await make("Admin one", "admin");
  const statuses = [];
  for (let at = 0; at < 301; at++) statuses.push((await ask(one.key)).status);
  expect([statuses[0], statuses.at(-1)]).toEqual([404, 429]);
  const other = await make("Admin two", "admin");
  expect((await ask(other.key)).status).toBe(404);
  expect((await ask(calm.key)).status).toBe(403);
});

test("a key is in the answer to its making and nowhere else", async () => {
  const texts = [...said, await instance.dump()].filter((text) => !text.includes('"key":"outspan_'));
  expect(texts.length).toBeGreaterThan(50);
  for (const text of texts) expect(text).not.toMatch(/outspan_\w{5}/);
  for (const text of texts) expect(text).not.toContain(apiKey);
});
