// The console's own requests obey the rules of every other socket.
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { type CheckedFetchOptions, checkedFetch } from "#lib/engine/checked-fetch";
import { listen } from "#lib/engine/testing/peers";

const get = { method: "GET" as const, headers: {}, body: null };
const limits = { limitMs: 2000, bytesMax: 1000 };

const fetchWith = (options: Partial<CheckedFetchOptions> = {}) =>
  checkedFetch({ targets: "private", listeners: [], limits, ...options });
/** A name that means these addresses, each time it is asked for. */
const named =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));

async function peer(answer: (path: string) => { status?: number; body?: string; headers?: Record<string, string> }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status = 200, body = "", headers = {} } = answer(request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  return { port: await listen(server), asked };
}

test("R9.9 the address that a name means is judged, also one that hides another, and nothing is sent", async () => {
  const { port, asked } = await peer(() => ({}));
  const blocked = async (targets: "public" | "private", ...addresses: string[]) =>
    fetchWith({ targets, lookup: named(...addresses) })(`https://provider.test:${port}/`, get);
  for (const address of ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254"]) {
    expect(await blocked("private", address)).toMatchObject({ fault: { at: "blocked" } });
  }
  for (const address of ["127.0.0.1", "::1", "10.0.0.1", "0.0.0.0"]) {
    expect(await blocked("public", address)).toMatchObject({ fault: { at: "blocked" } });
  }
  expect(asked).toEqual([]);
});

test("R9.9 a listener of ours is no target", async () => {
  const { port, asked } = await peer(() => ({}));
  const fetch = fetchWith({ listeners: [{ address: "127.0.0.1", port }] });
  for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"]) {
    expect(await fetch(`http://${host}:${port}/`, get)).toMatchObject({ fault: { at: "blocked", code: "self" } });
  }
  expect(asked).toEqual([]);
});

test.each([
  "http://provider.example/",
  "https://user:word@provider.test/",
  "ftp://127.0.0.1/",
  "file:///etc/passwd",
  "no",
])("%s is not asked", async (url) => {
  expect(await fetchWith({ lookup: named("127.0.0.1") })(url, get)).toMatchObject({ fault: { at: "settings" } });
});

test("R11.9 a redirect is an answer, not a way", async () => {
  const { port, asked } = await peer(() => ({ status: 302, headers: { location: "/elsewhere" } }));
  expect(await fetchWith()(`http://127.0.0.1:${port}/here`, get)).toMatchObject({ answer: { status: 302 } });
  expect(asked).toEqual(["GET /here"]);
});

test("of a long answer little is read, and one that does not come is waited for no longer than said", async () => {
  const { port } = await peer(() => ({ body: "x".repeat(1_000_000) }));
  const long = await fetchWith()(`http://127.0.0.1:${port}/`, get);
  expect("answer" in long && long.answer.body.length).toBe(1000);
  const silent = createServer(() => {});
  const url = `http://127.0.0.1:${await listen(silent)}/`;
  expect(await fetchWith({ limits: { limitMs: 50, bytesMax: 1000 } })(url, get)).toMatchObject({
    fault: { at: "answer", code: "ETIMEDOUT" },
  });
});

test("a form is posted with its length", async () => {
  const { port, asked } = await peer(() => ({ body: "{}", headers: { "content-type": "application/json" } }));
  const posted = await fetchWith()(`http://127.0.0.1:${port}/token`, { method: "POST", headers: {}, body: "a=b" });
  expect(posted).toMatchObject({ answer: { status: 200, contentType: "application/json" } });
  expect(asked).toEqual(["POST /token"]);
});
