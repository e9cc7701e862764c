// What was typed is never lost; two people editing both see what happens; deleting can be undone.
import { expect, test } from "#e2e/fixtures";
import type { Outspan } from "#e2e/outspan";

async function save(outspan: Outspan, name: string): Promise<{ id: string }> {
  const { status, body } = await outspan.api("POST", "/destinations", {
    name,
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  });
  expect(status).toBe(201);
  return body as { id: string };
}

test("a draft survives a reload, secrets excepted, and says so", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name" }).fill("Half done");
  await admin.getByRole("textbox", { name: "Endpoint" }).fill("http://collector.example:4318");
  await admin.getByRole("button", { name: "Add header" }).click();
  await admin.getByLabel("Header name").last().fill("api-key");
  await admin.getByLabel("Header value").last().fill("typed-but-secret");
  await admin.reload();
  await expect(admin.getByRole("textbox", { name: "Name" })).toHaveValue("Half done");
  await expect(admin.getByRole("textbox", { name: "Endpoint" })).toHaveValue("http://collector.example:4318");
  await expect(admin.getByLabel("Header name").last()).toHaveValue("api-key");
  await expect(admin.getByLabel("Header value").last()).toHaveValue("");
  await expect(admin.getByText(/secret/i).first()).toBeVisible();
  const stored = await admin.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain("typed-but-secret");
});

test("a draft survives a validation error, and the first wrong field gets the focus", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name" }).fill("Wrong interval");
  await admin.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:4318");
  await admin.getByRole("textbox", { name: "Interval" }).fill("30");
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  const interval = admin.getByRole("textbox", { name: "Interval" });
  await expect(interval).toBeFocused();
  await expect(interval).toHaveAccessibleDescription(/unit/i);
  await expect(admin.getByRole("textbox", { name: "Name" })).toHaveValue("Wrong interval");
});

test.describe("a lost session", () => {
  test("keeps the draft and leads back to it", async ({ open, adminState }) => {
    const page = await open(adminState);
    await page.goto("/destinations/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Kept");
    await page.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:4318");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText(/sign in/i).first()).toBeVisible();
    await page.context().addCookies(adminState.cookies);
    await page.goto("/destinations/new");
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Kept");
  });
});

test("the second to save sees the difference field by field and chooses", async ({ open, adminState, outspan }) => {
  const { id } = await save(outspan, "Shared");
  const [first, second] = [await open(adminState), await open(adminState)];
  for (const page of [first, second]) await page.goto(`/destinations/${id}`);
  await first.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:14318");
  await first.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(async () => (await outspan.api("GET", `/destinations/${id}`)).body).toMatchObject({ revision: 2 });
  await second.getByRole("textbox", { name: "Name" }).fill("Shared by two");
  await second.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:24318");
  await second.getByRole("button", { name: "Save", exact: true }).click();
  await expect(second.getByText(/saved revision 2/i).first()).toBeVisible();
  await expect((await outspan.api("GET", `/destinations/${id}`)).body).toMatchObject({ revision: 2 });
  await expect(second.getByText("http://127.0.0.1:14318").first()).toBeVisible();
  await expect(second.getByRole("textbox", { name: "Name" })).toHaveValue("Shared by two");
});

test("the API refuses a stale revision", async ({ outspan }) => {
  const { id } = await save(outspan, "Stale");
  const { body } = await outspan.api("GET", `/destinations/${id}`);
  const put = (revision: string): Promise<globalThis.Response> =>
    fetch(`${outspan.url}/api/v1/destinations/${id}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${outspan.apiKey}`, "content-type": "application/json", "if-match": revision },
      body: JSON.stringify(body),
    });
  expect((await put('"1"')).status).toBe(200);
  expect((await put('"1"')).status).toBe(409);
});

test("switching off in the list acts at once, and says so", async ({ admin, outspan }) => {
  const { id } = await save(outspan, "Switched");
  await admin.goto("/destinations");
  await admin.getByRole("switch", { name: "Switched" }).click();
  await expect
    .poll(async () => (await outspan.api("GET", `/destinations/${id}/status`)).body)
    .toMatchObject({ state: "off" });
  await expect(admin.getByRole("switch", { name: "Switched" })).not.toBeChecked();
});

test("deleting can be undone", async ({ admin, outspan }) => {
  const { id } = await save(outspan, "Gone and back");
  await admin.goto("/destinations");
  await admin.getByRole("button", { name: "More for Gone and back" }).click();
  await admin.getByRole("menuitem", { name: "Delete" }).click();
  await expect(admin.getByRole("link", { name: "Gone and back" })).toHaveCount(0);
  expect((await outspan.api("GET", `/destinations/${id}`)).status).toBe(404);
  await admin.getByRole("button", { name: "Undo" }).click();
  await expect(admin.getByRole("link", { name: "Gone and back" })).toBeVisible();
  expect((await outspan.api("GET", `/destinations/${id}`)).status).toBe(200);
});

test("search finds a destination by name", async ({ admin, outspan }) => {
  await save(outspan, "Needle");
  await save(outspan, "Haystack");
  await admin.goto("/destinations");
  await admin.getByRole("searchbox").fill("need");
  await expect(admin.getByRole("link", { name: "Needle" })).toBeVisible();
  await expect(admin.getByRole("link", { name: "Haystack" })).toHaveCount(0);
});
