// Two whole Outspans on one real PostgreSQL: one product. Sign-in, saves, status, notices and the audit export across both, and what
// is left when the kernel takes one away.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { expect, expectAccessible, password, test } from "#e2e/fixtures";
import { createDestination, sendSpans } from "#e2e/health-page";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { setup } from "#e2e/postgres-setup";
import { acceptingReceiver } from "#e2e/receivers";

type Told = {
  state: string;
  ledger: { traces: { received: number; delivered: number; queued: number } };
  nodes: { name: string; self: boolean; away: boolean; owner: boolean; ledger: unknown }[];
};

test.describe.configure({ mode: "serial", timeout: 240_000 });
// A node that is taken away is told by the browser too.
test.use({ expectedErrors: /Failed to load resource/ });

let removePostgres: () => Promise<void>;
const nodes: Outspan[] = [];

test.beforeAll(async () => {
  test.setTimeout(300_000);
  removePostgres = await setup();
  const shared = {
    DATABASE_URL: process.env.OUTSPAN_TEST_POSTGRES ?? "",
    OUTSPAN_SECRET_KEY: Buffer.alloc(32, 9).toString("base64"),
    OUTSPAN_ADMIN_EMAIL: "admin@example.com",
    OUTSPAN_ADMIN_PASSWORD: password,
  };
  // At the same moment, on an empty database: the tables are made once, and so is the first account.
  nodes.push(...(await Promise.all([startOutspan(shared), startOutspan(shared)])));
});

test.afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await removePostgres?.();
});

function both(): [Outspan, Outspan] {
  const [a, b] = nodes;
  if (a === undefined || b === undefined) throw new Error("Two nodes were started");
  return [a, b];
}

const statusOf = async (node: Outspan, id: string) =>
  (await node.api("GET", `/destinations/${id}/status`)).body as Told;

async function webhook() {
  const messages: { event: string }[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      messages.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { messages, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Where the owner's engine stands, as the next one would find it. */
/** What the nodes have written down for each other. */
async function kept(key: "notices" | "audit export"): Promise<unknown> {
  const client = new pg.Client({ connectionString: process.env.OUTSPAN_TEST_POSTGRES });
  await client.connect();
  try {
    const found = await client.query("select value from instance where key = $1", [key]);
    return JSON.parse(found.rows[0]?.value ?? "null");
  } finally {
    await client.end();
  }
}

test("who signs in on one is signed in on the other, and of two saves the later is a conflict", async ({
  open,
  keep,
}) => {
  const [a, b] = both();
  const { url } = await keep(acceptingReceiver());
  const page = await open();
  await page.goto(`${a.url}/login`);
  await page.getByLabel("Email").fill("admin@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${a.url}/destinations`);
  await page.goto(`${b.url}/destinations`);
  await expect(page).toHaveURL(`${b.url}/destinations`);

  const id = await createDestination(a, "Shared", url);
  const read = (await b.api("GET", `/destinations/${id}`)).body as { revision: number };
  expect(read.revision).toBe(1);
  const write = (node: Outspan, name: string) =>
    fetch(`${node.url}/api/v1/destinations/${id}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${node.apiKey}`, "content-type": "application/json", "if-match": '"1"' },
      body: JSON.stringify({
        name,
        connection: { transport: "http", endpoint: url },
        signals: { traces: { enabled: true } },
      }),
    });
  const answers = await Promise.all([write(a, "By one"), write(b, "By the other")]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("each delivers what it received; both tell the sum, and where it lies", async ({ open, keep }) => {
  const [a, b] = both();
  const receiver = await keep(acceptingReceiver());
  const id = await createDestination(a, "Summed", receiver.url);
  // Within 5 s the other node's engine has it.
  await expect.poll(async () => (await b.api("GET", `/destinations/${id}/status`)).status).toBe(200);
  await sendSpans(a, 3);
  await sendSpans(b, 4);
  for (const node of [a, b]) {
    await expect
      .poll(async () => (await statusOf(node, id)).ledger.traces)
      .toMatchObject({ received: 7, delivered: 7, queued: 0 });
  }
  const told = await statusOf(a, id);
  expect(told.nodes).toHaveLength(2);
  expect(told.nodes.filter(({ owner }) => owner)).toHaveLength(1);
  const page = await open();
  await page.goto(`${a.url}/login`);
  await page.getByLabel("Email").fill("admin@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${a.url}/destinations`);
  await page.goto(`${a.url}/destinations/${id}`);
  const table = page.getByRole("region", { name: "Nodes" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(table.getByText("this one").first()).toBeVisible();
  await expectAccessible(page);
});

test("killed, the owner is replaced within 10 s: audit export and notices go on, one message each, its figures stay", async ({
  keep,
}) => {
  const [a, b] = both();
  const audit = await keep(acceptingReceiver());
  const refusing = await keep(acceptingReceiver({ key: "another" }));
  const hook = await webhook();
  const settings = (await a.api("GET", "/settings")).body as { revision: number; names: unknown };
  const put = await fetch(`${a.url}/api/v1/settings`, {
    method: "PUT",
    headers: { authorization: `Bearer ${a.apiKey}`, "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify({ names: settings.names, webhooks: [{ name: "Hook", format: "json", url: hook.url }] }),
  });
  expect(put.status).toBe(200);
  const refused = await createDestination(a, "Refused", refusing.url, { sources: ["otlp"] });
  const exported = await createDestination(a, "Audited", audit.url, { sources: ["audit"] });
  await expect.poll(async () => (await b.api("GET", `/destinations/${refused}/status`)).status).toBe(200);
  await sendSpans(a, 2);
  await sendSpans(b, 2);
  await expect.poll(async () => (await statusOf(b, refused)).state).toBe("refused");
  await expect.poll(() => hook.messages.filter(({ event }) => event === "destination.refused").length).toBe(1);
  // Told and kept: a node that is killed between the two tells it once more through the other.
  const isTold = { incidents: { open: { [refused]: { isTold: true } } }, pending: [] };
  await expect.poll(() => kept("notices")).toMatchObject(isTold);
  // From here on each row is exported: the owner has begun, after its next look at the latest.
  await expect.poll(() => kept("audit export")).toMatchObject({ cursor: expect.any(Number) });

  const owned = (await statusOf(a, exported)).nodes.find(({ owner }) => owner);
  const [killed, left] = owned?.self ? [a, b] : [b, a];
  const { console: consoleProcess, engine } = killed.children();
  const killedAt = Date.now();
  for (const pid of [killed.pid, consoleProcess, engine]) if (pid) process.kill(pid, "SIGKILL");
  await expect
    .poll(async () => (await statusOf(left, exported)).nodes.find(({ self }) => self)?.owner, { timeout: 12_000 })
    .toBe(true);
  expect(Date.now() - killedAt).toBeLessThan(10_000);

  const before = (await statusOf(left, exported)).nodes.find(({ self }) => self)?.ledger;
  // A row of the audit. To pause what is refused would end its incident, and begin another one.
  await createDestination(left, "Later", audit.url, { enabled: false });
  await expect
    .poll(async () => (await statusOf(left, exported)).nodes.find(({ self }) => self)?.ledger, { timeout: 30_000 })
    .not.toEqual(before);
  await expect
    .poll(async () => (await statusOf(left, refused)).nodes.find(({ self }) => !self), { timeout: 30_000 })
    .toMatchObject({ away: true, ledger: { traces: { received: 2 } } });
  expect((await statusOf(left, refused)).ledger.traces.received).toBe(2);
  expect(hook.messages.filter(({ event }) => event === "destination.refused")).toHaveLength(1);
  hook.server.close();
});
