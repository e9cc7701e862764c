// Two whole Outspans on one real PostgreSQL: what is being answered on one ends within 2 s when the right to it is taken away on the other.
import { request as httpRequest } from "node:http";
import type { BrowserContext } from "@playwright/test";
import { expect, password, test } from "#e2e/fixtures";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { setup } from "#e2e/postgres-setup";
import { hangingReceiver } from "#e2e/receivers";

test.describe.configure({ mode: "serial", timeout: 240_000 });

let removePostgres: () => Promise<void>;
let a: Outspan;
let b: Outspan;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  removePostgres = await setup();
  const shared = {
    DATABASE_URL: process.env.OUTSPAN_TEST_POSTGRES ?? "",
    OUTSPAN_SECRET_KEY: Buffer.alloc(32, 9).toString("base64"),
    OUTSPAN_ADMIN_EMAIL: "admin@example.com",
    OUTSPAN_ADMIN_PASSWORD: password,
  };
  [a, b] = await Promise.all([startOutspan(shared), startOutspan(shared)]);
});

test.afterAll(async () => {
  await Promise.all([a?.stop(), b?.stop()]);
  await removePostgres?.();
});

/** A probe on `node` that its receiver never answers: resolves with its first line, and then with when and how it ended. */
function probeOn(node: Outspan, url: string, headers: Record<string, string>) {
  const connection = { transport: "http", endpoint: url, timeoutMs: 30_000 };
  const destination = { name: "Slow", connection, signals: { traces: { enabled: true } } };
  const asked = httpRequest(`${node.url}/api/v1/probe`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/x-ndjson", ...headers },
  });
  let text = "";
  const ended = Promise.withResolvers<{ at: number; isWhole: boolean; text: string }>();
  const begun = new Promise<number>((resolve, reject) => {
    asked.once("error", reject);
    asked.once("response", (answer) => {
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        resolve(answer.statusCode ?? 0);
      });
      // A connection that is broken off is an error of the answer's, too.
      answer.on("error", () => {});
      answer.once("close", () => ended.resolve({ at: Date.now(), isWhole: answer.complete, text }));
    });
  });
  asked.end(JSON.stringify({ destination }));
  return { begun, ended: ended.promise };
}

async function joined(
  context: BrowserContext,
  email: string,
): Promise<{ id: string; headers: Record<string, string> }> {
  const { body } = await a.api("POST", "/people", { email, role: "editor" });
  const { id, link } = body as { id: string; link: string };
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/destinations");
  const { body: people } = await a.api("GET", "/people");
  const { items } = people as { items: { id: string; email: string }[] };
  const cookies = (await context.cookies(b.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  const found = items.find((person) => person.email === email);
  return {
    id: found?.id ?? id,
    headers: { cookie: cookies, origin: b.url, "sec-fetch-site": "same-origin" },
  };
}

const endings: { how: string; end: (id: string) => Promise<{ status: number }> }[] = [
  { how: "gets a lower role", end: (id) => a.api("PATCH", `/people/${id}`, { role: "viewer" }) },
  { how: "is deactivated", end: (id) => a.api("PATCH", `/people/${id}`, { active: false }) },
];

for (const [index, { how, end }] of endings.entries())
  test(`a person who ${how} on one node reads no more of a test on the other within 2 s`, async ({ browser, keep }) => {
    const receiver = await keep(hangingReceiver());
    const context = await browser.newContext();
    const { id, headers } = await joined(context, `eve-${index}@example.com`);
    const probe = probeOn(b, receiver.url, headers);
    expect(await probe.begun).toBe(200);
    expect((await end(id)).status).toBe(200);
    const takenAt = Date.now();
    const { at, isWhole, text } = await probe.ended;
    expect(isWhole, "what is cut does not look complete").toBe(false);
    expect(text).not.toContain('"report"');
    expect(at - takenAt).toBeLessThan(2000);
    await context.close();
  });

test("a key that is revoked on one node reads no more of a test on the other within 2 s", async ({ keep }) => {
  const receiver = await keep(hangingReceiver());
  const { body } = await a.api("POST", "/keys", { name: "ci", role: "editor" });
  const { id, key } = body as { id: string; key: string };
  const probe = probeOn(b, receiver.url, { authorization: `Bearer ${key}` });
  expect(await probe.begun).toBe(200);
  expect((await a.api("DELETE", `/keys/${id}`)).status).toBe(204);
  const takenAt = Date.now();
  const { at, isWhole } = await probe.ended;
  expect(isWhole).toBe(false);
  expect(at - takenAt).toBeLessThan(2000);
});
