// A report is taken along, and a repair of a secret that is saved asks for it.
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures";
import { acceptingReceiver, closedPort } from "#e2e/receivers";

async function testEndpoint(page: Page, endpoint: string): Promise<void> {
  await page.goto("/destinations/new");
  await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill(endpoint);
  await page.getByRole("button", { name: "Test", exact: true }).click();
}

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test("a report is copied as Markdown, as curl and as JSON", async ({ admin, keep }) => {
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { url } = await keep(acceptingReceiver());
  await testEndpoint(admin, url);
  await admin.getByRole("button", { name: "Copy as Markdown" }).click();
  await expect(admin.getByText("Copied", { exact: true })).toBeAttached();
  const markdown = await clipboard(admin);
  expect(markdown).toContain("# OTLP test: accepted");
  expect(markdown).toMatch(/by Outspan \d+\.\d+\.\d+ /);
  expect(markdown).toContain(`- traces to \`${url}/v1/traces\``);
  await admin.getByRole("button", { name: "Copy as curl" }).click();
  await expect.poll(() => clipboard(admin)).toContain(`${url}/v1/logs`);
  await admin.getByRole("button", { name: "Copy as JSON" }).click();
  await expect.poll(() => clipboard(admin)).toContain('"verdict": "accepted"');
});

test("where the browser forbids it, the text is there to be copied by hand", async ({ admin }) => {
  await admin.addInitScript(() => {
    const writeText = () => Promise.reject(new Error("forbidden"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
  });
  await testEndpoint(admin, `http://127.0.0.1:${await closedPort()}`);
  await admin.getByRole("button", { name: "Copy as Markdown" }).click();
  const text = admin.getByRole("dialog").getByRole("textbox", { name: "The text to copy" });
  await expect(text).toBeFocused();
  await expect(text).toHaveValue(/# OTLP test: not accepted[\s\S]*tcp\.refused/);
});

test("C11 a repair of a saved header asks for its value, says how to enter it, and the test proves it", async ({
  admin,
  keep,
  outspan,
}) => {
  const { url } = await keep(acceptingReceiver({ bearer: "k3y-of-the-test" }));
  const headers = [{ name: "authorization", value: "k3y-of-the-test", secret: true }];
  const on = { enabled: true };
  const { body } = await outspan.api("POST", "/destinations", {
    ...{ name: "Bare key", connection: { transport: "http", endpoint: url, headers } },
    signals: { traces: on, metrics: on, logs: on },
  });
  await admin.goto(`/destinations/${(body as { id: string }).id}/settings`);
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await admin.getByRole("article").filter({ hasText: "header.auth_scheme" }).locator("[data-fix]").click();
  const value = admin.getByRole("textbox", { name: "Header value" }).or(admin.getByLabel("Header value"));
  await expect(value.first()).toBeFocused();
  await expect(value.first()).toHaveAccessibleDescription(/enter it again, with Bearer in front/);
  await value.first().fill("Bearer k3y-of-the-test");
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});
