import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, type Caller, good, origin, type Route, secret, startCaller } from "#lib/api/testing/caller";
import * as savedProbe from "./destinations/[id]/probe/route";
import * as destination from "./destinations/[id]/route";
import * as undelete from "./destinations/[id]/undelete/route";
import * as destinations from "./destinations/route";
import * as live from "./health/live/route";
import * as health from "./health/route";
import * as openapi from "./openapi.json/route";
import * as probe from "./probe/route";
import * as probes from "./probes/[id]/route";
import * as status from "./status/route";

let admin: Caller["admin"];
let call: Caller["call"];
let instance: Caller["instance"];
let said: Caller["said"];
let viewer: Caller["viewer"];

beforeAll(async () => {
  ({ admin, call, instance, viewer, said } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

const create = async (): Promise<{ id: string; revision: number }> => {
  const response = await call(destinations.POST, { method: "POST", body: good });
  expect(response.status).toBe(201);
  return response.json();
};

test("without an identity every call but health and openapi is 401, as a complete problem", async () => {
  for (const route of [destinations.GET, destinations.POST, destination.PUT, status.GET, probe.POST, probes.GET]) {
    const response = await call(route, { headers: {}, method: "GET", id: "x" });
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(Object.keys(await response.json())).toEqual(["type", "title", "status", "detail", "code", "ref", "fields"]);
  }
  for (const route of [health.GET, live.GET, openapi.GET])
    expect((await call(route, { headers: {} })).status).toBe(200);
});

test("a wrong key is 401 and does not fall back to the browser's session", async () => {
  for (const authorization of [
    `Bearer ${apiKey}x`,
    `Bearer ${apiKey.slice(1)}`,
    "Bearer",
    `Basic ${apiKey}`,
    "Bearer null",
  ]) {
    const response = await call(destinations.GET, { headers: { ...admin, authorization } });
    expect(response.status).toBe(401);
  }
});

test("a viewer reads and is told why nothing else works, before anything about the request itself", async () => {
  const { id } = await create();
  const headers = viewer;
  for (const route of [destinations.GET, status.GET]) expect((await call(route, { headers })).status).toBe(200);
  expect((await call(destination.GET, { id, headers })).status).toBe(200);
  const changes: [Route, string][] = [
    [destinations.POST, "POST"],
    [destination.PUT, "PUT"],
    [destination.PATCH, "PATCH"],
    [destination.DELETE, "DELETE"],
    [undelete.POST, "POST"],
    [probe.POST, "POST"],
    [savedProbe.POST, "POST"],
  ];
  for (const [route, method] of changes) {
    const response = await call(route, { method, id, headers, text: "not json" });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("Needs the role Editor"),
    });
  }
});

test("a session changes nothing for another site, nor for one that does not say where it comes from", async () => {
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example.com" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin },
    {},
  ];
  for (const headers of foreign) {
    const response = await call(destinations.POST, {
      method: "POST",
      body: good,
      headers: { cookie: admin.cookie ?? "", ...headers },
    });
    expect(response.status).toBe(403);
  }
  const read = await call(destinations.GET, {
    headers: { cookie: admin.cookie ?? "", "sec-fetch-site": "cross-site" },
  });
  expect(read.status).toBe(403);
  const own = await call(destinations.POST, { method: "POST", body: good, headers: admin });
  expect(own.status).toBe(201);
});

test("no answer of all these calls held a secret, and no row does", async () => {
  for (const text of [...said, await instance.dump()]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(apiKey);
  }
});
