// A destination leaves as the settings of another program: shown, copied, saved as a file, with what to fill in and never a secret.
import { readFile } from "node:fs/promises";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { button } from "#e2e/form-page";

const secret = "sk-never-exported";
const destination = {
  name: "Leaves",
  connection: {
    transport: "http",
    endpoint: "https://otlp.example.com/otlp",
    headers: [
      { name: "api-key", value: secret },
      { name: "X-Scope-OrgID", value: "tenant-1", secret: false },
    ],
  },
  signals: {
    traces: { enabled: true },
    metrics: { enabled: true },
    logs: { enabled: true, connection: { headers: [{ name: "x-logs", value: secret }] } },
  },
};

test("Export shows the text with what to fill in; another format is chosen in place; it is copied and saved", async ({
  admin,
  outspan,
}) => {
  const { id } = (await outspan.api("POST", "/destinations", destination)).body as { id: string };
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await admin.goto(`/destinations/${id}`);
  await button(admin, "Export").click();
  await expect(admin.getByRole("menuitem")).toHaveCount(12);
  await expectAccessible(admin);
  await admin.getByRole("menuitem", { name: "Environment variables" }).click();
  const dialog = admin.getByRole("dialog", { name: "Export Leaves" });
  await expect(dialog.getByText("OTEL_EXPORTER_OTLP_ENDPOINT").first()).toBeVisible();
  await expect(dialog.getByText("the value of the header api-key", { exact: true })).toBeVisible();
  await expect(dialog).toContainText("tenant-1");
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: /^Copy/ }).click();
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");

  await dialog.getByLabel("Format").selectOption("Stalwart");
  await expect(dialog.getByText("This format cannot say everything.")).toBeVisible();
  await dialog.getByLabel("Format").selectOption("OpenTelemetry Collector");
  const download = admin.waitForEvent("download");
  await dialog.getByRole("button", { name: /^Save .*\.yaml$/ }).click();
  const file = await (await download).path();
  expect(await readFile(file, "utf8")).toContain("exporters:");
  expect(await admin.content()).not.toContain(secret);
});

test("a viewer exports from the row's menu too, on a phone", async ({ viewer, outspan }) => {
  await outspan.api("POST", "/destinations", { ...destination, name: "Leaves by its row" });
  await viewer.setViewportSize({ width: 390, height: 844 });
  await viewer.goto("/destinations");
  await button(viewer, "More for Leaves by its row").click();
  await viewer.getByRole("menuitem", { name: "Export" }).click();
  const dialog = viewer.getByRole("dialog", { name: "Export Leaves by its row" });
  await expect(dialog.getByText("OTEL_EXPORTER_OTLP_ENDPOINT").first()).toBeVisible();
  expect(await viewer.content()).not.toContain(secret);
  await expectNoSidewaysScroll(viewer);
  await expectAccessible(viewer);
});
