// From nothing to a real answer: the set-up link, the first account, the first destination, three green signals.
import { expect, expectAccessible, password, test } from "#e2e/fixtures";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

test.describe("without an account", () => {
  let fresh: Outspan;
  test.beforeAll(async () => {
    fresh = await startOutspan();
  });
  test.afterAll(async () => {
    expect(await fresh.stop()).toBe(0);
  });

  test("the printed link leads from nothing to three accepted signals", async ({ open, keep }) => {
    const receiver = await keep(acceptingReceiver());
    const page = await open();
    await page.goto(`${fresh.url}/destinations`);
    await expect(page, "every page leads to /setup").toHaveURL(/\/setup/);
    await expectAccessible(page);

    await page.goto(fresh.setupLink ?? "");
    await expectAccessible(page);
    const email = page.getByLabel("Email");
    await email.fill("first");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(email).toHaveAttribute("aria-invalid", "true");
    await email.fill("first@example.com");
    await expect(email, "what is corrected is wrong no longer").not.toHaveAttribute("aria-invalid", "true");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/destinations$/);
    await expect(page.getByText(`http://${fresh.otlp.http}`), "where to send").toBeVisible();
    await expectAccessible(page);

    await page.getByRole("link", { name: "No destination" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Local");
    await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
    await expect(page.getByLabel("Traces URL")).toHaveText(`${receiver.url}/v1/traces`);
    await page.getByRole("button", { name: "Save & test" }).click();
    await expect(page.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();

    const stages = page.getByRole("list", { name: "Probe" }).getByRole("listitem");
    await expect(stages.filter({ hasText: /^Logs/ })).toBeVisible();
    const withItems = receiver.received.filter(({ description }) => description.items > 0);
    expect(withItems.map(({ signal }) => signal).sort()).toEqual(["logs", "metrics", "traces"]);
    expect(JSON.stringify(withItems)).toContain("Hello from Outspan! 🚀");
    await expect(page, "it is saved").toHaveURL(/\/destinations\/[\da-f-]{36}$/);
    await page.getByRole("link", { name: "Open Health" }).click();
    await expect(page.getByRole("heading", { name: "Nothing received yet" })).toBeVisible();

    await page.goto(fresh.setupLink ?? "");
    await expect(page.getByRole("button", { name: "Create account" }), "the link works once").toHaveCount(0);
  });
});

test("a wrong password is told clearly, and each one makes the next wait longer", async ({ open }) => {
  const page = await open();
  await page.goto("/login");
  await expectAccessible(page);
  const attempt = async (): Promise<void> => {
    await page.getByLabel("Email").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("not the password at all");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in" }).click();
    await answered;
  };
  await attempt();
  const alert = page.getByRole("alert").filter({ hasText: /\w/ });
  await expect(alert).toBeVisible();
  for (let times = 0; times < 4; times++) {
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await attempt();
  }
  await expect(alert.filter({ hasText: /try again|wait/i })).toBeVisible();
});

test("a page asked for before signing in is the page after it", async ({ open }) => {
  const page = await open();
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel("Email").fill("admin@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/settings/);
});
