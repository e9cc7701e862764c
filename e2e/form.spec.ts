// The form keeps its word: own connections, the switch of URLs, what the bar says, and the ways out of a draft.
import { issue, makeAuthority } from "#e2e/certificates";
import { expect, expectAccessible, test } from "#e2e/fixtures";
import { box, button, saveOne } from "#e2e/form-page";
import { acceptingReceiver } from "#e2e/receivers";

const accepted = "All 3 signals accepted";

test("who arrives by the button finds all of the form before anything is touched", async ({ admin }) => {
  await admin.goto("/destinations");
  await admin
    .getByRole("link", { name: /New destination|Any OTLP endpoint/ })
    .first()
    .click();
  await expect(box(admin, "Name"), "one may type at once").toBeFocused();
  const sources = admin.getByRole("group", { name: "Sources" });
  await expect(sources.getByRole("checkbox")).toHaveCount(4);
  await expect(sources.getByRole("checkbox", { name: "otlp" })).toBeChecked();
});

test("a signal's own connection is tested, saved and read back the same", async ({ admin, outspan, keep }) => {
  const [shared, own] = [await keep(acceptingReceiver()), await keep(acceptingReceiver({ key: "for-traces" }))];
  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("Traces elsewhere");
  await box(admin, "Endpoint").fill(shared.url);
  await button(admin, "Own connection").first().click();
  const group = admin.getByRole("group", { name: "Traces connection" });
  await expect(group.getByRole("textbox", { name: "Endpoint" }), "begins as the shared one").toHaveValue(
    `${shared.url}/v1/traces`,
  );
  await group.getByRole("textbox", { name: "Endpoint" }).fill(`${own.url}/v1/traces`);
  await group.getByRole("button", { name: "Add header" }).click();
  await group.getByLabel("Header name").fill("api-key");
  await group.getByLabel("Header value").fill("for-traces");
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: accepted })).toBeVisible();
  expect(own.received.filter(({ description }) => description.items > 0)).toHaveLength(1);
  await button(admin, "Save").click();
  await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
  await admin.goto(`${admin.url()}/settings`);
  await button(admin, "Own connection").first().click();
  await expect(group.getByRole("textbox", { name: "Endpoint" })).toHaveValue(`${own.url}/v1/traces`);
  await expect(group.getByLabel("Header name")).toHaveValue("api-key");
  await button(admin, "Own connection").nth(1).click();
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: accepted })).toBeVisible();
  const { body } = await outspan.api("GET", `/destinations/${admin.url().split("/").at(-2)}`);
  expect(body).toMatchObject({
    connection: { endpoint: shared.url },
    signals: { traces: { connection: { endpoint: `${own.url}/v1/traces` } } },
  });
});

test("own authentication and TLS come and go without a trace", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill(receiver.url);
  await button(admin, "Own connection").nth(2).click();
  const group = admin.getByRole("group", { name: "Logs connection" });
  const authentication = group.getByLabel("Authentication");
  await authentication.selectOption("Bearer");
  await group.getByLabel("Token").fill("typed");
  await authentication.selectOption("As shared");
  await group.getByRole("button", { name: "Own TLS settings" }).click();
  await expect(group.getByLabel("Custom CA")).toBeVisible();
  await group.getByRole("button", { name: "Use the shared TLS settings" }).click();
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: accepted })).toBeVisible();
});

test("the switch between a base URL and URLs per signal keeps the focus, so that one key undoes the other", async ({
  admin,
}) => {
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill("http://127.0.0.1:4318");
  await admin.getByRole("radio", { name: "Base URL" }).focus();
  await admin.keyboard.press("ArrowRight");
  await expect(box(admin, "Logs endpoint")).toHaveValue("http://127.0.0.1:4318/v1/logs");
  await expect(admin.getByRole("radio", { name: "Per signal" })).toBeFocused();
  await admin.keyboard.press("ArrowLeft");
  await expect(box(admin, "Endpoint")).toHaveValue("http://127.0.0.1:4318");
  await expect(admin.getByRole("radio", { name: "Base URL" })).toBeFocused();
});

