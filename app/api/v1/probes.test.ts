import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, bearer, type Caller, good, origin, report, secret, stage, startCaller } from "#lib/api/testing/caller";
import * as probe from "./probe/route";
import * as probes from "./probes/[id]/route";

let admin: Caller["admin"];
let call: Caller["call"];
let instance: Caller["instance"];
let said: Caller["said"];

beforeAll(async () => {
  ({ admin, call, instance, said } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

test("a probe answers one report, or each stage as it ends as NDJSON", async () => {
  const once = await call(probe.POST, { method: "POST", body: { destination: good } });
  expect(once.status).toBe(200);
  expect(await once.json()).toEqual(report);
  const lines = await call(probe.POST, {
    method: "POST",
    body: { destination: good, sdk: true },
    headers: { ...bearer, accept: "application/x-ndjson" },
  });
  expect(lines.headers.get("content-type")).toBe("application/x-ndjson");
  expect((await lines.text()).split("\n")).toEqual([JSON.stringify({ stage }), JSON.stringify({ report }), ""]);
  expect(instance.probes.at(-1)).toMatchObject({ sdk: true, anonymous: false });
});

test("a client that stops reading cancels the probe", async () => {
  const before = instance.cancelled.length;
  const request = new Request(`${origin}/api/v1/probe`, {
    method: "POST",
    headers: { ...bearer, "content-type": "application/json", accept: "application/x-ndjson" },
    body: JSON.stringify({ destination: good }),
  });
  const response = await probe.POST(request, { params: Promise.resolve({}) });
  await response.body?.cancel();
  expect(instance.cancelled).toHaveLength(before + 1);
});

test("a wrong shape is 422 below /destination, a wrong value is the engine's report", async () => {
  const shape = await call(probe.POST, {
    method: "POST",
    body: { destination: { ...good, signals: { traces: 1 } }, extra: 1 },
  });
  expect(await shape.json()).toMatchObject({ status: 422, fields: { "/extra": ["Unknown key"] } });
  const inner = await call(probe.POST, {
    method: "POST",
    body: { destination: { ...good, signals: { traces: 1 } } },
  });
  expect(Object.keys((await inner.json()).fields)).toEqual(["/destination/signals/traces"]);
  const value = await call(probe.POST, { method: "POST", body: { destination: { ...good, name: "" } } });
  expect(value.status).toBe(200);
});

test("the stream of a probe is for who started it only", async () => {
  instance.runtime.probes.remember("mine", { kind: "key", id: "OUTSPAN_API_KEY" });
  expect((await call(probes.GET, { id: "mine" })).status).toBe(200);
  expect((await call(probes.GET, { id: "mine", headers: admin })).status).toBe(404);
  expect((await call(probes.GET, { id: "unknown" })).status).toBe(404);
});

test("no answer of all these calls held a secret, and no row does", async () => {
  for (const text of [...said, await instance.dump()]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(apiKey);
  }
});
