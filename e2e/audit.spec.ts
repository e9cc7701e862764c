// Who did what: a change, a test and a refused sign-in stand in the audit, filters are addresses, and everything can be downloaded.
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { createDestination } from "#e2e/health-page";
import { acceptingReceiver } from "#e2e/receivers";

test("what was done shows up with who, what and from which value to which; a filter is an address", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  const id = await createDestination(outspan, "Audited", receiver.url);
  const saved = (await outspan.api("GET", `/destinations/${id}`)).body as Record<string, unknown>;
  const { name: _, connection, signals, queue } = saved;
  const renamed = { name: "Renamed under audit", connection, signals, queue };
  const put = await fetch(`${outspan.url}/api/v1/destinations/${id}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${outspan.apiKey}`, "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify(renamed),
  });
  expect(put.status).toBe(200);
  expect((await outspan.api("POST", `/destinations/${id}/probe`)).status).toBe(200);

  await admin.goto("/audit");
  const table = admin.getByRole("table", { name: "Audit" });
  const change = table.getByRole("row").filter({ hasText: "Changed Renamed under audit, revision 2" });
  await expect(change).toContainText("OUTSPAN_API_KEY");
  await expect(change.getByRole("deletion")).toHaveText("Audited");
  await expect(change.getByRole("insertion")).toHaveText("Renamed under audit");
  const tested = table.getByRole("row").filter({ hasText: "Tested Renamed under audit" });
  await expect(tested).toContainText(`Accepted: ${receiver.url}`);
  await expect(table.getByRole("row").filter({ hasText: "Signed in" }).first()).toContainText("admin@example.com");
  await expectAccessible(admin);

  await admin.getByRole("combobox", { name: "What", exact: true }).selectOption({ label: "Destination tested" });
  await expect(admin).toHaveURL(/\/audit\?action=destination\.probe$/);
  await expect(table.getByRole("row").filter({ hasText: "Changed" })).toHaveCount(1); // The head of the table.
  await admin.reload();
  await expect(tested).toBeVisible();
  await expect(admin.getByRole("combobox", { name: "What", exact: true })).toHaveValue("destination.probe");

  await admin.keyboard.press("/");
  await admin.keyboard.type("nobody is called that");
  await expect(admin.getByText("No entry matches these filters")).toBeVisible();
  await expect(admin).toHaveURL(/q=nobody/);
  await expectAccessible(admin);
  await admin.getByRole("button", { name: "Clear filters" }).click();
  await expect(change).toBeVisible();
  await expect(admin).toHaveURL(/\/audit$/);
});

test("the download holds every entry of the filter, older ones follow on the page", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  const id = await createDestination(outspan, "Switched often", receiver.url);
  for (let turn = 0; turn < 60; turn++) {
    await outspan.api("PATCH", `/destinations/${id}`, { enabled: turn % 2 === 1 });
  }
  await admin.goto(`/audit?noun=destination:${id}`);
  const rows = admin.getByRole("row").filter({ hasText: "Switched often" });
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText("Turned on");
  await admin.getByRole("button", { name: "Show older" }).click();
  await expect(rows).toHaveCount(61);
  await expect(admin.getByText("61 entries")).toBeVisible();
  await expect(admin.getByRole("button", { name: "Show older" })).toHaveCount(0);

  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^outspan-audit-\d{4}-\d\d-\d\d\.ndjson$/);
  const text = await (await download.createReadStream()).toArray();
  const items = Buffer.concat(text)
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(items).toHaveLength(61);
  expect(new Set(items.map((item) => item.noun.id))).toEqual(new Set([id]));
});

test("a phone shows entries as cards; a viewer reads the audit too, and may not change how long it is kept", async ({
  viewer,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  await createDestination(outspan, "Seen on a phone, with a name that is long enough to need two lines", receiver.url);
  await viewer.setViewportSize({ width: 390, height: 844 });
  await viewer.goto("/audit");
  await expect(viewer.getByText("Seen on a phone, with a name that is long enough to need two lines")).toBeVisible();
  await expectNoSidewaysScroll(viewer);
  await expectAccessible(viewer);
  await viewer.goto("/settings/instance");
  const save = viewer.getByRole("button", { name: "Save retention" });
  await expect(save).toHaveAttribute("aria-disabled", "true");
  await expect(save).toHaveAccessibleDescription("Needs the role Admin");
});

test("how long the audit is kept is a setting, and a wrong number is told at its field", async ({ admin, outspan }) => {
  await admin.goto("/settings/instance");
  await admin.getByRole("combobox", { name: "Keep entries" }).selectOption("days");
  const days = admin.getByRole("textbox", { name: "Days" });
  await days.fill("7");
  await admin.getByRole("button", { name: "Save retention" }).click();
  await expect(admin.getByText("Keep the audit from 30 to 3,650 days")).toBeVisible();
  await days.fill("90");
  await admin.getByRole("button", { name: "Save retention" }).click();
  const asking = admin.getByRole("dialog", { name: "Keep the audit for 90 days only?" });
  await expect(asking.getByRole("link", { name: "download them first" })).toBeVisible();
  await expectAccessible(admin);
  expect((await outspan.api("GET", "/settings")).body, "nothing is saved before").toMatchObject({ auditDays: null });
  await asking.getByRole("button", { name: "Remove older entries" }).click();
  await expect(admin.getByText("Entries older than 90 days are removed within the hour.")).toBeVisible();
  expect((await outspan.api("GET", "/settings")).body).toMatchObject({ auditDays: 90 });
  await admin.getByRole("combobox", { name: "Keep entries" }).selectOption("ever");
  await admin.getByRole("button", { name: "Save retention" }).click();
  await expect(admin.getByText("Entries are kept for ever.")).toBeVisible();
});
