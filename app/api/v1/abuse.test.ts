import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKey, bearer, type Caller, good, origin, secret, startCaller } from "#lib/api/testing/caller";
import * as destination from "./destinations/[id]/route";
import * as undelete from "./destinations/[id]/undelete/route";
import * as destinations from "./destinations/route";
import * as probe from "./probe/route";
import * as probes from "./probes/[id]/route";

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

test("a body that is no JSON, of another type, or not UTF-8 is 422", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]) {
    const headers = { ...bearer, "content-type": type };
    expect((await call(destinations.POST, { method: "POST", text: JSON.stringify(good), headers })).status).toBe(422);
  }
  for (const text of ["", "{", "null", "[]", "1", '"x"', "{}"]) {
    expect((await call(destinations.POST, { method: "POST", text })).status).toBe(422);
  }
  const request = new Request(`${origin}/x`, {
    method: "POST",
    headers: { ...bearer, "content-type": "application/json" },
    body: Buffer.from([0x7b, 0xff, 0x7d]),
  });
  expect((await destinations.POST(request, { params: Promise.resolve({}) })).status).toBe(422);
});

test("a body over 1 MiB is 413, whatever Content-Length says", async () => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const init = {
    method: "POST",
    headers: { ...bearer, "content-type": "application/json", "content-length": "2" },
    body,
    duplex: "half",
  };
  const response = await destinations.POST(new Request(`${origin}/x`, init), { params: Promise.resolve({}) });
  expect(response.status).toBe(413);
  expect(sent).toBeLessThan(1.5 * 1024 * 1024);
});

test("64 KiB in any text field is refused as a value or kept, and never a 500", async () => {
  const long = "x".repeat(64 * 1024);
  const connection = good.connection;
  const bodies = [
    { ...good, name: long },
    { ...good, connection: { ...connection, endpoint: `http://${long}` } },
    { ...good, connection: { ...connection, headers: [{ name: long, value: "x" }] } },
    { ...good, connection: { ...connection, headers: [{ name: "x", value: long }] } },
    { ...good, connection: { ...connection, proxy: long } },
    {
      ...good,
      connection: { ...connection, tls: { ca: long, clientCert: long, clientKey: long, serverName: long } },
    },
    { ...good, labels: { [long]: long } },
    { ...good, name: "\0\u{1f680}\ud800" },
  ];
  for (const body of bodies) {
    expect([201, 422]).toContain((await call(destinations.POST, { method: "POST", body })).status);
    expect([200, 422]).toContain((await call(probe.POST, { method: "POST", body: { destination: body } })).status);
  }
});

test("ids that no row can have are 404", async () => {
  for (const id of ["x".repeat(100_000), "\0", "../../etc/passwd", "__proto__", "%00", "' or 1=1 --", ""]) {
    expect((await call(destination.GET, { id })).status).toBe(404);
    expect((await call(undelete.POST, { method: "POST", id })).status).toBe(404);
    expect((await call(probes.GET, { id })).status).toBe(404);
  }
});

test("keys that mean something to JavaScript are unknown keys", async () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    const text = JSON.stringify(good).replace("{", `{"${key}":{"admin":true},`);
    const response = await call(destinations.POST, { method: "POST", text });
    expect(await response.json()).toMatchObject({ status: 422, fields: { [`/${key}`]: ["Unknown key"] } });
  }
  const written = await call(destination.PUT, {
    method: "PUT",
    id: (await create()).id,
    headers: { ...bearer, "if-match": "*" },
    text: JSON.stringify(good).replace("{", '{"__proto__":{"admin":true},'),
  });
  expect(written.status).toBe(422);
});

test("no answer of all these calls held a secret, and no row does", async () => {
  for (const text of [...said, await instance.dump()]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(apiKey);
  }
});