test("with a URL per signal, all of a signal's fields stand in its one group", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill("http://127.0.0.1:4318");
  // Chosen as soon as the part of the form that this needs is there.
  const perSignal = admin.getByRole("radio", { name: "Per signal" });
  await perSignal.click();
  await expect(perSignal).toBeChecked();
  await button(admin, "Own connection").first().click();
  const group = admin.getByRole("group", { name: "Traces connection" });
  await expect(group).toHaveCount(1);
  await group.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:5318/custom");
  await expect(admin.getByLabel("Traces URL")).toHaveText("http://127.0.0.1:5318/custom");
});

test("the bar counts wrong fields until the last one is put right", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("Too often");
  await box(admin, "Endpoint").fill("http://127.0.0.1:4318");
  await box(admin, "Interval").fill("100ms");
  await button(admin, "Save & test").click();
  await expect(admin.getByText("Not saved yet, 1 field to correct")).toBeVisible();
  await box(admin, "Interval").fill("1m");
  await box(admin, "Interval").press("Tab");
  await expect(admin.getByText("field to correct")).toHaveCount(0);
});

test("a verdict on other values says so beside it, and nothing moves", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill(receiver.url);
  await button(admin, "Test").click();
  const verdict = admin.getByRole("status").filter({ hasText: accepted });
  await expect(verdict).toBeVisible();
  const first = admin.getByRole("list", { name: "Probe" }).getByRole("listitem").first();
  const before = await first.boundingBox();
  await box(admin, "Endpoint").fill("http://127.0.0.1:9");
  await expect(admin.getByText("before your last change")).toBeVisible();
  expect(await first.boundingBox()).toEqual(before);
  await expectAccessible(admin);
  await box(admin, "Endpoint").fill(receiver.url);
  await expect(admin.getByText("before your last change")).toHaveCount(0);
});

for (const width of [1440, 390]) {
  test(`a self-signed certificate is shown by its fingerprint, inside its panel, ${width} px`, async ({
    admin,
    keep,
  }) => {
    const authority = makeAuthority("Unknown");
    const leaf = issue(authority, "localhost", { names: ["localhost"] });
    const tls = { ...leaf, cert: `${leaf.cert.trimEnd()}\n${authority.cert}` };
    const receiver = await keep(acceptingReceiver({ tls }));
    await admin.setViewportSize({ width, height: 900 });
    await admin.goto("/destinations/new");
    await box(admin, "Endpoint").fill(receiver.url);
    await button(admin, "Test").click();
    const card = admin.getByRole("article");
    await expect(card).toContainText("tls.unknown_ca");
    await expect(card.getByRole("button", { name: "Copy SHA-256 fingerprint" })).toBeVisible();
    await expect(card).toContainText("Custom CA: this certificate");
    const tooWide = await card.evaluate((element) => {
      const { right } = element.getBoundingClientRect();
      return [...element.querySelectorAll("*")].filter((inner) => inner.getBoundingClientRect().right > right + 1)
        .length;
    });
    expect(tooWide, "parts beyond the card").toBe(0);
    await expect(card).not.toContainText("BEGIN CERTIFICATE");
  });
}

