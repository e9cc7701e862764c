// A destination that begins with a backend: chosen from the list or recognised by its address, filled in sight of the operator.
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

test("without a destination one picks a backend: by / and Enter, and by all of a group", async ({ open }) => {
  const password = "a long enough sentence";
  const fresh = await startOutspan({ OUTSPAN_ADMIN_EMAIL: "first@example.com", OUTSPAN_ADMIN_PASSWORD: password });
  const page = await open();
  try {
    await page.goto(`${fresh.url}/login`);
    await page.getByLabel("Email").fill("first@example.com");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Where should telemetry go?" })).toBeVisible();
    const links = page.getByRole("main").getByRole("listitem").getByRole("link");
    await expect(links, "12 hosted and 8 of one's own first").toHaveCount(20);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Show all: Hosted" }).click();
    await expect(links).toHaveCount(49);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox", { name: "Search 66 backends" })).toBeFocused();
    await page.keyboard.type("nothing like it");
    await expect(page.getByText("No preset is called ‘nothing like it’.")).toBeVisible();
    await page.getByRole("searchbox").fill("jaeger");
    await expect(links).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/destinations\/new\?preset=jaeger$/);
    await expect(box(page, "Endpoint")).toHaveValue("http://localhost:4318");
    await expect(page.getByRole("switch", { name: "Metrics" }), "Jaeger takes traces only").not.toBeChecked();
  } finally {
    // It asks for the engine each second, and would miss it.
    await page.close();
    await fresh.stop();
  }
});

test("Grafana Cloud: zone, instance and one token fill the form; a wrong token is told and taken anyway", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new?preset=grafana-cloud");
  const card = admin.getByRole("region", { name: "Preset Grafana Cloud" });
  await expect(card.getByRole("link", { name: "Create a key" })).toHaveAttribute("href", /^https:\/\/grafana\.com\//);
  await card.getByLabel("Zone").selectOption("prod-eu-west-2");
  await card.getByLabel("Instance ID").fill("123456");
  await card.getByLabel("Access-policy token").fill("glsa_not-the-right-kind");
  await card.getByLabel("Instance ID").focus();
  await expect(card.getByText("A Grafana Cloud token starts with glc_")).toBeVisible();
  await expectAccessible(admin);
  await card.getByRole("button", { name: "Hide this hint" }).click();
  await expect(card.getByText("A Grafana Cloud token starts with glc_")).toHaveCount(0);

  await expect(box(admin, "Name")).toHaveValue("Grafana Cloud");
  await expect(box(admin, "Endpoint")).toHaveValue("https://otlp-gateway-prod-eu-west-2.grafana.net/otlp");
  await expect(admin.getByLabel("Authentication")).toHaveValue("basic");
  await expect(box(admin, "Username")).toHaveValue("123456");
  await expect(admin.getByLabel("Password")).toHaveValue("glsa_not-the-right-kind");
  await expect(admin.getByLabel("Temporality")).toHaveValue("cumulative");

  // What was typed by hand stays, and is asked about only where the preset would write something else.
  await box(admin, "Endpoint").fill(receiver.url);
  await card.getByLabel("Access-policy token").fill("glc_example");
  await expect(box(admin, "Endpoint")).toHaveValue(receiver.url);
  await expect(card.getByText("Something that you typed stays.")).toHaveCount(0);
  await card.getByLabel("Zone").selectOption("prod-us-west-0");
  await expect(card.getByText("Something that you typed stays.")).toBeVisible();
  await card.getByRole("button", { name: "Keep mine" }).click();
  await expect(box(admin, "Endpoint")).toHaveValue(receiver.url);

  await button(admin, "Save & test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  const sent = receiver.received.filter(({ description }) => description.items > 0);
  expect(sent).toHaveLength(3);
  await expect(admin).toHaveURL(/\/destinations\/[\da-f-]{36}$/);
  const { body } = await outspan.api("GET", `/destinations/${admin.url().split("/").at(-1)}`);
  expect(body).toMatchObject({
    preset: "grafana-cloud",
    connection: { auth: { type: "basic", username: "123456", password: null } },
  });
});

test("the list in the form works by keyboard, and another backend takes the first one's rows along", async ({
  admin,
}) => {
  await admin.goto("/destinations/new");
  await button(admin, "Choose a backend").focus();
  await admin.keyboard.press("Enter");
  const search = admin.getByRole("combobox", { name: "Search backends" });
  await expect(search).toBeFocused();
  await expect(admin.getByRole("option").first()).toBeVisible();
  await expectAccessible(admin);
  await admin.keyboard.type("datadog");
  await admin.keyboard.press("Enter");
  await expect(admin.getByLabel("API key", { exact: true }), "one goes on where something is missing").toBeFocused();
  await expect(admin).toHaveURL(/preset=datadog$/);
  const key = "0123456789abcdef0123456789abcdef";
  await admin.keyboard.type(key);
  const shared = admin.getByRole("textbox", { name: "Header name" });
  await expect(shared.first()).toHaveValue("dd-api-key");
  const metrics = admin.getByRole("group", { name: "Metrics connection" });
  await expect(metrics.getByLabel("Header name").nth(1), "its own headers stand open").toHaveValue(
    "dd-otel-metric-config",
  );
  await expect(admin.getByLabel("Temporality")).toHaveValue("delta");
  await box(admin, "Name").fill("Everything");

  await button(admin, "Change").click();
  await admin.keyboard.type("honey");
  await admin.keyboard.press("ArrowDown");
  await admin.keyboard.press("Enter");
  await expect(box(admin, "Endpoint")).toHaveValue("https://api.honeycomb.io");
  await expect(shared).toHaveCount(1);
  await expect(shared.first()).toHaveValue("x-honeycomb-team");
  await expect(metrics).toHaveCount(0);
  await expect(box(admin, "Name"), "what was typed stays").toHaveValue("Everything");
  for (const value of await admin.getByLabel("Header value").all()) await expect(value).toHaveValue("");
});

test("a vendor's endpoint is recognised, and its preset offered; a reload begins with the same", async ({ admin }) => {
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill("http://collector.example.com:4318");
  await box(admin, "Endpoint").fill("https://otlp.eu01.nr-data.net");
  await expect(admin.getByText("This is New Relic.")).toBeVisible();
  await button(admin, "Use its preset").click();
  const card = admin.getByRole("region", { name: "Preset New Relic" });
  await expect(card.getByLabel("Data centre")).toHaveValue("otlp.eu01.nr-data.net");
  await expect(box(admin, "Endpoint")).toHaveValue("https://otlp.eu01.nr-data.net");
  await expect(box(admin, "Header name")).toHaveValue("api-key");
  await expect(admin.getByText("This is New Relic.")).toHaveCount(0);
  await admin.reload();
  await expect(card.getByLabel("Data centre"), "read from the endpoint").toHaveValue("otlp.eu01.nr-data.net");
  await expect(box(admin, "Endpoint")).toHaveValue("https://otlp.eu01.nr-data.net");
});
