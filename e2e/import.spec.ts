// Settings from elsewhere become a destination: pasted, read line by line, filled in, tested, saved.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { acceptingReceiver } from "#e2e/receivers";

const key = "nr_journey-key-not-to-be-kept";
const accepted = (page: Page) => page.getByRole("status").filter({ hasText: "All 3 signals accepted" });

/** Storage, history and address of the page hold nothing of it. */
async function expectNowhere(page: Page, secret: string): Promise<void> {
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href, document.cookie]),
  );
  expect(kept).not.toContain(secret);
}

test("an environment block is pasted over the list, fills the form, is tested and saved", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver({ key }));
  await admin.goto("/destinations");
  await button(admin, "Paste settings").click();
  const dialog = admin.getByRole("dialog", { name: "Paste settings" });
  const block = [
    "# values.yaml, checkout",
    `OTEL_EXPORTER_OTLP_ENDPOINT="${receiver.url}"`,
    "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    `OTEL_EXPORTER_OTLP_HEADERS=api-key=${key}`,
    "OTEL_SERVICE_NAME=checkout",
  ].join("\n");
  await dialog.getByLabel("Paste here").fill(block);
  await expect(dialog.getByText("Environment variables", { exact: true }).first()).toBeVisible();
  const gets = dialog.getByRole("list", { name: "What the form will get" });
  await expect(gets.getByRole("listitem").filter({ hasText: "Endpoint" })).toContainText(receiver.url);
  await expect(gets.getByRole("listitem").filter({ hasText: "Left out" })).toContainText("OTEL_SERVICE_NAME");
  await expect(gets).not.toContainText(key);
  await dialog.getByText(/^Every line:/).click();
  await expect(dialog.getByRole("list", { name: "Lines" }).getByRole("listitem")).toHaveCount(5);
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: /^Line 3/ }).click();
  await expect(dialog.getByLabel("Paste here")).toBeFocused();
  await admin.keyboard.press("ControlOrMeta+Enter");

  await expect(admin).toHaveURL(/\/destinations\/new\?pasted$/);
  await expect(box(admin, "Endpoint")).toHaveValue(receiver.url);
  await expectNowhere(admin, key);
  await button(admin, "Save & test").click();
  await expect(accepted(admin)).toBeVisible();
  expect(receiver.received.length).toBeGreaterThan(0);
  await expectNowhere(admin, key);
});

test("a Kubernetes block with a hole: the form asks for it at its field, and sends nothing until it is there", async ({
  admin,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key }));
  await admin.goto("/destinations/import");
  const block = [
    "env:",
    "  - name: OTEL_EXPORTER_OTLP_ENDPOINT",
    `    value: ${receiver.url}`,
    "  - name: API_KEY",
    "    valueFrom:",
    "      secretKeyRef: { name: otlp, key: api-key }",
    "  - name: OTEL_EXPORTER_OTLP_HEADERS",
    "    value: api-key=$(API_KEY)",
  ].join("\n");
  await admin.getByLabel("Paste here").fill(block);
  await expect(admin.getByText("Environment variables, Kubernetes")).toBeVisible();
  await expect(admin.getByText("You will be asked for API_KEY")).toBeVisible();
  await button(admin, "Fill the form").click();
  await expect(admin.getByText("Enter the value of API_KEY", { exact: true })).toBeVisible();
  await expect(admin.getByLabel("Header value").first()).toBeFocused();
  await expectAccessible(admin);
  await button(admin, "Save & test").click();
  await expect(admin.getByLabel("Header value").first()).toBeFocused();
  expect(receiver.received).toEqual([]);
  await admin.getByLabel("Header value").first().fill(key);
  await button(admin, "Save & test").click();
  await expect(accepted(admin)).toBeVisible();
});

test("a hole in a signal's own connection is asked for there: that connection is open", async ({ admin }) => {
  await admin.goto("/destinations/import");
  const block = [
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:5318/v1/traces",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS=api-key=YOUR_TRACES_KEY",
  ].join("\n");
  await admin.getByLabel("Paste here").fill(block);
  await expect(admin.getByText("You will be asked for YOUR_TRACES_KEY")).toBeVisible();
  await button(admin, "Fill the form").click();
  const group = admin.getByRole("group", { name: "Traces connection" });
  await expect(group.getByText("Enter the value of YOUR_TRACES_KEY", { exact: true })).toBeVisible();
  await expect(group.getByLabel("Header value")).toBeFocused();
  await expect(button(admin, "Own connection").nth(1)).toHaveAttribute("aria-expanded", "false");
  await expectAccessible(admin);
});

