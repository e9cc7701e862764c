// What was typed is never lost; two people editing both see what happens; deleting can be undone.
import { expect, expectAccessible, test } from "#e2e/fixtures";
import type { Outspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

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
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("Half done");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://collector.example:4318");
  await admin.getByRole("button", { name: "Add header" }).click();
  await admin.getByLabel("Header name").last().fill("api-key");
  await admin.getByLabel("Header value").last().fill("typed-but-secret");
  await admin.reload();
  await expect(admin.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Half done");
  await expect(admin.getByRole("textbox", { name: "Endpoint", exact: true })).toHaveValue(
    "http://collector.example:4318",
  );
  await expect(admin.getByLabel("Header name").last()).toHaveValue("api-key");
  await expect(admin.getByLabel("Header value").last()).toHaveValue("");
  await expect(admin.getByText("Secret values are not kept over a reload")).toBeVisible();
  const stored = await admin.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).not.toContain("typed-but-secret");
});

test("a draft survives a validation error, and the first wrong field gets the focus", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("Wrong interval");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:4318");
  await admin.getByRole("textbox", { name: "Interval" }).fill("30");
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  const interval = admin.getByRole("textbox", { name: "Interval" });
  await expect(interval).toBeFocused();
  await expect(interval).toHaveAccessibleDescription(/unit/i);
  await expect(admin.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Wrong interval");
});

test("a lost session keeps the draft, secrets among it: sign in elsewhere and go on", async ({ open, adminState }) => {
  const page = await open(adminState);
  await page.goto("/destinations/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Kept over a sign-in");
  await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:4318");
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByLabel("Header name").last().fill("api-key");
  await page.getByLabel("Header value").last().fill("typed-once");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Kept over a sign-in");
  await page.context().addCookies(adminState.cookies);
  await page.getByRole("button", { name: "Save again" }).click();
  await expect(page).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
});

test.describe("a server that is away", () => {
  test.use({ expectedErrors: /Failed to load resource|Failed to fetch/ });

  for (const [when, name] of [
    ["after", "Kept over an outage"],
    ["before", "Kept from the first letter"],
  ] as const) {
    test(`keeps the draft: the note says so, and saving goes on when it is back, gone ${when} the first letter`, async ({
      admin,
      outspan,
    }) => {
      const box = (label: string) => admin.getByRole("textbox", { name: label, exact: true });
      await admin.goto("/destinations/new");
      // What the form loads at the first touch cannot come any more.
      if (when === "before") await admin.context().setOffline(true);
      await box("Name").fill(name);
      await box("Endpoint").fill("http://127.0.0.1:4318");
      await admin.context().setOffline(true);
      await admin.getByRole("button", { name: "Save", exact: true }).click();
      await expect(admin.getByText("Outspan did not answer.")).toBeVisible();
      await expect(box("Name")).toHaveValue(name);
      await admin.context().setOffline(false);
      await admin.getByRole("button", { name: "Save again" }).click();
      await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
      expect(JSON.stringify((await outspan.api("GET", "/destinations")).body)).toContain(name);
    });
  }
});

test("64 KiB pasted into a field are an answer at that field, and nothing typed is lost", async ({ admin }) => {
  await admin.goto("/destinations/new");
  const large = "x".repeat(64 * 1024);
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:4318");
  const name = admin.getByRole("textbox", { name: "Name", exact: true });
  await name.fill(large);
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveValue(large);
  await expect(admin).toHaveURL(/\/destinations\/new$/);
});

test("the second to save sees the difference field by field and chooses", async ({ open, adminState, outspan }) => {
  const { id } = await save(outspan, "Shared");
  const read = async (): Promise<unknown> => (await outspan.api("GET", `/destinations/${id}`)).body;
  const [first, second] = [await open(adminState), await open(adminState)];
  for (const page of [first, second]) await page.goto(`/destinations/${id}/settings`);
  await first.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:14318");
  await first.getByRole("button", { name: "Save", exact: true }).click();
  await expect.poll(read).toMatchObject({ revision: 2 });

  await second.getByRole("textbox", { name: "Name", exact: true }).fill("Shared by two");
  await second.getByRole("textbox", { name: "Endpoint", exact: true }).fill("http://127.0.0.1:24318");
  await second.getByRole("button", { name: "Save", exact: true }).click();
  await expect(second.getByText(/saved revision 2 at .* while you were editing revision 1/)).toBeVisible();
  expect(await read(), "nothing was overwritten").toMatchObject({ revision: 2, name: "Shared" });

  await second.getByRole("button", { name: "Compare" }).click();
  const dialog = second.getByRole("dialog", { name: "Compare with revision 2" });
  const endpoint = dialog.getByRole("group", { name: "Endpoint" });
  await expect(endpoint).toContainText("http://127.0.0.1:14318");
  await expect(endpoint).toContainText("http://127.0.0.1:24318");
  await expectAccessible(second);
  await endpoint.getByRole("radio", { name: /^Theirs/ }).check();
  await dialog.getByRole("button", { name: "Save on top of revision 2" }).click();
  await expect
    .poll(read)
    .toMatchObject({ revision: 3, name: "Shared by two", connection: { endpoint: "http://127.0.0.1:14318" } });
});

test("a draft that comes back after somebody else saved is the second to save", async ({ admin, outspan }) => {
  const { id } = await save(outspan, "Left open");
  await admin.goto(`/destinations/${id}/settings`);
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("Left open, by me");
  await outspan.api("PATCH", `/destinations/${id}`, { enabled: false });
  await admin.reload();
  await expect(admin.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Left open, by me");
  await admin.getByRole("button", { name: "Save", exact: true }).click();
  await expect(admin.getByText(/saved revision 2 at .* while you were editing revision 1/)).toBeVisible();
  const { body } = await outspan.api("GET", `/destinations/${id}`);
  expect(body, "nothing was overwritten").toMatchObject({ revision: 2, name: "Left open", enabled: false });
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
  const status = async (): Promise<number> => (await outspan.api("GET", `/destinations/${id}`)).status;
  // The row leaves before the server has answered.
  await expect.poll(status).toBe(404);
  await admin.getByRole("button", { name: "Undo" }).click();
  await expect(admin.getByRole("link", { name: "Gone and back" })).toBeVisible();
  await expect.poll(status).toBe(200);
});

test("search finds a destination by name", async ({ admin, outspan }) => {
  await save(outspan, "Needle");
  await save(outspan, "Haystack");
  await admin.goto("/destinations");
  await admin.getByRole("searchbox").fill("need");
  await expect(admin.getByRole("link", { name: "Needle" })).toBeVisible();
  await expect(admin.getByRole("link", { name: "Haystack" })).toHaveCount(0);
});

test("a first save keeps the result of the test; Health is one click away, and the settings back from there", async ({
  admin,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("From form to health");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
  await admin.getByRole("button", { name: "Save & test", exact: true }).click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  const tabs = admin.getByRole("navigation", { name: "Destination", exact: true });
  await expect(tabs.getByRole("link", { name: "Settings" })).toHaveAttribute("aria-current", "page");
  await tabs.getByRole("link", { name: "Health" }).click();
  await expect(tabs.getByRole("link", { name: "Health" })).toHaveAttribute("aria-current", "page");
  await expect(admin.getByRole("textbox", { name: "Endpoint", exact: true })).toHaveCount(0);
  await tabs.getByRole("link", { name: "Settings" }).click();
  await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}\/settings$/);
  await expect(admin.getByRole("textbox", { name: "Endpoint", exact: true })).toHaveValue(receiver.url);
});
