// A named secret from end to end: made, used, bound to its origin, rotated after a test, kept while it is in use.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { acceptingReceiver } from "#e2e/receivers";

const first = "nk-journey-first-5f2e91";
const second = "nk-journey-second-8c77ab";

async function makeSecret(page: Page, name: string, origin: string, value: string): Promise<void> {
  await page.goto("/settings/secrets");
  await button(page, "New secret").click();
  await page.getByLabel("Template").selectOption({ label: "New Relic" });
  await expect(box(page, "Header name")).toHaveValue("api-key");
  await expect(box(page, "Origin").first()).toHaveValue("https://otlp.nr-data.net:443");
  await page.getByRole("button", { name: "Remove https://otlp.nr-data.net:4317" }).click();
  await box(page, "Origin").fill(origin);
  await box(page, "Name").fill(name);
  await page.getByLabel("Value", { exact: true }).fill(value);
  await expectAccessible(page);
  await button(page, "Save secret").click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
}

test("a secret is made once, used by a destination, bound to its origin, rotated after a test, and kept while in use", async ({
  admin,
  outspan,
  keep,
}) => {
  const behaviour = { key: first };
  const receiver = await keep(acceptingReceiver(behaviour));
  const elsewhere = await keep(acceptingReceiver());
  const heard: string[] = [];
  admin.on(
    "response",
    (response) =>
      void response.text().then(
        (text) => heard.push(text),
        () => {},
      ),
  );
  await makeSecret(admin, "journey", receiver.url, first);
  await makeSecret(admin, "other-host", "https://otlp.example.com", "nothing");

  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("With a saved secret");
  await box(admin, "Endpoint").fill(receiver.url);
  await button(admin, "Use a saved secret").click();
  const choice = admin.getByLabel("Saved secret");
  await expect(choice.getByRole("option", { name: "journey" })).toBeAttached();
  await expect(choice.getByRole("option", { name: "other-host" })).not.toBeAttached();
  await expect(admin.getByText(/Not for .*other-host goes to/)).toBeVisible();
  await choice.selectOption("journey");
  await expectAccessible(admin);
  await button(admin, "Save & test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  const id = new URL(admin.url()).pathname.split("/").at(-1) ?? "";

  await admin.goto(`/destinations/${id}/settings`);
  await expect(admin.getByLabel("Saved secret")).toHaveValue("journey");
  await box(admin, "Endpoint").fill(elsewhere.url);
  await expect(admin.getByText(/^journey is kept for http:/)).toBeVisible();
  await button(admin, "Save").click();
  await expect(admin.getByText(/, 1 field to correct$/)).toBeVisible();
  await button(admin, "Test").click();
  const settings = admin
    .getByRole("list", { name: "Probe" })
    .getByRole("listitem")
    .filter({ hasText: /^Settings/ });
  await expect(settings.filter({ hasText: /failed/ })).toBeVisible();
  expect(elsewhere.received, "nothing went to the new origin").toEqual([]);
  await box(admin, "Endpoint").fill(receiver.url);

  behaviour.key = second;
  await admin.goto("/settings/secrets");
  await button(admin, "Rotate api-key of journey").click();
  const dialog = admin.getByRole("dialog", { name: "Rotate api-key of journey" });
  await dialog.getByLabel("New value").fill("wrong");
  await dialog.getByRole("button", { name: "Test the destination that uses it" }).click();
  await expect(dialog.getByRole("status")).toHaveText("0 of 1 accepted the new value");
  await dialog.getByLabel("New value").fill(second);
  await dialog.getByRole("button", { name: "Test the destination that uses it" }).click();
  await expect(dialog.getByRole("status")).toHaveText("1 of 1 accepted the new value");
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog).toBeHidden();
  const probed = await outspan.api("POST", `/destinations/${id}/probe`);
  expect(probed.body).toMatchObject({ verdict: "accepted" });

  await button(admin, "Delete journey").click();
  const refusal = admin.getByRole("dialog", { name: "journey is in use" });
  await expect(refusal.getByRole("link", { name: "With a saved secret" })).toBeVisible();
  await refusal.getByRole("button", { name: "Close" }).click();
  await button(admin, "Delete other-host").click();
  await admin.getByRole("dialog").getByRole("button", { name: "Delete other-host and its value" }).click();
  await expect(admin.getByRole("heading", { name: "other-host" })).toBeHidden();

  await admin.reload();
  await expect(admin.getByRole("heading", { name: "journey" })).toBeVisible();
  const all = [...heard, await admin.content(), outspan.output()].join("\n");
  expect(all).toContain("OTEL_HEADER_api-key");
  for (const value of [first, second]) expect(all).not.toContain(value);
});

test("an origin that is added empties the values, on the page too; a viewer sees names and may change nothing", async ({
  admin,
  viewer,
}) => {
  await makeSecret(admin, "bound", "https://otlp.example.com", first);
  await button(admin, "Edit bound").click();
  const form = admin.getByRole("form", { name: "Edit bound" });
  await expect(form.getByRole("button", { name: "Replace" })).toBeVisible();
  await form.getByRole("button", { name: "Add origin" }).click();
  await form.getByRole("textbox", { name: "Origin" }).last().fill("https://evil.example.com");
  await expect(form.getByText("Enter the values again.")).toBeVisible();
  await expect(form.getByRole("button", { name: "Replace" })).toBeHidden();
  await form.getByRole("button", { name: "Save secret" }).click();
  await expect(form.getByText("Enter the value")).toBeVisible();
  await form.getByRole("button", { name: "Cancel" }).click();

  await viewer.goto("/settings/secrets");
  await expect(viewer.getByRole("heading", { name: "bound" })).toBeVisible();
  await expect(button(viewer, "Edit bound")).toBeDisabled();
  await expect(button(viewer, "New secret")).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(viewer);
  await viewer.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(viewer);
});
