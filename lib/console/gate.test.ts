import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request as openRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { Problem } from "#lib/api/problem";
import { bodyBytesMax, strangerBodyBytesMax } from "#lib/console/body-limit";
import { createGate } from "#lib/console/gate";

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A server behind the gate that answers with what the app would see. */
async function listening(options: { url?: string; proxies?: string[] } = {}): Promise<number> {
  const started = createServer();
  server = started;
  started.listen(0, "127.0.0.1");
  await once(started, "listening");
  const { port } = started.address() as AddressInfo;
  const admit = createGate(
    { host: "127.0.0.1", port, url: options.url ?? null },
    options.proxies ?? [],
    async ({ cookie }) => cookie?.includes("session=good") ?? false,
  );
  started.on("request", async (request, response) => {
    if (!(await admit(request, response))) return;
    const body = await text(request).catch(() => null);
    if (body !== null) response.end(JSON.stringify({ headers: request.headers, length: body.length }));
  });
  return port;
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

async function ask(
  port: number,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body } = options;
  const request = openRequest({ host: "127.0.0.1", port, method, path, headers, agent: false });
  request.on("error", () => {}); // the server may hang up before all is sent
  request.end(body);
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const seenBy = (answer: Answer) => JSON.parse(answer.body) as { headers: Record<string, string>; length: number };

test("every answer carries the policy, the app sees the same one, and no nonce comes twice", async () => {
  const port = await listening();
  const [first, second] = [await ask(port), await ask(port)];
  const policy = first.headers["content-security-policy"];
  expect(policy).toMatch(/script-src 'nonce-[\w+/=]{22,}' 'strict-dynamic'/);
  expect(seenBy(first).headers["content-security-policy"]).toBe(policy);
  expect(second.headers["content-security-policy"]).not.toBe(policy);
  expect(first.headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
});

test("a nonce that a client brings along is not used", async () => {
  const port = await listening();
  const answer = await ask(port, { headers: { "content-security-policy": "script-src 'nonce-mine'" } });
  expect(seenBy(answer).headers["content-security-policy"]).not.toContain("nonce-mine");
});

test("a foreign Host is refused before anything sees it (DNS rebinding)", async () => {
  const port = await listening();
  const answer = await ask(port, { headers: { host: `evil.example:${port}` } });
  expect(answer.status).toBe(421);
  expect(answer.body).toContain("OUTSPAN_URL");
  expect(answer.headers["content-security-policy"]).toBeDefined();
});

test("a request target that is a URL is refused: its host was not checked", async () => {
  const port = await listening();
  const socket = connect(port, "127.0.0.1");
  socket.end(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test("a method that no page and no call has is refused before Next fails on it", async () => {
  const port = await listening();
  for (const method of ["TRACE", "PROPFIND"]) {
    const answer = await ask(port, { method, path: "/api/v1/health" });
    expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({ status: 501, title: "Not Implemented" });
  }
  expect((await ask(port, { method: "OPTIONS", path: "/api/v1/health" })).status).toBe(200);
});

test("X-Forwarded-* of a stranger is replaced, that of a trusted proxy believed", async () => {
  const headers = { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-outspan-client": "1.1.1.1" };
  const stranger = seenBy(await ask(await listening(), { headers }));
  expect(stranger.headers).toMatchObject({ "x-outspan-client": "127.0.0.1", "x-forwarded-proto": "http" });
  server?.close();
  const proxied = seenBy(await ask(await listening({ proxies: ["127.0.0.1"] }), { headers }));
  expect(proxied.headers).toMatchObject({ "x-outspan-client": "203.0.113.9", "x-forwarded-proto": "https" });
});

test("a form that another site posts is refused; the API decides for itself, in its own order", async () => {
  const port = await listening();
  const headers = { origin: "https://evil.example", cookie: "a=b" };
  expect((await ask(port, { method: "POST", path: "/login", headers })).status).toBe(403);
  expect((await ask(port, { method: "POST", path: "/api/v1/probe", headers })).status).toBe(200);
  const own = { origin: `http://127.0.0.1:${port}`, cookie: "a=b" };
  expect((await ask(port, { method: "POST", path: "/login", headers: own })).status).toBe(200);
});

test("behind a proxy that speaks https, pages of OUTSPAN_URL are our own", async () => {
  const port = await listening({ url: "https://outspan.example.com" });
  const headers = { host: "outspan.example.com", origin: "https://outspan.example.com", cookie: "a=b" };
  const answer = await ask(port, { method: "POST", path: "/login", headers });
  expect(answer.status).toBe(200);
  expect(answer.headers["strict-transport-security"]).toBeDefined();
});

test("a body up to the cap passes, whole", async () => {
  const port = await listening();
  const body = "x".repeat(bodyBytesMax);
  expect(seenBy(await ask(port, { method: "POST", path: "/api/v1/probe", body })).length).toBe(bodyBytesMax);
});

test("a body over the cap is refused as it is announced, and counted where it is not", async () => {
  const port = await listening();
  const body = "x".repeat(bodyBytesMax + 1);
  expect((await ask(port, { method: "POST", path: "/login", body })).status).toBe(413);
  const chunked = { "transfer-encoding": "chunked" };
  const answer = await ask(port, { method: "POST", path: "/api/v1/probe", headers: chunked, body });
  expect(answer.status).toBe(413);
  expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({
    status: 413,
    code: "too_large",
    ref: null,
    fields: {},
  });
});

test("a page takes a large body from somebody who is signed in alone: Next reads all of it before any action runs", async () => {
  const port = await listening();
  const post = (length: number, cookie: string, headers = {}) =>
    ask(port, {
      method: "POST",
      path: "/destinations",
      headers: { origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, cookie, ...headers },
      body: "x".repeat(length),
    });
  const chunked = { "transfer-encoding": "chunked" };
  expect((await post(strangerBodyBytesMax, "")).status).toBe(200);
  expect(await post(strangerBodyBytesMax + 1, "session=forged")).toMatchObject({
    status: 413,
    body: expect.stringContaining("32 KiB"),
  });
  expect((await post(10, "", chunked)).status).toBe(413);
  expect(seenBy(await post(1_000_000, "session=good")).length).toBe(1_000_000);
  expect(seenBy(await post(1_000_000, "session=good", chunked)).length).toBe(1_000_000);
});

test("a path that cannot be decoded is 400 before Next sees it, for the API as a problem", async () => {
  const port = await listening();
  for (const path of ["/destinations/%ff", "/%", "/a%c3%28?x=1"]) {
    expect(await ask(port, { path })).toMatchObject({ status: 400, body: expect.stringMatching(/^Bad request\. /) });
  }
  const problem = await ask(port, { path: "/api/v1/destinations/%ff" });
  expect(problem.headers["content-type"]).toBe("application/problem+json");
  expect(Problem.parse(JSON.parse(problem.body))).toMatchObject({ status: 400, code: "invalid" });
  expect((await ask(port, { path: "/destinations/%C3%A9?next=%ff" })).status).toBe(200);
});

test("a path that another reader would take for another one is 400, whatever it asks for: no way around the checks of a page", async () => {
  const port = await listening();
  const own = { origin: "https://evil.example", cookie: "a=b" };
  for (const path of [
    "/api/../settings/people",
    "/api/v1/../../settings/people",
    "/api/%2e%2e/settings/people",
    "/api/v1/.%2E/%2e./settings/people",
    "/api/..%2fsettings/people",
    "/api/v1/%252e%252e/settings",
    "/api/v1\\..\\settings",
    "/api/v1%5c..%5Csettings",
    "/settings/.",
    "/..",
    "//elsewhere.example/login",
    "/\\elsewhere.example",
    "/api/v1/people/%00",
    "/settings/secrets/a%00b/revisions",
  ]) {
    for (const [method, headers] of [
      ["GET", {}],
      ["POST", own],
      ["TRACE", {}],
    ] as const) {
      expect(await ask(port, { method, path, headers }), `${method} ${path}`).toMatchObject({ status: 400 });
    }
  }
  for (const path of [
    "/login?next=/../x%2f..//",
    "/.well-known/security.txt",
    "/destinations/a..b",
    "/...",
    "/a%20b",
  ]) {
    expect((await ask(port, { path })).status, path).toBe(200);
  }
});

test("only what begins with /api/v1/ is the API: anything else passes the checks of a page", async () => {
  const port = await listening();
  const headers = { origin: "https://evil.example", cookie: "a=b" };
  for (const path of ["/api/", "/api/v2/probe", "/API/v1/probe", "/%61pi/v1/probe", "/api/v1", "/api//v1/probe"]) {
    expect((await ask(port, { method: "POST", path, headers })).status, path).toBe(403);
  }
});

test("an action of a page is not sent to the API", async () => {
  const port = await listening();
  const headers = { "next-action": "0123456789abcdef", origin: `http://127.0.0.1:${port}` };
  const answer = await ask(port, { method: "POST", path: "/api/v1/probe", headers });
  expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({ status: 400, code: "invalid" });
  expect((await ask(port, { method: "POST", path: "/login", headers })).status).toBe(200);
});

test("two Host headers are 400: a proxy before us may go by the other one", async () => {
  const port = await listening();
  for (const second of ["evil.example", `127.0.0.1:${port}`]) {
    const socket = connect(port, "127.0.0.1");
    socket.end(`GET /login HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nhost: ${second}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  }
});
