// Secrets are write-only: they come back out of no page, no payload and no API answer, and stay bound to their origin.
import type { Page, Response } from "@playwright/test";
import { expect, test } from "#e2e/fixtures";
import { acceptingReceiver } from "#e2e/receivers";

const secret = "sk-journey-7f3a9b2c";

/** Every text this page gets from Outspan from now on. */
function listen(page: Page): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response: Response) => {
    bodies.push(response.text().catch(() => ""));
  });
  return async () => (await Promise.all(bodies)).join("\n");
}

/** From wherever the first save left it: the settings of a saved destination, read anew. */
async function openSettings(page: Page): Promise<void> {
  await page.reload();
  await page
    .getByRole("navigation", { name: "Destination", exact: true })
    .getByRole("link", { name: "Settings" })
    .click();
  await expect(page.getByRole("button", { name: "Replace" })).toBeVisible();
}

async function saveWithKey(page: Page, name: string, endpoint: string): Promise<void> {
  await page.goto("/destinations/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill(endpoint);
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByLabel("Header name").last().fill("api-key");
  await page.getByLabel("Header value").last().fill(secret);
  await page.getByRole("button", { name: "Save & test" }).click();
  await expect(page.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
}

test("a saved secret is in no page, no payload, no API answer and no log line", async ({ admin, outspan, keep }) => {
  const receiver = await keep(acceptingReceiver({ key: secret }));
  const heard = listen(admin);
  await saveWithKey(admin, "Write-only", receiver.url);
  const id = new URL(admin.url()).pathname.split("/").at(-1);
  await openSettings(admin);
  expect(await admin.content()).not.toContain(secret);
  await admin.goto("/destinations");
  await admin.getByRole("link", { name: "Write-only" }).click();
  await expect(admin.getByRole("link", { name: "Health" })).toHaveAttribute("aria-current", "page");
  expect(await admin.content()).not.toContain(secret);
  await openSettings(admin);
  expect(await heard()).not.toContain(secret);
  for (const route of [`/destinations/${id}`, "/destinations", `/destinations/${id}/status`]) {
    const { status, body } = await outspan.api("GET", route);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(secret);
  }
  const probed = await outspan.api("POST", `/destinations/${id}/probe`);
  expect(probed.body).toMatchObject({ verdict: "accepted" });
  expect(JSON.stringify(probed.body)).not.toContain(secret);
  expect(outspan.output()).not.toContain(secret);
});

test("a new origin asks for a saved secret again, in test and in save alike", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver({ key: secret }));
  const elsewhere = await keep(acceptingReceiver());
  await saveWithKey(admin, "Bound", receiver.url);
  await openSettings(admin);
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(elsewhere.url);
  await expect(admin.getByLabel("Header value").last()).toBeVisible();
  const settings = admin
    .getByRole("list", { name: "Probe" })
    .getByRole("listitem")
    .filter({ hasText: /^Settings/ });
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expect(settings.filter({ hasText: /failed/ })).toContainText(/again/i);
  for (const name of ["Save", "Save & test"]) {
    await admin.getByRole("textbox", { name: "Name", exact: true }).fill(`Bound, ${name}`);
    await admin.getByRole("button", { name, exact: true }).click();
    await expect(admin.getByText(/, 1 field to correct$/)).toBeVisible();
  }
  const list = await admin.request.get("/api/v1/destinations");
  expect(await list.text(), "nothing was saved").not.toContain(elsewhere.url);
  expect(elsewhere.received, "nothing went to the new origin").toEqual([]);
  await admin.getByLabel("Header value").last().fill(secret);
  await admin.getByRole("button", { name: "Save & test" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  expect(elsewhere.received.length).toBeGreaterThan(0);
});

test("the API refuses a kept secret for another origin", async ({ outspan, keep }) => {
  const receiver = await keep(acceptingReceiver({ key: secret }));
  const destination = {
    name: "Bound by API",
    connection: { transport: "http", endpoint: receiver.url, headers: [{ name: "api-key", value: secret }] },
    signals: { logs: { enabled: true } },
  };
  const saved = (await outspan.api("POST", "/destinations", destination)).body as { id: string };
  const moved = structuredClone(destination) as {
    connection: { endpoint: string; headers: { value: string | null }[] };
  };
  moved.connection.endpoint = "http://127.0.0.1:9";
  for (const header of moved.connection.headers) header.value = null;
  const { body } = await outspan.api("POST", "/probe", { destination: moved, id: saved.id });
  expect(body).toMatchObject({ verdict: "failed", diagnosis: [{ code: "secret.enter_again" }] });
});