test.describe("ways out of a draft", () => {
  test("Cancel, a link and Back ask first; leaving drops the draft", async ({ admin }) => {
    await admin.goto("/destinations");
    await admin
      .getByRole("link", { name: /New destination|Any OTLP endpoint/ })
      .first()
      .click();
    await expect(box(admin, "Name"), "one may type at once").toBeFocused();
    await admin.keyboard.type("Not for long");
    const dialog = admin.getByRole("dialog", { name: "Leave with changes that are not saved?" });
    const ways = [
      () => button(admin, "Cancel").click(),
      () => admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" }).click(),
      () => admin.evaluate(() => history.back()),
    ];
    for (const leave of ways) {
      await leave();
      await dialog.getByRole("button", { name: "Stay" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(box(admin, "Name")).toHaveValue("Not for long");
    }
    await button(admin, "Cancel").click();
    await dialog.getByRole("button", { name: "Leave without saving" }).click();
    await expect(admin).toHaveURL(/\/destinations$/);
    await admin.goto("/destinations/new");
    await expect(box(admin, "Name")).toHaveValue("");
  });

  test("Back leads back once it was confirmed", async ({ admin }) => {
    await admin.goto("/settings");
    await admin.keyboard.press("n");
    await expect(box(admin, "Name")).toBeFocused();
    await admin.keyboard.type("On the way back");
    await admin.evaluate(() => history.back());
    await admin.getByRole("dialog").getByRole("button", { name: "Leave without saving" }).click();
    await expect(admin).toHaveURL(/\/settings$/);
  });
});

test("what was deleted elsewhere can only be saved as new", async ({ admin, outspan }) => {
  const id = await saveOne(outspan, "Deleted elsewhere");
  await admin.goto(`/destinations/${id}/settings`);
  await box(admin, "Name").fill("Deleted, and back");
  await outspan.api("DELETE", `/destinations/${id}`);
  await button(admin, "Save").click();
  await expect(admin.getByText("This destination was deleted meanwhile.")).toBeVisible();
  for (const name of ["Save", "Test", "Save & test"]) await expect(button(admin, name)).toHaveCount(0);
  await expect(admin.getByRole("switch", { name: "Enabled" })).toBeDisabled();
  await button(admin, "Save as new").last().click();
  await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
  expect(admin.url()).not.toContain(id);
  await expect(button(admin, "Save & test")).toBeVisible();
});

test("who saved first in another tab may keep what this tab holds", async ({ admin, outspan }) => {
  const id = await saveOne(outspan, "In two tabs");
  await admin.goto(`/destinations/${id}/settings`);
  const other = await admin.context().newPage();
  await other.goto(`/destinations/${id}/settings`);
  await box(other, "Name").fill("The other tab");
  await button(other, "Save").click();
  await expect(other.getByText("Saved as revision 2")).toBeVisible();
  await box(admin, "Name").fill("This tab");
  await button(admin, "Save").click();
  await expect(admin.getByText(/You saved revision 2 at .* in another tab/)).toBeVisible();
  await button(admin, "Keep this one").click();
  await expect(admin.getByText("Saved as revision 3")).toBeVisible();
  expect((await outspan.api("GET", `/destinations/${id}`)).body).toMatchObject({ revision: 3, name: "This tab" });
});

test("on a phone the bar says where the draft stands, and the test closes by button, Esc and Back", async ({
  admin,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  await admin.setViewportSize({ width: 390, height: 844 });
  await admin.goto("/destinations");
  await admin
    .getByRole("link", { name: /New destination|Any OTLP endpoint/ })
    .first()
    .click();
  await expect(admin.getByText("Not saved yet")).toBeInViewport();
  await expect(button(admin, "Cancel")).toBeInViewport();
  await box(admin, "Endpoint").fill(receiver.url);
  const close = button(admin, "Close the test");
  const ways = [() => close.click(), () => admin.keyboard.press("Escape"), () => admin.evaluate(() => history.back())];
  for (const leave of ways) {
    await button(admin, "Test").click();
    await expect(admin.getByRole("status").filter({ hasText: accepted })).toBeInViewport();
    await expect(close).toBeVisible();
    await leave();
    await expect(close).toBeHidden();
    await expect(admin).toHaveURL(/\/destinations\/new$/);
    await expect(admin.getByRole("dialog")).toHaveCount(0);
  }
});

test("at the end of the page the sidebar stays where it is", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await admin.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const top = await admin.getByRole("banner").evaluate((element) => element.getBoundingClientRect().top);
  expect(top).toBe(0);
});