test("after a reload the pasted settings are gone, and the page says so", async ({ admin }) => {
  await admin.goto("/destinations/import");
  await admin
    .getByLabel("Paste here")
    .fill(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9\nOTEL_EXPORTER_OTLP_HEADERS=a=${key}`);
  await expect(admin.getByRole("list", { name: "What the form will get" })).toBeVisible();
  await button(admin, "Fill the form").click();
  await expect(box(admin, "Endpoint")).toHaveValue("http://127.0.0.1:9");
  await admin.reload();
  await expect(admin.getByText("The pasted settings are not kept over a reload.")).toBeVisible();
  await expect(box(admin, "Endpoint")).toHaveValue("");
  await expectNowhere(admin, key);
});

test("broken YAML is told by its line, what nobody knows is told with what would be right", async ({ admin }) => {
  await admin.goto("/destinations/import");
  const field = admin.getByLabel("Paste here");
  await field.fill("exporters:\n  otlphttp:\n    endpoint: https://otlp.example.com\n   headers: [");
  await expect(admin.getByRole("listitem").filter({ hasText: "Not understood" }).first()).toContainText("Line");
  await field.fill("a poem\nabout nothing");
  await expect(admin.getByText("Outspan does not know this text.")).toBeVisible();
  await expect(button(admin, "Fill the form")).toHaveAttribute("aria-disabled", "true");
  await field.fill("");
  await admin.getByRole("list", { name: "Examples" }).getByRole("button", { name: "Collector" }).click();
  await expect(field).toHaveValue(/^exporters:/);
  await expect(admin.getByRole("list", { name: "What the form will get" })).toContainText("https://otlp.example.com");
  await expectAccessible(admin);
  await field.fill("#".repeat(262_145));
  await expect(admin.getByText(/^The text is larger than 256 KiB/)).toBeVisible();
});

test("a temporality that the backend refuses is one click from right", async ({ admin }) => {
  await admin.goto("/destinations/import");
  await admin
    .getByLabel("Paste here")
    .fill(
      "OTEL_EXPORTER_OTLP_ENDPOINT=https://otlp-gateway-prod-eu-west-2.grafana.net/otlp\nOTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta",
    );
  await expect(admin.getByText("Grafana Cloud stores cumulative only.")).toBeVisible();
  await button(admin, "Use Cumulative").click();
  await expect(admin.getByText("Grafana Cloud stores cumulative only.")).toHaveCount(0);
  await button(admin, "Fill the form").click();
  await expect(admin.getByLabel("Temporality")).toHaveValue("cumulative");
  await expect(admin.getByText("Recognised by its host")).toBeVisible();
});

test("settings pasted into the endpoint are offered to be read, and are not lost either way", async ({ admin }) => {
  await admin.goto("/destinations/new");
  const endpoint = box(admin, "Endpoint");
  const paste = (text: string) =>
    endpoint.evaluate((field, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", pasted);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await endpoint.focus();
  await expect(button(admin, "Choose a backend")).toBeVisible();
  await expect(async () => {
    await paste("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9\nOTEL_EXPORTER_OTLP_TIMEOUT=2000");
    await expect(admin.getByText("This looks like settings.")).toBeVisible({ timeout: 500 });
  }).toPass();
  await button(admin, "Paste as it is").click();
  await expect(endpoint).toHaveValue("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 OTEL_EXPORTER_OTLP_TIMEOUT=2000");
  await paste("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9\nOTEL_EXPORTER_OTLP_TIMEOUT=2000");
  await admin.keyboard.press("Enter");
  const dialog = admin.getByRole("dialog", { name: "Paste settings" });
  await expect(dialog.getByRole("list", { name: "What the form will get" })).toContainText("2s");
  await dialog.getByRole("button", { name: "Fill the form" }).click();
  await expect(endpoint).toHaveValue("http://127.0.0.1:9");
});

test("a viewer sees the way to paste, and why it is closed; it fits a phone", async ({ viewer, admin }) => {
  await viewer.goto("/destinations");
  await expect(button(viewer, "Paste settings")).toHaveAttribute("aria-description", "Needs the role Editor");
  await viewer.goto("/destinations/import");
  await expect(viewer.getByText("Needs the role Editor")).toBeVisible();
  await expect(viewer.getByLabel("Paste here")).not.toBeEditable();
  await expectAccessible(viewer);
  await admin.setViewportSize({ width: 390, height: 844 });
  await admin.goto("/destinations/import");
  await admin.getByRole("list", { name: "Examples" }).getByRole("button", { name: "curl" }).click();
  await expect(admin.getByRole("list", { name: "What the form will get" })).toBeVisible();
  await expectNoSidewaysScroll(admin);
  await expectAccessible(admin);
});
