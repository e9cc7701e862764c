// What gives access that lasts asks a session older than ten minutes whether it is still the same person: in a dialog above the one that
// asked, which loses nothing. Sessions are made older in the database, since nobody waits ten minutes here.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, password, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import type { Outspan } from "#e2e/outspan";
import { totpCode, totpStep } from "#lib/auth/totp";

const other = "another long enough sentence";

async function join(outspan: Outspan, page: Page, email: string, role: string): Promise<void> {
  const { body } = await outspan.api("POST", "/people", { email, role });
  await page.goto((body as { link: string }).link);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Create account").click();
  await expect(page).toHaveURL(/\/destinations$/);
}

/** Every session of this person was opened eleven minutes ago. */
function age(outspan: Outspan, email: string): void {
  const database = new DatabaseSync(path.join(outspan.dataDirectory, "outspan.db"), { timeout: 10_000 });
  const at = new Date(Date.now() - 11 * 60_000).toISOString();
  const { changes } = database
    .prepare(`update session set "createdAt" = ? where "userId" = (select id from user where email = ?)`)
    .run(at, email);
  database.close();
  expect(changes, "somebody is signed in").toBeGreaterThan(0);
}

/** The key of the authenticator app; its code of now is used. */
async function setUpTwoFactor(page: Page): Promise<string> {
  await page.goto("/settings");
  await button(page, "Set up").click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Continue").click();
  const key = ((await page.getByRole("dialog").locator("code").textContent()) ?? "").replaceAll(" ", "");
  await box(page, "Code").fill(totpCode(key, totpStep(new Date()) - 1));
  await page.keyboard.press("Enter");
  await button(page, "I have kept them").click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  return key;
}

const asking = (page: Page): Locator => page.getByRole("dialog", { name: "Confirm that it is you" });

async function confirm(page: Page): Promise<void> {
  const field = asking(page).getByLabel("Password", { exact: true });
  await expect(field).toBeFocused();
  await field.fill(password);
  await page.keyboard.press("Enter");
}

// A wrong password and a wrong code are answered with 422.
test.use({ expectedErrors: /status of 422/ });

test("an admin's key asks for the password; Cancel leaves everything as it was typed, and the right one makes the key", async ({
  open,
  outspan,
}) => {
  // axe looks at five states, and each password is hashed for real.
  test.slow();
  const page = await open();
  await join(outspan, page, "kim@example.com", "admin");
  age(outspan, "kim@example.com");
  await page.goto("/settings/keys");
  await button(page, "New key").click();
  await box(page, "Name").fill("deploy");
  await page.getByRole("radio", { name: "Admin", exact: true }).press("Space");
  await page.getByLabel("Ends").selectOption("30");
  await button(page, "Make key").click();
  await expect(asking(page)).toContainText("You signed in more than 10 minutes ago");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await asking(page).getByLabel("Password", { exact: true }).fill("not the password");
  await button(page, "Confirm").click();
  await expect(asking(page).getByText("This is not your password")).toBeVisible();
  await expect(asking(page).getByLabel("Password", { exact: true }), "to type it anew").toBeFocused();
  await expectAccessible(page);

  await asking(page).getByRole("button", { name: "Cancel" }).click();
  const dialog = page.getByRole("dialog", { name: "New key" });
  await expect(asking(page)).toHaveCount(0);
  await expect(button(page, "Make key")).toBeFocused();
  await expect(box(page, "Name")).toHaveValue("deploy");
  await expect(page.getByRole("radio", { name: "Admin", exact: true })).toBeChecked();
  await expect(page.getByLabel("Ends")).toHaveValue("30");
  await expect(dialog.getByRole("alert")).toContainText("Confirm that it is you");
  await expectAccessible(page);

  await button(page, "Make key").click();
  await asking(page).getByLabel("Password", { exact: true }).fill("gone");
  await page.keyboard.press("Escape");
  await expect(asking(page)).toHaveCount(0);
  await expect(dialog, "the dialog behind stays").toBeVisible();
  await expect(button(page, "Make key")).toBeFocused();
  await page.keyboard.press("Enter");
  await confirm(page);
  const card = page.getByRole("region", { name: "The key for deploy" });
  await expect(card).toContainText("cannot be shown again");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole("list", { name: "Keys" }).getByText("deploy"), "signed in anew").toBeVisible();
});

