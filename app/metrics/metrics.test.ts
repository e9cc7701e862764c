import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, startCaller } from "#lib/api/testing/caller";
import { fail, ok } from "#lib/result";
import * as metrics from "./route";

let caller: Caller;
let proxied: Caller;
const text = "# HELP outspan_up 1 while it runs\n# TYPE outspan_up gauge\noutspan_up 1\n";
const client = { metrics: async () => ok(text) };
const from = (address: string) => ({ "x-outspan-client": address });

beforeAll(async () => {
  caller = await startCaller({ client });
}, 60_000);
afterAll(() => caller.instance.stop());

const statusOf = async (headers: Record<string, string>, by = caller) =>
  (await by.call(metrics.GET, { headers })).status;

test("with an API key it is Prometheus text, from anywhere", async () => {
  const answer = await caller.call(metrics.GET, { headers: { ...bearer, ...from("192.0.2.7") } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await answer.text()).toBe(text);
});

test("without a key only a program on this machine may read it, and a wrong key opens nothing", async () => {
  for (const address of ["127.0.0.1", "127.9.9.9", "::1"]) expect(await statusOf(from(address))).toBe(200);
  for (const address of ["192.0.2.7", "10.0.0.1", "::2", "fe80::1", "localhost", ""]) {
    expect(await statusOf(from(address))).toBe(401);
  }
  expect(await statusOf({})).toBe(401);
  expect(await statusOf({ ...from("127.0.0.1"), authorization: "Bearer wrong" })).toBe(401);
  expect(await statusOf({ ...caller.admin, ...from("192.0.2.7") })).toBe(401);
});

test("while the engine is away it is 503: no figure is made up", async () => {
  const { client: own } = caller.instance.runtime.engine;
  const { metrics: answer } = own;
  own.metrics = async () => fail("unavailable", "away");
  expect(await statusOf(bearer)).toBe(503);
  own.metrics = answer;
});

test("behind a trusted proxy loopback proves nothing: only a key does", async () => {
  await caller.instance.stop();
  proxied = await startCaller({ client, trustedProxies: ["127.0.0.1"] });
  expect(await statusOf(from("127.0.0.1"), proxied)).toBe(401);
  expect(await statusOf({ ...bearer, ...from("127.0.0.1") }, proxied)).toBe(200);
  await proxied.instance.stop();
  caller = await startCaller({ client });
});
