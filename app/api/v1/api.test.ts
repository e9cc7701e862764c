import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invitePerson, setUp } from "#lib/changes/people";
import { apiKey, type Instance, origin, startInstance } from "#lib/changes/testing/instance";
import type { ProbeEvent } from "#lib/otlp/report";
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

type Route = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Sent = { method?: string; id?: string; body?: unknown; text?: string; headers?: Record<string, string> };

const stage = {
  stage: "dns",
  signals: ["traces"],
  status: "passed",
  startMs: 0,
  durationMs: 1,
  summary: "",
  evidence: {},
} as const;
const report = {
  id: "p1",
  verdict: "accepted",
  startedAt: "2026-01-01T00:00:00Z",
  durationMs: 2,
  stages: [stage],
  diagnosis: [],
} as const;
const events = [{ stage }, { report }] as unknown as ProbeEvent[];
const secret = "s3cret-token-value-do-not-show";
const bearer = { authorization: `Bearer ${apiKey}` };
const good = {
  name: "One",
  connection: {
    transport: "http",
    endpoint: "http://127.0.0.1:4318",
    headers: [{ name: "api-key", value: secret }],
  },
  signals: { traces: { enabled: true } },
};

let instance: Instance;
let adminCookie: string;
let viewerCookie: string;
/** Everything that any answer of this file said, for the last test. */
const said: string[] = [];

beforeAll(async () => {
  instance = await startInstance("sqlite", { events });
  const tokenOf = (link: string) => new URL(link).searchParams.get("token") ?? "";
  const join = async (link: string, email: string) => {
    const visitor = { headers: new Headers(), address: null };
    const opened = await setUp(instance.runtime, visitor, {
      token: tokenOf(link),
      email,
      password: "correct horse battery",
    });
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.data.setCookie.map((line) => line.split(";")[0]).join("; ");
  };
  adminCookie = await join(instance.runtime.setupLink ?? "", "ada@example.com");
  const actor = { kind: "system" as const, id: null, name: "test" };
  const invited = await invitePerson(instance.runtime, actor, { email: "eve@example.com", role: "viewer" });
  viewerCookie = await join(invited.ok ? invited.data.link : "", "eve@example.com");
}, 60_000);
afterAll(() => instance.stop());

async function call(route: Route, { method = "GET", id, body, text, headers = bearer }: Sent = {}): Promise<Response> {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`${origin}/api/v1/x`, {
    method,
    headers: { ...(content === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const response = await route(request, {
    params: Promise.resolve<Record<string, string>>(id === undefined ? {} : { id }),
  });
  said.push(await response.clone().text(), JSON.stringify([...response.headers]));
  return response;
}

const create = async (body: unknown = good): Promise<{ id: string; revision: number }> => {
  const response = await call(destinations.POST, { method: "POST", body });
  expect(response.status).toBe(201);
  return response.json();
};

const session = (cookie: string) => ({ cookie, "sec-fetch-site": "same-origin", origin });

describe("identity", () => {
  test("without an identity every call but health and openapi is 401, as a complete problem", async () => {
    for (const route of [destinations.GET, destinations.POST, destination.PUT, status.GET, probe.POST, probes.GET]) {
      const response = await call(route, { headers: {}, method: "GET", id: "x" });
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(Object.keys(await response.json())).toEqual([
        "type",
        "title",
        "status",
        "detail",
        "code",
        "ref",
        "fields",
      ]);
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
      const response = await call(destinations.GET, { headers: { ...session(adminCookie), authorization } });
      expect(response.status).toBe(401);
    }
  });

  test("a viewer reads and is told why nothing else works, before anything about the request itself", async () => {
    const { id } = await create();
    const headers = session(viewerCookie);
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
        detail: expect.stringContaining("Needs the role Admin"),
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
        headers: { cookie: adminCookie, ...headers },
      });
      expect(response.status).toBe(403);
    }
    const read = await call(destinations.GET, { headers: { cookie: adminCookie, "sec-fetch-site": "cross-site" } });
    expect(read.status).toBe(403);
    const own = await call(destinations.POST, { method: "POST", body: good, headers: session(adminCookie) });
    expect(own.status).toBe(201);
  });
});

describe("destinations", () => {
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
    await create({ ...good, connection });
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

  test("the status lists every destination with id and name, and no receiver", async () => {
    const { id } = await create();
    const listed = await (await call(status.GET)).json();
    expect(listed.items.find((item: { id: string }) => item.id === id)).toMatchObject({
      name: "One",
      state: "nothing_to_send",
    });
    expect(listed).not.toHaveProperty("receiver");
  });
});

describe("probes", () => {
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
    expect((await call(probes.GET, { id: "mine", headers: session(adminCookie) })).status).toBe(404);
    expect((await call(probes.GET, { id: "unknown" })).status).toBe(404);
  });
});

describe("abuse", () => {
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
});

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

test("no answer of all these calls held a secret, and no audit row does", async () => {
  expect(said.length).toBeGreaterThan(100);
  for (const text of said) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(apiKey);
  }
  const rows = await instance.dump();
  expect(rows).not.toContain(secret);
  expect(rows).not.toContain(apiKey);
});
