// What was saved can be looked at, compared and brought back: with the values of now, and none for another host.
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { acceptingReceiver, closedPort } from "#e2e/receivers";

const key = "sk-kept-through-revisions";
const to = (endpoint: string, value: string | null, name = "Kept") => ({
  name,
  connection: { transport: "http", endpoint, headers: [{ name: "api-key", value }] },
  signals: { traces: { enabled: true }, logs: { enabled: true } },
});

test("after a save that broke it, Restore & test brings the good revision back, and its probe is green", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key }));
  const { id } = (await outspan.api("POST", "/destinations?message=by+hand", to(receiver.url, key))).body as {
    id: string;
  };
  await admin.goto(`/destinations/${id}/settings`);
  const save = async (label: string, value: string, button = "Save") => {
    await admin.getByRole("textbox", { name: label, exact: true }).fill(value);
    await admin.getByRole("button", { name: button, exact: true }).click();
  };
  const why = admin.getByRole("textbox", { name: "Why" });
  await expect(why, "nothing is changed yet").toHaveCount(0);
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("Kept better");
  await why.fill("as the team calls it");
  await expectAccessible(admin);
  await save("Name", "Kept well");
  await expect(admin.getByText(/revision 2/)).toBeVisible();
  await expect(why, "the next change has a reason of its own").toHaveCount(0);
  await save("Endpoint", `${receiver.url}/nowhere/else`, "Save & test");
  await expect(admin.getByRole("status").filter({ hasText: "Not accepted" })).toBeVisible();

  await admin.getByRole("link", { name: "Revisions" }).click();
  const list = admin.getByRole("navigation", { name: "Revisions" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await expect(list.getByRole("link", { name: /Revision 3 Current.*Changed endpoint/ })).toBeVisible();
  await expectAccessible(admin);

  await list.getByRole("link", { name: /^Revision 2/ }).click();
  const between = admin.getByRole("region", { name: "From revision 1 to revision 2" });
  await expect(between).toContainText("Kept well");
  await expect(list.getByRole("link", { name: /^Revision 2/ })).toContainText("as the team calls it");
  await expect(admin.getByText("as the team calls it"), "in the list and beside the difference").toHaveCount(2);
  await admin.getByLabel("Compare with").selectOption({ label: "Revision 3, the current one" });
  await expect(admin.getByRole("region", { name: "From revision 3 to revision 2" })).toContainText("/nowhere/else");
  await admin.keyboard.press("Escape");

  await admin.getByRole("button", { name: "Restore", exact: true }).click();
  const dialog = admin.getByRole("dialog", { name: "Restore revision 2 of Kept well" });
  await expect(dialog).toContainText("What changes from the current revision 3.");
  await expect(dialog.getByRole("region", { name: "What changes" })).toContainText(receiver.url);
  await expect(dialog).toContainText("Becomes revision 4.");
  await expectAccessible(admin);
  await admin.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const again = admin.getByRole("button", { name: "Restore", exact: true });
  await expect(again, "Escape leaves the focus where it came from").toBeFocused();
  await again.press("Enter");
  await dialog.getByRole("textbox", { name: "Why" }).fill("the vendor moved back");
  await dialog.getByRole("button", { name: "Restore & test" }).click();

  await expect(admin.getByRole("status").filter({ hasText: "All 2 signals accepted" })).toBeVisible();
  await expect(list.getByRole("link", { name: /Revision 4 Current.*Restored revision 2/ })).toBeVisible();
  await expect(admin.getByText("the vendor moved back")).toHaveCount(2);
  await expectAccessible(admin);
  const saved = (await outspan.api("GET", `/destinations/${id}`)).body as { revision: number };
  expect(saved).toMatchObject({ revision: 4, connection: { endpoint: receiver.url } });
});

test("a key does not travel to another host: it is entered in the dialog, and never shown", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key }));
  const elsewhere = `http://127.0.0.1:${await closedPort()}`;
  const { id } = (await outspan.api("POST", "/destinations", to(receiver.url, key))).body as { id: string };
  await outspan.api("PUT", `/destinations/${id}`, to(elsewhere, "sk-of-elsewhere"));
  await admin.setViewportSize({ width: 390, height: 844 });
  await admin.goto(`/destinations/${id}/revisions?revision=1`);
  await expectNoSidewaysScroll(admin);
  await admin.getByRole("button", { name: "Restore", exact: true }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog).toContainText("The key does not travel to another host.");
  await dialog.getByRole("button", { name: "Restore & test" }).click();
  await expect(dialog.getByText("Enter the value")).toBeVisible();
  await expectAccessible(admin);
  await dialog.getByLabel(`api-key for ${new URL(receiver.url).host}`).fill(key);
  await dialog.getByRole("button", { name: "Restore & test" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "All 2 signals accepted" })).toBeVisible();
  await expectNoSidewaysScroll(admin);
  expect(await admin.content()).not.toMatch(/sk-kept|sk-of-elsewhere/);
});

