// Health that cannot lie, as an operator sees it: telemetry sent to the receiver, a destination that goes away and comes back, and the
// numbers on the page.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "#e2e/fixtures";
import type { Outspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

async function createDestination(outspan: Outspan, name: string, endpoint: string): Promise<string> {
  const signals = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
  const connection = { transport: "http", endpoint };
  const answer = await outspan.api("POST", "/destinations", { name, connection, signals });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

/** As any SDK does, in JSON. */
async function sendSpans(outspan: Outspan, count: number): Promise<void> {
  const span = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174", name: "checkout" };
  const spans = Array.from({ length: count }, () => span);
  const answer = await fetch(`http://${outspan.otlp.http}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  });
  expect(answer.status).toBe(200);
}

const state = (page: Page) => page.getByRole("heading", { level: 2 }).first();

/** The amounts of the ledger of all signals, as they stand on the page. */
async function ledgerOf(page: Page): Promise<Record<string, number>> {
  const terms = page.locator("dl").first();
  const names = await terms.getByRole("term").allInnerTexts();
  const amounts = await terms.getByRole("definition").allInnerTexts();
  const digits = (text: string) => Number(text.replace(/\D/g, ""));
  return Object.fromEntries(names.map((name, at) => [name.replace(/[^a-z]/gi, ""), digits(amounts[at] ?? "")]));
}

test("a destination that dies is told within 5 s with the reason, and when it is back all that waited arrives", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await acceptingReceiver();
  const id = await createDestination(outspan, "Comes and goes", receiver.url);
  await admin.goto(`/destinations/${id}`);
  await sendSpans(outspan, 10);
  await expect(state(admin)).toContainText("Delivering");
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 10, Delivered: 10, Queued: 0, Rejected: 0, Dropped: 0 });

  await receiver.close();
  await sendSpans(outspan, 7);
  await expect(state(admin)).toContainText("Retrying", { timeout: 5000 });
  await expect(admin.getByText(/ECONNREFUSED from 127\.0\.0\.1.*7 spans waiting/)).toBeVisible();
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 17, Delivered: 10, Queued: 7, Rejected: 0, Dropped: 0 });
  await expect(admin.getByText("Balances to the item")).toBeVisible();
  await expectAccessible(admin);

  await keep(acceptingReceiver({ port: receiver.port }));
  await admin.getByRole("button", { name: "Retry now" }).click();
  await expect(state(admin)).toContainText("Delivering", { timeout: 5000 });
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 17, Delivered: 17, Queued: 0, Rejected: 0, Dropped: 0 });
});

test("pause holds what comes, discard asks and says how many, and the ledger tells it", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  const id = await createDestination(outspan, "Paused", receiver.url);
  await admin.goto(`/destinations/${id}`);
  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(state(admin)).toContainText("Paused");
  await sendSpans(outspan, 4);
  await expect.poll(async () => (await ledgerOf(admin)).Queued).toBe(4);
  await admin.getByRole("button", { name: "Discard queue" }).click();
  const dialog = admin.getByRole("dialog", { name: /Discard the queue/ });
  await expect(dialog).toContainText("4 spans");
  await expect(dialog).toContainText("cannot be undone");
  await dialog.getByRole("button", { name: "Discard 4 spans" }).click();
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 4, Delivered: 0, Queued: 0, Rejected: 0, Dropped: 4 });
  await expect(admin.getByRole("list", { name: "Why items were dropped" })).toContainText("discarded");
  await admin.getByRole("button", { name: "Resume" }).click();
  await sendSpans(outspan, 2);
  await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(2);
  expect(receiver.received.length).toBeGreaterThan(0);
});

test("a refused destination shows the probe's own diagnosis, and its key mended delivers what waited", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key: "right" }));
  const id = await createDestination(outspan, "Expired key", receiver.url);
  await sendSpans(outspan, 3);
  await admin.goto(`/destinations/${id}`);
  await expect(state(admin)).toContainText("Refused", { timeout: 5000 });
  await expect(admin.getByRole("article").getByRole("heading").first()).toBeVisible();
  const saved = await outspan.api("GET", `/destinations/${id}`);
  const connection = { transport: "http", endpoint: receiver.url, headers: [{ name: "api-key", value: "right" }] };
  const { name, signals } = saved.body as { name: string; signals: object };
  const changed = await fetch(`${outspan.url}/api/v1/destinations/${id}`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${outspan.apiKey}`,
      "content-type": "application/json",
      "if-match": "*",
    },
    body: JSON.stringify({ name, signals, connection }),
  });
  expect(changed.status).toBe(200);
  await expect(state(admin)).toContainText("Delivering", { timeout: 5000 });
  await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(3);
});

test("the list tells the state of each destination, and what nobody wants", async ({ admin, outspan, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await createDestination(outspan, "On the list", receiver.url);
  await sendSpans(outspan, 5);
  await admin.goto("/destinations");
  const row = admin.getByRole("listitem").filter({ hasText: "On the list" });
  await expect(row).toContainText("Delivering", { timeout: 5000 });
  await expectAccessible(admin);
});
