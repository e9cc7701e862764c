// More destinations than a first page holds: the server draws those that stand first, the others come by themselves.
import { expect, expectAccessible, password, test } from "#e2e/fixtures";
import { createDestination } from "#e2e/health-page";
import { type Outspan, startOutspan } from "#e2e/outspan";

const count = 40;
const account = { OUTSPAN_ADMIN_EMAIL: "admin@example.com", OUTSPAN_ADMIN_PASSWORD: password };
let outspan: Outspan;

test.beforeAll(async () => {
  outspan = await startOutspan(account);
  for (let index = 1; index <= count; index++) {
    await createDestination(outspan, `Number ${index}`, `http://127.0.0.1:9/${index}`);
  }
});

test.afterAll(async () => {
  expect(await outspan.stop()).toBe(0);
});

test("a long list is drawn from its beginning, is whole by itself, and a search over all of it is an address", async ({
  open,
}) => {
  const page = await open();
  await page.goto(`${outspan.url}/login`);
  await page.getByLabel("Email").fill(account.OUTSPAN_ADMIN_EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const items = page.getByRole("list", { name: "Destinations" }).getByRole("listitem");
  await expect(items).toHaveCount(count);
  await expect(page.getByText("40 destinations, all on.")).toBeVisible();
  await expectAccessible(page);

  const drawn = await (await page.request.get(`${outspan.url}/destinations`)).text();
  expect(drawn.match(/data-row=/g)).toHaveLength(25);
  expect(drawn).not.toContain("Number 40");
  const found = await (await page.request.get(`${outspan.url}/destinations?q=number+40`)).text();
  expect(found.match(/data-row=/g), "the server draws what the address asks for").toHaveLength(1);

  await page.keyboard.press("/");
  await page.keyboard.type("number 3");
  await expect(items).toHaveCount(13);
  await expect(page).toHaveURL(/\/destinations\?q=number\+3$/);
  await items.getByRole("link", { name: "Number 39" }).click();
  await expect(page).toHaveURL(/\/destinations\/[\w-]+$/);
  await page.goBack();
  await expect(page.getByLabel("Search destinations")).toHaveValue("number 3");
  await expect(items).toHaveCount(13);

  await page.getByRole("switch", { name: "Number 38" }).click();
  await expect(page.getByText("Number 38 is off.")).toBeVisible();
  await expect(page.getByRole("switch", { name: "Number 38" })).not.toBeChecked();
  await page.getByLabel("Search destinations").fill("loki");
  await expect(page.getByText("No destination is called ‘loki’.")).toBeVisible();
  await page.getByRole("button", { name: "Show all 40" }).click();
  await expect(items).toHaveCount(count);
  await expect(page).toHaveURL(/\/destinations$/);
  await expect(page.getByRole("switch", { name: "Number 38" })).not.toBeChecked();

  await createDestination(outspan, "Number 41", "http://127.0.0.1:9/41");
  await expect(items, "one that somebody else adds comes by itself").toHaveCount(count + 1);
});