test("somebody else saves while the dialog is open: nothing is restored before that was seen", async ({
  admin,
  outspan,
}) => {
  const { id } = (await outspan.api("POST", "/destinations", to("http://127.0.0.1:4318", key))).body as { id: string };
  const put = (name: string) => outspan.api("PUT", `/destinations/${id}`, to("http://127.0.0.1:4318", null, name));
  await put("Second");
  await admin.goto(`/destinations/${id}/revisions?revision=1`);
  await admin.getByRole("button", { name: "Restore", exact: true }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog).toContainText("Becomes revision 3.");
  await put("Third");
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Somebody else saved this destination");
  await dialog.getByRole("button", { name: "Compare again" }).click();
  await expect(dialog).toContainText("What changes from the current revision 3.");
  await expect(dialog.getByRole("region", { name: "What changes" })).toContainText("Third");
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(admin.getByRole("link", { name: /Revision 4 Current/ })).toBeVisible();
});

test("a viewer reads the history and sees why nothing can be brought back; the first revision says so", async ({
  viewer,
  outspan,
}) => {
  const { id } = (await outspan.api("POST", "/destinations", to("http://127.0.0.1:4318", key))).body as { id: string };
  await viewer.goto(`/destinations/${id}/revisions`);
  await expect(viewer.getByText(/The only revision so far/)).toBeVisible();
  await expectAccessible(viewer);
  await outspan.api("PATCH", `/destinations/${id}`, { enabled: false });
  await viewer.goto(`/destinations/${id}/revisions?revision=1`);
  const button = viewer.getByRole("button", { name: "Restore", exact: true });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(/Editor/);
  expect(await viewer.content()).not.toContain(key);
});

test("the settings tell who changed what of them, and any revision is compared and brought back", async ({
  admin,
  outspan,
}) => {
  await outspan.api("PUT", "/settings?message=new+region", { names: { workspace: "eu" }, webhooks: [] });
  await admin.goto("/settings/instance");
  const first = admin.getByRole("list", { name: "Revisions of the settings" }).getByRole("listitem").first();
  await expect(first).toContainText("Workspace");
  await expect(first).toContainText("new region");
  await expectAccessible(admin);
  await outspan.api("PUT", "/settings", { names: { workspace: "us" }, webhooks: [] });
  await admin.reload();
  await admin.getByRole("link", { name: "Compare and restore" }).click();
  const list = admin.getByRole("navigation", { name: "Revisions" });
  await list.getByRole("listitem").nth(1).getByRole("link").click();
  await expect(list.getByRole("listitem").nth(1)).toContainText("new region");
  await expectAccessible(admin);
  await admin.getByRole("button", { name: "Restore", exact: true }).click();
  const dialog = admin.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "What changes" })).toContainText("us");
  await expect(dialog.getByRole("button", { name: "Restore & test" })).toHaveCount(0);
  await expectAccessible(admin);
  await dialog.getByRole("textbox", { name: "Why" }).fill("the region moved back");
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(list.getByRole("link", { name: /Current.*Restored revision/ })).toContainText("the region moved back");
  await expect(admin.getByRole("link", { name: "Instance" })).toHaveAttribute("aria-current", "true");
  expect((await outspan.api("GET", "/settings")).body).toMatchObject({ names: { workspace: "eu" } });
});

test("a named secret tells who changed which of its keys and why, never a value, and why none of it comes back", async ({
  viewer,
  admin,
  outspan,
}) => {
  const secret = { name: "told", origins: ["http://127.0.0.1:4318"], values: { "OTEL_HEADER_api-key": key } };
  await outspan.api("POST", "/secrets", secret);
  await admin.goto("/settings/secrets");
  await admin.getByRole("button", { name: "Edit told" }).click();
  const form = admin.getByRole("form", { name: "Edit told" });
  await form.getByLabel("Expires").fill("2031-01-31");
  await form.getByRole("textbox", { name: "Why" }).fill("the contract ends");
  await form.getByRole("button", { name: "Save secret" }).click();
  await viewer.goto("/settings/secrets");
  await viewer.getByRole("link", { name: "Revisions of told" }).click();
  const list = viewer.getByRole("navigation", { name: "Revisions" });
  await expect(list.getByRole("link", { name: /Revision 2 Current.*Changed expiry/ })).toContainText(
    "the contract ends",
  );
  await expect(viewer.getByRole("region", { name: "From revision 1 to revision 2" })).toContainText("2031-01-31");
  await expect(viewer.getByText(/None of them can be brought back/)).toBeVisible();
  await expectAccessible(viewer);
  await list.getByRole("link", { name: /^Revision 1/ }).click();
  await expect(viewer.getByRole("region", { name: "What revision 1 set" })).toContainText("saved");
  await expect(viewer.getByRole("button", { name: "Restore", exact: true })).toHaveCount(0);
  await viewer.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(viewer);
  expect(await viewer.content()).not.toContain(key);
});
