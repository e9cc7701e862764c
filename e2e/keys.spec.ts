// Keys: one for a script, one for a team. Made in the page, shown once, used, watched, revoked; and what a viewer sees of it.
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { startOutspan } from "#e2e/outspan";

const rows = (page: Page): Locator => page.getByRole("list", { name: "Keys" }).getByRole("listitem");
const row = (page: Page, name: string): Locator => rows(page).filter({ hasText: name });

/** By keyboard alone; the key as it stands there once. */
async function make(page: Page, name: string, role: string): Promise<string> {
  await button(page, "New key").press("Enter");
  await box(page, "Name").fill(name);
  await page.getByRole("radio", { name: role, exact: true }).press("Space");
  await box(page, "Name").press("Enter");
  const card = page.getByRole("region", { name: `The key for ${name}` });
  await expect(card).toContainText("cannot be shown again");
  const key = /outspan_\w{49}/.exec(await card.innerText())?.[0];
  if (!key) throw new Error("The card shows no key");
  return key;
}

test("a key for a script does what its role may until it is revoked, and its use from a new address is told", async ({
  admin,
  outspan,
}) => {
  await admin.goto("/settings/keys");
  await expect(admin.getByText("No keys yet")).toBeVisible();
  await expectAccessible(admin);
  await button(admin, "New key").click();
  await expectAccessible(admin);
  await button(admin, "Make key").click();
  await expect(box(admin, "Name")).toHaveAttribute("aria-invalid", "true");
  await admin.keyboard.press("Escape");
  await expect(button(admin, "New key")).toBeFocused();

  const key = await make(admin, "ci-deploy", "Viewer");
  await expectAccessible(admin);
  await expectNoSidewaysScroll(admin);
  const ask = (method: string, path: string) =>
    fetch(`${outspan.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } });
  expect((await ask("GET", "/destinations")).status).toBe(200);
  expect((await ask("DELETE", "/destinations/none")).status).toBe(403);
  await expect(row(admin, "ci-deploy"), "by itself, while the page is open").toContainText("from 127.0.0.1", {
    timeout: 10_000,
  });

  await admin.reload();
  await expect(row(admin, "ci-deploy")).toContainText("Viewer");
  expect(await admin.content(), "it was shown once").not.toContain(key);
  await row(admin, "ci-deploy").getByRole("button", { name: "Revoke ci-deploy" }).click();
  const dialog = admin.getByRole("dialog", { name: "Revoke ci-deploy?" });
  await expect(dialog).toContainText("Programs that use it get 401");
  await expect(dialog.getByRole("button", { name: "Keep" })).toBeFocused();
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: "Revoke ci-deploy" }).click();
  await expect(admin.getByText("No keys yet")).toBeVisible();
  await expect(admin.getByRole("heading", { name: "Keys", exact: true })).toBeFocused();
  const refused = await ask("GET", "/destinations");
  expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining("This API key was revoked")]);
});

test.describe("at the receiver", () => {
  test("one key per team: from the first on the receiver asks, each is counted, and one ends without the other", async ({
    browser,
  }) => {
    // Of its own: what others send in the meantime has no key.
    const outspan = await startOutspan({
      OUTSPAN_ADMIN_EMAIL: "admin@example.com",
      OUTSPAN_ADMIN_PASSWORD: "a long enough sentence",
    });
    const context = await browser.newContext({ baseURL: outspan.url });
    const page = await context.newPage();
    await page.goto("/login?next=/settings/keys");
    await page.getByLabel("Email").fill("admin@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a long enough sentence");
    await button(page, "Sign in").click();
    await expect(page.getByText("No keys yet")).toBeVisible();
    await button(page, "New key").click();
    await expect(page.getByText("From then on the receiver asks for a key.")).toBeVisible();
    await page.keyboard.press("Escape");

    const { receiver } = (await outspan.api("GET", "/status")).body as { receiver: { http: string } };
    const send = async (key?: string) => {
      const scopeSpans = [
        { spans: [{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", name: "a" }] },
      ];
      const answer = await fetch(`http://${receiver.http}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
        body: JSON.stringify({ resourceSpans: [{ scopeSpans }] }),
      });
      return answer.status;
    };
    expect(await send()).toBe(200);
    const checkout = await make(page, "checkout", "Ingest");
    await expect(page.getByRole("region", { name: "The key for checkout" })).toContainText(
      `OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${checkout}`,
    );
    await expectAccessible(page);
    const billing = await make(page, "billing", "Ingest");
    expect([await send(), await send(checkout), await send(checkout), await send(billing)]).toEqual([
      401, 200, 200, 200,
    ]);
    await expect(row(page, "checkout")).toContainText("2 spans", { timeout: 10_000 });
    await expect(row(page, "billing")).toContainText("1 span");
    expect(
      (await fetch(`${outspan.url}/api/v1/status`, { headers: { authorization: `Bearer ${billing}` } })).status,
    ).toBe(403);

    await row(page, "checkout").getByRole("button", { name: "Revoke checkout" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke checkout" }).click();
    await expect(rows(page)).toHaveCount(1);
    expect([await send(checkout), await send(billing)]).toEqual([401, 200]);
    await row(page, "billing").getByRole("button", { name: "Revoke billing" }).click();
    await expect(page.getByRole("dialog")).toContainText("The receiver then refuses everybody");
    await page.getByRole("dialog").getByRole("button", { name: "Keep" }).click();
    await page.goto("/settings/receiver");
    await expect(page.getByText("1. Whoever shows none is refused.")).toBeVisible();
    await context.close();
    await outspan.stop();
  });
});

test("a viewer sees the keys, changes none, and is told why", async ({ viewer, outspan }) => {
  const made = (await outspan.api("POST", "/keys", { name: "seen", role: "editor" })).body as {
    id: string;
    key: string;
  };
  await viewer.goto("/settings/keys");
  await expect(row(viewer, "seen")).toContainText("Editor");
  expect(await viewer.content()).not.toContain(made.key);
  for (const name of ["New key", "Revoke seen"]) {
    await expect(button(viewer, name)).toHaveAttribute("aria-disabled", "true");
    await expect(button(viewer, name)).toHaveAttribute("aria-description", "Needs the role Admin");
  }
  await button(viewer, "Revoke seen").click({ force: true });
  await expect(viewer.getByRole("dialog")).toHaveCount(0);
  await expectAccessible(viewer);
  expect((await outspan.api("DELETE", `/keys/${made.id}`)).status).toBe(204);
});
