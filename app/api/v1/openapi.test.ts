import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, startCaller } from "#lib/api/testing/caller";
import * as nowhere from "./[...path]/route";
import * as savedProbe from "./destinations/[id]/probe/route";
import * as destination from "./destinations/[id]/route";
import * as oneStatus from "./destinations/[id]/status/route";
import * as undelete from "./destinations/[id]/undelete/route";
import * as destinations from "./destinations/route";
import * as live from "./health/live/route";
import * as health from "./health/route";
import * as openapi from "./openapi.json/route";
import * as probe from "./probe/route";
import * as probes from "./probes/[id]/route";
import * as status from "./status/route";

let call: Caller["call"];
let instance: Caller["instance"];

beforeAll(async () => {
  ({ call, instance } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

test("health is 503 while the engine is away, live stays 200", async () => {
  const { runtime } = instance;
  expect(await (await call(health.GET)).json()).toEqual({ status: "ok", engine: "running" });
  const { isRunning } = runtime.engine;
  runtime.engine.isRunning = () => false;
  const away = await call(health.GET, { headers: {} });
  expect(away.status).toBe(503);
  expect(await away.json()).toEqual({ status: "unavailable", engine: "stopped" });
  expect((await call(live.GET, { headers: {} })).status).toBe(200);
  runtime.engine.isRunning = isRunning;
});

test("a call that does not exist is a problem too", async () => {
  expect(await (await call(nowhere.GET)).json()).toMatchObject({ status: 404, code: "not_found" });
});

test("openapi.json describes every route there is, and every reference in it resolves", async () => {
  const document = await (await call(openapi.GET, { headers: {} })).json();
  const routes: Record<string, object> = {
    "/health": health,
    "/health/live": live,
    "/openapi.json": openapi,
    "/probe": probe,
    "/probes/{id}": probes,
    "/destinations": destinations,
    "/destinations/{id}": destination,
    "/destinations/{id}/probe": savedProbe,
    "/destinations/{id}/undelete": undelete,
    "/destinations/{id}/status": oneStatus,
    "/status": status,
  };
  const described = Object.entries(document.paths).map(([path, calls]) => [path, Object.keys(calls as object).sort()]);
  const built = Object.entries(routes).map(([path, module]) => [
    path,
    Object.keys(module)
      .filter((name) => name === name.toUpperCase())
      .map((name) => name.toLowerCase())
      .sort(),
  ]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(built));
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  const names = new Set([...references].map(([, name]) => name));
  for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name);
  expect(names.size).toBeGreaterThan(8);
});
