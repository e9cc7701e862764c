import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, type Caller, good, secret, startCaller } from "#lib/api/testing/caller";
import { applyConfig, fileIdentity } from "#lib/provision/apply";
import { ConfigFile } from "#lib/provision/schema";
import * as difference from "./config/difference/route";
import * as config from "./config/route";
import * as destination from "./destinations/[id]/route";
import * as destinations from "./destinations/route";

let call: Caller["call"];
let instance: Caller["instance"];
let viewer: Caller["viewer"];
let said: Caller["said"];
beforeAll(async () => {
  ({ call, instance, viewer, said } = await startCaller());
}, 60_000);
afterAll(() => instance.stop());

const sent = { destinations: [good] };

test("a configuration is compared, applied and read back; applied again it changes nothing, and no answer holds a secret", async () => {
  const changes = { items: [{ noun: "destination", name: "One", verb: "add", differences: [] }], next: null };
  const compared = await call(difference.POST, { method: "POST", body: sent });
  expect([compared.status, await compared.json()]).toEqual([200, changes]);
  const applied = await call(config.PUT, { method: "PUT", body: sent });
  expect([applied.status, await applied.json()]).toEqual([200, changes]);
  const again = await call(config.PUT, { method: "PUT", body: sent });
  expect(await again.json()).toEqual({ items: [], next: null });
  const read = await call(config.GET, { headers: viewer });
  expect(read.headers.get("content-type")).toBe("application/yaml; charset=utf-8");
  expect(await read.text()).toMatch(/value: \$\{env:ONE_API_KEY\}/);
  const { items } = await (await call(destinations.GET)).json();
  expect(items).toMatchObject([{ name: "One", provisioned: null, updatedBy: { kind: "key" } }]);
  expect(said.join()).not.toContain(secret);
});

test("what is wrong is told at its place, references are not looked up, a viewer may read and nothing more", async () => {
  const wrong = await call(config.PUT, { method: "PUT", body: { destinations: [{ ...good, adpot: true }] } });
  expect([wrong.status, (await wrong.json()).fields]).toEqual([
    422,
    { "/destinations/0/adpot": ["Unknown key: did you mean adopt?"] },
  ]);
  const literal = { ...good, name: "Literal", labels: { path: "$".concat("{env:PATH}") } };
  await call(config.PUT, { method: "PUT", body: { destinations: [literal] } });
  const { items } = await (await call(destinations.GET)).json();
  expect(items.find(({ name }: { name: string }) => name === "Literal").labels).toEqual(literal.labels);
  for (const [route, method] of [
    [config.PUT, "PUT"],
    [difference.POST, "POST"],
  ] as const) {
    expect((await call(route, { method, body: sent, headers: viewer })).status).toBe(403);
    expect((await call(route, { method, body: sent, headers: {} })).status).toBe(401);
  }
});

test("what a file keeps is 409 for a program too, also as part of a configuration, and names the file", async () => {
  const file = ConfigFile.parse({ destinations: [{ ...good, adopt: true }] });
  const owner = { file: "outspan.yaml", lineOf: () => 7 };
  const done = await applyConfig(instance.runtime, fileIdentity("outspan.yaml"), file, owner);
  expect(done.problems).toEqual([]);
  const { items } = await (await call(destinations.GET)).json();
  const kept = items.find(({ name }: { name: string }) => name === "One");
  expect(kept.provisioned).toEqual({ file: "outspan.yaml", line: 7 });
  const headers = { ...bearer, "if-match": "*" };
  const refused = await call(destination.PUT, { method: "PUT", id: kept.id, headers, body: { ...kept, name: "Mine" } });
  expect([refused.status, (await refused.json()).detail]).toEqual([
    409,
    "Provisioned from outspan.yaml, line 7: change it there",
  ]);
  const other = { ...good, connection: { ...good.connection, timeoutMs: 5000 } };
  const applied = await call(config.PUT, { method: "PUT", body: { destinations: [other] } });
  expect([applied.status, (await applied.json()).detail]).toEqual([422, "It is provisioned from outspan.yaml, line 7"]);
  // The same text in the file's place is no difference; one without it would delete what the file keeps.
  const emptied = await call(difference.POST, { method: "POST", body: { destinations: [] } });
  expect((await emptied.json()).items).toEqual([{ noun: "destination", name: "One", verb: "delete", differences: [] }]);
});

test("a secret cannot be guessed by comparing: 30 looks, then one in 10 s", async () => {
  let limited = 0;
  for (let n = 0; n < 40; n += 1) {
    const { status } = await call(difference.POST, { method: "POST", body: { destinations: [] } });
    if (status === 429) limited += 1;
  }
  expect(limited).toBeGreaterThan(10);
});
