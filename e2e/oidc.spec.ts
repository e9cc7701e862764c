// Signing in through an OpenID Connect provider: there, through its own form, and back, with the role that the groups give.
import type { Page } from "@playwright/test";
import { test as base, expect, expectAccessible, expectNoSidewaysScroll } from "#e2e/fixtures";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { client, type OidcServer, oidcServer } from "#lib/auth/testing/oidc-server";

const adminEmail = "admin@example.com";
const people = {
  eve: { email: "eve@example.com", email_verified: true, groups: ["sre"] },
  sam: { email: "sam@example.com", email_verified: true, groups: ["sales"] },
  mallory: { email: adminEmail, email_verified: false, groups: ["sre"] },
};

const settingsFor = ({ issuer }: OidcServer) => ({
  OUTSPAN_OIDC_ISSUER: issuer,
  OUTSPAN_OIDC_CLIENT_ID: client.id,
  OUTSPAN_OIDC_CLIENT_SECRET: client.secret,
  OUTSPAN_OIDC_NAME: "Acme ID",
  OUTSPAN_OIDC_ROLES: "admin=platform,editor=sre,viewer=staff",
});

const test = base.extend<object, { provider: OidcServer; outspan: Outspan }>({
  provider: [
    async ({ browserName: _ }, use) => {
      const provider = await oidcServer();
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],
  outspan: [
    async ({ provider }, use) => {
      const admin = { OUTSPAN_ADMIN_EMAIL: adminEmail, OUTSPAN_ADMIN_PASSWORD: "a long enough sentence" };
      const outspan = await startOutspan({ ...admin, ...settingsFor(provider) });
      provider.open(`${outspan.url}/login/oidc/callback`);
      await use(outspan);
      expect(await outspan.stop(), "Outspan ends with 0 on SIGTERM").toBe(0);
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

test.beforeEach(({ provider }) => {
  Object.assign(provider.people, structuredClone(people));
});

/** The provider's own form. */
async function enterAtProvider(page: Page, provider: OidcServer, login: string) {
  await page.waitForURL(`${provider.issuer}/interaction/**`);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
}

test("somebody signs in through the provider as editor and lands where they wanted to go", async ({
  open,
  outspan,
  provider,
}) => {
  const page = await open();
  await page.goto("/destinations/new");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expectAccessible(page);
  const button = page.getByRole("button", { name: "Continue with Acme ID" });
  await expect(button).toBeVisible();
  await expect(page.getByLabel("Email"), "passwords are another way").toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await button.focus();
  await page.keyboard.press("Enter");
  await enterAtProvider(page, provider, "eve");
  await page.waitForURL(`${outspan.url}/destinations/new`);
  await expect(page.getByRole("button", { name: "Save & test" }), "an editor may").toBeVisible();
  const own = { origin: outspan.url };
  const refused = await page.request.put("/api/v1/settings", { headers: own, data: {} });
  expect(((await refused.json()) as { detail: string }).detail, "settings are an admin's").toMatch(
    /^Needs the role Admin\. You have the role Editor\./,
  );
  const cookies = await page.context().cookies(outspan.url);
  expect(
    cookies.find(({ name }) => name === "outspan.oidc"),
    "what the way back needed is gone",
  ).toBeUndefined();
  expect(cookies.find(({ name }) => name.includes("session_token"))).toMatchObject({ httpOnly: true, sameSite: "Lax" });

  provider.people.eve = { ...people.eve, groups: ["staff"] };
  const again = await open();
  await again.goto("/login");
  await again.getByRole("button", { name: "Continue with Acme ID" }).click();
  await enterAtProvider(again, provider, "eve");
  await again.waitForURL(`${outspan.url}/destinations`);
  await page.goto("/destinations/new");
  await expect(page.getByRole("button", { name: "Save & test" }), "a viewer may not, in any session").toHaveCount(0);
});

test("who may not come in reads why on the sign-in page, and nothing of the provider's own words", async ({
  open,
  outspan,
  provider,
}) => {
  const page = await open();
  await page.goto("/login?next=/audit");
  const button = page.getByRole("button", { name: "Continue with Acme ID" });
  await button.click();
  await enterAtProvider(page, provider, "sam");
  await expect(page.getByText("None of your groups may sign in.")).toBeVisible();
  await expect(page.getByText("No role fits the claim “groups”")).toBeVisible();
  expect(new URL(page.url()).searchParams.get("next"), "another try leads there still").toBe("/audit");
  await expectAccessible(page);

  const other = await open();
  await other.goto("/login");
  await other.getByRole("button", { name: "Continue with Acme ID" }).click();
  await enterAtProvider(other, provider, "mallory");
  await expect(other.getByText("Your email address is not verified.")).toBeVisible();

  await other.goto("/login/oidc/callback?error=server_error&error_description=token%20abc123&state=x");
  await expect(other.getByText("This sign-in took too long.")).toBeVisible();
  expect(await other.content()).not.toContain("abc123");
  await other.goto("/login?oidc=%3Cb%3E");
  await expect(other.getByRole("heading", { name: "Sign in to Outspan" })).toBeVisible();
  expect(outspan.output()).not.toContain(client.secret);
});

test("a provider that is down is told at the button; the password still opens", async ({ open, provider }) => {
  provider.instead["/token"] = (_request, response) => void response.destroy();
  const page = await open();
  await page.goto("/login");
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await enterAtProvider(page, provider, "eve");
  await expect(page.getByText("Acme ID cannot be reached.")).toBeVisible();
  delete provider.instead["/token"];
  await page.getByLabel("Email").fill(adminEmail);
  await page.getByLabel("Password", { exact: true }).fill("a long enough sentence");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/destinations");
});

test("without passwords the provider is the only way, for the first admin too", async ({ browser }) => {
  test.setTimeout(300_000);
  const provider = await oidcServer();
  provider.people.ada = { email: "ada@example.com", email_verified: true, groups: ["platform"] };
  const outspan = await startOutspan({ ...settingsFor(provider), OUTSPAN_PASSWORD_SIGN_IN: "off" });
  provider.open(`${outspan.url}/login/oidc/callback`);
  const context = await browser.newContext({ baseURL: outspan.url });
  const page = await context.newPage();
  await page.goto("/setup");
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByLabel("Email")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await enterAtProvider(page, provider, "ada");
  await page.waitForURL("**/destinations");
  const audit = (await outspan.api("GET", "/audit")).body as { items: { action: string }[] };
  expect(audit.items.map(({ action }) => action)).toEqual(["session.create", "person.create"]);
  await context.close();
  expect(await outspan.stop()).toBe(0);
  await provider.close();
});
