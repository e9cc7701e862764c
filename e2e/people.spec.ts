// People from invitation to deactivation, and one's own account: a second person in a second browser, each seeing what the other does.

import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, password, test } from "#e2e/fixtures";
import { totpCode, totpStep } from "#lib/auth/totp";

/** Invites through the page; the link that it shows. */
async function invite(admin: Page, email: string, role: string): Promise<string> {
  await admin.goto("/settings/people");
  await admin.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = admin.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("radio", { name: role }).check({ force: true });
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const made = admin.getByRole("region", { name: `The link for ${email}` });
  await expect(made.getByRole("button", { name: "Copy the link" })).toBeVisible();
  return (await made.locator("code").textContent()) ?? "";
}

async function join(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/destinations$/);
}

async function signIn(page: Page, email: string, given = password): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(given);
  await page.getByRole("button", { name: "Sign in" }).click();
}

// A page that is open when its session ends asks once more, and a wrong present password is answered with 422; the browser logs both by itself.
test.use({ expectedErrors: /status of 401|status of 422 .*\/account\/password/ });

test("somebody joins by a link, becomes an editor, and is out at once when deactivated", async ({ admin, open }) => {
  const email = "grace@example.com";
  const link = await invite(admin, email, "Viewer");
  await expectAccessible(admin);
  await expectNoSidewaysScroll(admin);
  const row = admin.getByRole("list", { name: "People" }).getByRole("listitem").filter({ hasText: email });
  await expect(row.getByText("Invited", { exact: true })).toBeVisible();
  await admin.getByRole("button", { name: "Done" }).click();

  const grace = await open();
  await join(grace, link);
  await grace.goto("/settings/people");
  await expect(grace.getByRole("button", { name: "Invite", exact: true })).toHaveAttribute("aria-disabled", "true");
  await expect(grace.getByText("You can look, not change. Needs the role Admin.")).toBeVisible();
  await expectAccessible(grace);

  await admin.reload();
  await row.getByLabel(`Role of ${email}`).selectOption("editor");
  await expect(admin.getByRole("dialog"), "a choice in the list asks nothing yet").toBeHidden();
  await row.getByRole("button", { name: `Change role of ${email}` }).click();
  const asking = admin.getByRole("dialog", { name: `Editor: ${email}?` });
  await expectAccessible(admin);
  await asking.getByRole("button", { name: "Change role" }).click();
  await expect(row.getByLabel(`Role of ${email}`)).toHaveValue("editor");
  await grace.goto("/destinations/new");
  await expect(grace.getByRole("button", { name: "Save", exact: true }), "at the next request").toBeVisible();

  await grace.goto("/settings/receiver");
  await expect(grace.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await row.getByRole("button", { name: `More for ${email}` }).click();
  await admin.getByRole("menuitem", { name: "Deactivate" }).click();
  await admin.getByRole("button", { name: "Deactivate", exact: true }).click();
  await expect(row.getByText("Deactivated", { exact: true })).toBeVisible();
  await expect(row.getByRole("button", { name: `More for ${email}` }), "the keyboard stays in the row").toBeFocused();
  await expect(grace.getByText("You are signed out."), "the open page says so by itself").toBeVisible();
  await expectAccessible(grace);
  await grace.getByRole("link", { name: "Sign in" }).click();
  await expect(grace).toHaveURL(/\/login\?next=%2Fsettings%2Freceiver$/);
  await signIn(grace, email);
  await expect(grace.getByText("This account is deactivated.")).toBeVisible();
});

test("the last admin stays one, and sees why", async ({ admin }) => {
  await admin.goto("/settings/people");
  await admin.getByLabel("Role of admin@example.com").selectOption("viewer");
  await admin.getByRole("button", { name: "Change role of admin@example.com" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await expect(admin.getByRole("alert").filter({ hasText: "is the last admin" })).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(admin.getByLabel("Role of admin@example.com")).toHaveValue("admin");
  await expect(admin.getByLabel("Role of admin@example.com")).toBeFocused();
});

test("a password is changed, every other browser is out, and a link from an admin helps whoever lost it", async ({
  admin,
  open,
}) => {
  const email = "alan@example.com";
  const link = await invite(admin, email, "Viewer");
  const [first, second] = [await open(), await open()];
  await join(first, link);
  await signIn(second, email);
  await expect(second).toHaveURL(/\/destinations$/);

  await first.goto("/settings");
  const sessions = first.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.first().getByText("This one")).toBeVisible();
  await first.getByRole("button", { name: "Change password" }).click();
  const form = first.getByRole("form", { name: "Change password" });
  await form.getByLabel("Present password").fill("not the password");
  await form.getByLabel("New password").fill("another long enough sentence");
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(form.getByText("This is not your password")).toBeVisible();
  await expectAccessible(first);
  await form.getByLabel("Present password").fill(password);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(form).toHaveCount(0);
  await first.reload();
  await expect(sessions, "this browser stays").toHaveCount(1);
  await second.goto("/destinations");
  await expect(second).toHaveURL(/\/login/);

  await admin.goto("/settings/people");
  await admin.getByRole("button", { name: `More for ${email}` }).click();
  await admin.getByRole("menuitem", { name: "Make a password link" }).click();
  const made = admin.getByRole("region", { name: `The link for ${email}` });
  await second.goto((await made.locator("code").textContent()) ?? "");
  await expectAccessible(second);
  await second.getByLabel("New password").fill("a third long sentence");
  await second.getByRole("button", { name: "Set password" }).click();
  await expect(second.getByText("Your new password is set.")).toBeVisible();
  await signIn(second, email, "a third long sentence");
  await expect(second).toHaveURL(/\/destinations$/);
});

test("two-factor: set up with the app's key, asked for at sign-in, each code once, recovery codes too", async ({
  admin,
  open,
}) => {
  // Several sign-ins in three browsers, each with a password that is hashed for real.
  test.slow();
  const email = "edsger@example.com";
  const link = await invite(admin, email, "Viewer");
  const page = await open();
  await join(page, link);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("img", { name: "QR code" })).toBeVisible();
  await expectAccessible(page);
  const key = ((await page.getByRole("dialog").locator("code").textContent()) ?? "").replaceAll(" ", "");
  const used = totpCode(key, totpStep(new Date()));
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await page.getByLabel("Code", { exact: true }).fill(used);
  await page.keyboard.press("Enter");
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  await expectAccessible(page);
  const recovery = (await codes.first().textContent()) ?? "";
  await expect(page.getByRole("button", { name: "I have kept them" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Two-factor sign-in" })).toBeFocused();
  await expectAccessible(page);

  const other = await open();
  await signIn(other, email);
  await expect(other.getByLabel("Code", { exact: true })).toBeFocused();
  await expectAccessible(other);
  const early = await other.request.get("/destinations", { maxRedirects: 0 });
  expect(early.status(), "the password alone is no session").toBe(307);
  await other.getByLabel("Code", { exact: true }).fill(used);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByText("This code is not right, or was used already."), "used at the set-up").toBeVisible();
  // The next one: an app shows it 30 s later, and a clock may be that much ahead.
  await other.getByLabel("Code", { exact: true }).fill(totpCode(key, totpStep(new Date()) + 1));
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL(/\/destinations$/);

  const third = await open();
  await signIn(third, email);
  await third.getByRole("button", { name: "Use a recovery code" }).click();
  await third.getByLabel("Recovery code", { exact: true }).fill(recovery);
  await third.getByRole("button", { name: "Sign in" }).click();
  await expect(third).toHaveURL(/\/destinations$/);
  await third.goto("/settings");
  await expect(third.getByText("9 recovery codes are left.")).toBeVisible();
});
