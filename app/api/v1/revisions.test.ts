import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, good, secret, startCaller } from "#lib/api/testing/caller";
import { RestoredDestination } from "#lib/destination/revision";
import * as difference from "./destinations/[id]/revisions/[revision]/difference/route";
import * as restore from "./destinations/[id]/revisions/[revision]/restore/route";
import * as revision from "./destinations/[id]/revisions/[revision]/route";
import * as revisions from "./destinations/[id]/revisions/route";
import * as destination from "./destinations/[id]/route";
import * as destinations from "./destinations/route";
import * as probes from "./probes/[id]/route";

let call: Caller["call"];
let caller: Caller;

beforeAll(async () => {
  caller = await startCaller();
  call = caller.call;
}, 60_000);
afterAll(() => caller.instance.stop());

type Module = { GET: Parameters<Caller["call"]>[0]; POST: Parameters<Caller["call"]>[0] };

/** With both parameters of the address. */
const at =
  (module: Module, method: "GET" | "POST", number: string | number) =>
  (request: Request, { params }: { params: Promise<Record<string, string>> }) =>
    module[method](request, { params: params.then((given) => ({ ...given, revision: String(number) })) });

const broken = { ...good, connection: { ...good.connection, endpoint: "http://127.0.0.1:4318/broken" } };

const made = async (): Promise<string> => {
  const { id } = await (
    await call(destinations.POST, { method: "POST", query: "?message=by+hand", body: good })
  ).json();
  const headers = { ...bearer, "if-match": "*" };
  await call(destination.PUT, { method: "PUT", id, headers, query: "?message=try+this", body: broken });
  await call(destination.PATCH, { method: "PATCH", id, body: { enabled: false } });
  return id;
};

test("the list is newest first with who, why and what changed; one revision has the destination as it was, masked", async () => {
  const id = await made();
  const { items, next } = await (await call(revisions.GET, { id })).json();
  expect(next).toBeNull();
  expect(items).toMatchObject([
    { revision: 3, action: "destination.switch", fields: ["/enabled"], message: null },
    { revision: 2, action: "destination.save", fields: ["/connection/endpoint"], message: "try this" },
    { revision: 1, action: "destination.create", author: { kind: "key" }, message: "by hand", restored: null },
  ]);
  const one = await (await call(at(revision, "GET", 2), { id })).json();
  expect(one).toMatchObject({ ...items[1], destination: { connection: { headers: [{ value: null }] } } });
});

test("a difference is from the revision before, or from the one that is asked for", async () => {
  const id = await made();
  const read = async (number: number, query = "") => (await call(at(difference, "GET", number), { id, query })).json();
  const [from, to] = [good.connection.endpoint, broken.connection.endpoint];
  expect(await read(2)).toMatchObject({ from: 1, to: 2, items: [{ path: "/connection/endpoint", from, to }] });
  expect(await read(1, "?from=3")).toMatchObject({
    from: 3,
    to: 1,
    items: [{ label: "Enabled" }, { from: to, to: from }],
  });
  expect(await read(1)).toMatchObject({ from: null, to: 1 });
  expect(await read(2, "?from=x")).toMatchObject({ status: 422 });
  expect(await read(2, "?from=9")).toMatchObject({ status: 404 });
});

test("a restore says first what it changes, and makes a new revision; a stale If-Match is 409", async () => {
  const id = await made();
  const plan = await (await call(at(restore, "GET", 1), { id })).json();
  expect(plan).toMatchObject({ revision: 1, current: 3, secrets: [], problems: {} });
  const post = (tag: string, query = "") =>
    call(at(restore, "POST", 1), { method: "POST", id, query, headers: { ...bearer, "if-match": tag } });
  expect((await post('"2"')).status).toBe(409);
  const restored = await post('"3"', "?message=as+it+was");
  expect([restored.status, restored.headers.get("etag")]).toEqual([200, '"4"']);
  expect(await restored.json()).toMatchObject({
    revision: 4,
    enabled: true,
    connection: good.connection && { endpoint: good.connection.endpoint },
  });
  const { items } = await (await call(revisions.GET, { id })).json();
  expect(items[0]).toMatchObject({ revision: 4, restored: 1, message: "as it was", action: "destination.restore" });
});

test("a restore that asks for a test answers with the probe's id: its one reader hears the verdict of what is saved now", async () => {
  const id = await made();
  const post = (query: string) => call(at(restore, "POST", 2), { method: "POST", id, query });
  const asked = caller.instance.probes.length;
  expect((await post("?test=yes")).status).toBe(422);
  const restored = RestoredDestination.parse(await (await post("?test=true&message=as+it+was")).json());
  expect(restored).toMatchObject({ revision: 4, probe: { id: expect.any(String), message: null } });
  expect(caller.instance.probes.slice(asked)).toMatchObject([
    { destination: { connection: { endpoint: broken.connection.endpoint } } },
  ]);
  const headers = { ...bearer, "if-match": "*" };
  const back = await call(destination.PUT, { method: "PUT", id, headers, body: restored });
  expect(back.status, "what was answered may be written back").toBe(200);
  const read = await call(probes.GET, { id: restored.probe?.id ?? "" });
  expect(await read.text()).toContain('"verdict":"accepted"');
  expect(await (await call(at(restore, "POST", 1), { method: "POST", id })).json()).not.toHaveProperty("probe");
  expect(caller.instance.probes).toHaveLength(asked + 1);
});

test("a viewer reads the history and restores nothing; nobody reads it without an identity", async () => {
  const id = await made();
  const { viewer } = caller;
  expect((await call(revisions.GET, { id, headers: viewer })).status).toBe(200);
  expect((await call(at(restore, "GET", 1), { id, headers: viewer })).status).toBe(200);
  expect((await call(at(restore, "POST", 1), { method: "POST", id, headers: viewer })).status).toBe(403);
  expect((await call(revisions.GET, { id, headers: {} })).status).toBe(401);
});

test("what no revision is called is 404; a message that is too long or has lines is 422, and nothing is written", async () => {
  const id = await made();
  for (const number of ["0", "99", "x", "1e3", "99999999999999999999", "\0"]) {
    expect((await call(at(revision, "GET", number), { id })).status).toBe(404);
  }
  expect((await call(revisions.GET, { id: "nothing" })).status).toBe(404);
  for (const query of [
    `?message=${"x".repeat(201)}`,
    "?message=a%0Ab",
    "?message=%00a",
    "?message=a%E2%80%AEb",
    "?message=a%E2%80%8Bb",
  ]) {
    const headers = { ...bearer, "if-match": "*" };
    expect((await call(destination.PUT, { method: "PUT", id, headers, query, body: good })).status).toBe(422);
  }
  expect(await (await call(destination.GET, { id })).json()).toMatchObject({ revision: 3 });
});

test("no answer holds a secret", () => {
  expect(caller.said.join("\n")).not.toContain(secret);
});