test("with two-factor sign-in it asks for the code too, and so do another password and new recovery codes", async ({
  open,
  outspan,
}) => {
  test.slow();
  const page = await open();
  await join(outspan, page, "lin@example.com", "admin");
  const key = await setUpTwoFactor(page);
  age(outspan, "lin@example.com");
  await page.goto("/settings/people");
  await button(page, "Invite").click();
  await box(page, "Email").fill("new@example.com");
  const invitation = page.getByRole("dialog", { name: "Invite somebody" });
  await invitation.getByRole("radio", { name: "Admin" }).check({ force: true });
  await box(page, "Email").press("Enter");
  await confirm(page);
  const code = asking(page).getByLabel("Code", { exact: true });
  await expect(code).toBeFocused();
  await expect(code, "nobody did anything wrong").not.toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await expect(asking(page).getByText("This code is not right, or was used already.")).toBeVisible();
  await expect(code).toBeFocused();
  await expect(asking(page).getByLabel("Password", { exact: true })).toHaveValue(password);
  await code.fill(totpCode(key, totpStep(new Date())));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "The link for new@example.com" })).toBeVisible();

  await page.goto("/settings");
  await button(page, "New recovery codes").click();
  const renewal = page.getByRole("dialog", { name: "New recovery codes" });
  await renewal.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Make new codes").click();
  await expect(renewal.getByText("Enter the code of your app, or a recovery code")).toBeVisible();
  await expectAccessible(page);
  await renewal.getByLabel("Code", { exact: true }).fill(totpCode(key, totpStep(new Date()) + 1));
  await page.keyboard.press("Enter");
  const recovery = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(recovery).toHaveCount(10);
  const spare = (await recovery.first().textContent()) ?? "";
  await button(page, "I have kept them").click();

  await button(page, "Change password").click();
  const form = page.getByRole("form", { name: "Change password" });
  await form.getByLabel("Present password").fill(password);
  await form.getByLabel("New password").fill(other);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(form.getByLabel("Code", { exact: true })).toBeFocused();
  await expectAccessible(page);
  await form.getByLabel("Code", { exact: true }).fill(spare);
  await page.keyboard.press("Enter");
  const changed = page.getByText("Password changed. Every other browser is signed out.");
  await expect(changed).toBeFocused();
  await expectAccessible(page);
  await button(page, "Change password").click();
  await form.getByRole("button", { name: "Cancel" }).click();
  await expect(button(page, "Change password")).toBeFocused();
});

test("a role, a link and another's two-factor ask; done or cancelled, the focus is where it was", async ({
  open,
  outspan,
}) => {
  test.slow();
  const [page, eve] = [await open(), await open()];
  await join(outspan, page, "mia@example.com", "admin");
  await join(outspan, eve, "eve@example.com", "editor");
  await setUpTwoFactor(eve);
  const row = page.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: "eve@example.com" });
  const more = row.getByRole("button", { name: "More for eve@example.com" });
  await page.goto("/settings/people");

  age(outspan, "mia@example.com");
  await row.getByLabel("Role of eve@example.com").selectOption("admin");
  await button(page, "Change role of eve@example.com").click();
  const role = page.getByRole("dialog", { name: "Admin: eve@example.com?" });
  await role.getByRole("button", { name: "Change role" }).click();
  await asking(page).getByRole("button", { name: "Cancel" }).click();
  await expect(role.getByRole("button", { name: "Change role" })).toBeFocused();
  await expect(role.getByRole("alert")).toContainText("Confirm that it is you");
  await page.keyboard.press("Enter");
  await confirm(page);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(row.getByLabel("Role of eve@example.com")).toHaveValue("admin");
  await expect(row.getByLabel("Role of eve@example.com")).toBeFocused();

  age(outspan, "mia@example.com");
  await more.click();
  await page.getByRole("menuitem", { name: "Turn off two-factor" }).click();
  await button(page, "Turn off").click();
  await confirm(page);
  await expect(row.getByText("Two-factor", { exact: true })).toHaveCount(0);
  await expect(more).toBeFocused();

  age(outspan, "mia@example.com");
  await more.click();
  await page.getByRole("menuitem", { name: "Make a password link" }).click();
  await expect(asking(page)).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(asking(page)).toHaveCount(0);
  await expect(more).toBeFocused();
  await expect(row.getByRole("alert")).toContainText("Confirm that it is you");
  await more.click();
  await page.getByRole("menuitem", { name: "Make a password link" }).click();
  await confirm(page);
  await expect(page.getByRole("region", { name: "The link for eve@example.com" })).toBeVisible();
  await expectAccessible(page);

  age(outspan, "mia@example.com");
  await more.click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await button(page, "Deactivate").click();
  await expect(row.getByText("Deactivated", { exact: true }), "takes a right away, and asks nothing").toBeVisible();
  await more.click();
  await page.getByRole("menuitem", { name: "Reactivate" }).click();
  await button(page, "Reactivate").click();
  await confirm(page);
  await expect(row.getByText("Deactivated", { exact: true })).toHaveCount(0);
  await expect(more).toBeFocused();
});
