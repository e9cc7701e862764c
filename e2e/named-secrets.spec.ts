// A named secret from end to end: made, used, bound to its origin, rotated after a test, kept while it is in use.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import type { Outspan } from "#e2e/outspan";
import { acceptingReceiver, type Receiver } from "#e2e/receivers";

const first = "nk-journey-first-5f2e91";
const second = "nk-journey-second-8c77ab";

/** As an application does. */
async function sendLog({ otlp }: Outspan): Promise<void> {
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: "one" } }] }] }] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`http://${otlp.http}/v1/logs`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
}

/** Requests that carried something. */
function itemsOf({ received }: Receiver): number {
  return received.filter(({ description }) => description.items > 0).length;
}

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

test("a secret is made once, used by a destination in place of headers, and bound to its origin", async ({
  admin,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key: first }));
  const elsewhere = await keep(acceptingReceiver());
  await makeSecret(admin, "journey", receiver.url, first);

  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("With a saved secret");
  await box(admin, "Endpoint").fill(elsewhere.url);
  await button(admin, "Use a saved secret").click();
  const choice = admin.getByLabel("Saved secret");
  await expect(choice).toBeFocused();
  await expect(admin.getByText(/Not for .*journey goes to/)).toBeVisible();
  await expect(choice.getByRole("option", { name: "journey" })).not.toBeAttached();
  await box(admin, "Endpoint").fill(receiver.url);
  await choice.selectOption("journey");
  await expectAccessible(admin);
  await button(admin, "Save & test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();

  await box(admin, "Endpoint").fill(elsewhere.url);
  await expect(admin.getByText(/^journey is kept for http:/)).toBeVisible();
  await expect(admin.getByText(/journey goes to/), "said once").toBeHidden();
  await button(admin, "Save").click();
  await expect(admin.getByText(/, 1 field to correct$/)).toBeVisible();
  await button(admin, "Test").click();
  const settings = admin
    .getByRole("list", { name: "Probe" })
    .getByRole("listitem")
    .filter({ hasText: /^Settings/ });
  await expect(settings.filter({ hasText: /failed/ })).toBeVisible();
  expect(elsewhere.received, "nothing went to the new origin").toEqual([]);
});

test("a value is rotated after a test with all that use it, is shown nowhere, and a secret in use is kept", async ({
  admin,
  outspan,
  keep,
}) => {
  const behaviour = { key: first };
  const receiver = await keep(acceptingReceiver(behaviour));
  const heard: string[] = [];
  admin.on(
    "response",
    (response) =>
      void response.text().then(
        (text) => heard.push(text),
        () => {},
      ),
  );
  const values = { "OTEL_HEADER_api-key": first };
  await outspan.api("POST", "/secrets", { name: "rotated", origins: [receiver.url], values });
  const { body } = await outspan.api("POST", "/destinations", {
    name: "Rotates",
    connection: { transport: "http", endpoint: receiver.url, secret: "rotated" },
    signals: { logs: { enabled: true } },
  });
  const probe = `/destinations/${(body as { id: string }).id}/probe`;
  expect((await outspan.api("POST", probe)).body).toMatchObject({ verdict: "accepted" });

  await sendLog(outspan);
  await expect.poll(() => itemsOf(receiver)).toBe(2);

  behaviour.key = second;
  await admin.goto("/settings/secrets");
  await button(admin, "Rotate api-key of rotated").click();
  const dialog = admin.getByRole("dialog", { name: "Rotate api-key of rotated" });
  await dialog.getByLabel("New value").fill("wrong");
  await dialog.getByRole("button", { name: "Test the destination that uses it" }).click();
  await expect(dialog.getByRole("status")).toHaveText("0 of 1 accepted the new value");
  await expect(dialog.getByRole("button", { name: "Rotate", exact: true })).toBeHidden();
  await dialog.getByRole("button", { name: "Rotate anyway" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The old value is gone then.");
  await dialog.getByLabel("New value").fill(second);
  await dialog.getByRole("button", { name: "Test the destination that uses it" }).click();
  await expect(dialog.getByRole("status")).toHaveText("1 of 1 accepted the new value");
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog).toBeHidden();
  const before = itemsOf(receiver);
  await sendLog(outspan);
  await expect.poll(() => itemsOf(receiver), "the next request uses the new value").toBe(before + 1);
  expect((await outspan.api("POST", probe)).body).toMatchObject({ verdict: "accepted" });

  await button(admin, "Delete rotated").click();
  const refusal = admin.getByRole("dialog", { name: "rotated is in use" });
  await expect(refusal.getByRole("link", { name: "Rotates" })).toBeVisible();
  await refusal.getByRole("button", { name: "Close" }).click();
  await admin.reload();
  await expect(admin.getByRole("heading", { name: "rotated" })).toBeVisible();
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
  await expect(form.getByText("Enter the value", { exact: true })).toBeVisible();
  await form.getByRole("button", { name: "Cancel" }).click();

  await viewer.goto("/settings/secrets");
  await expect(viewer.getByRole("heading", { name: "bound" })).toBeVisible();
  await expect(button(viewer, "Edit bound")).toBeDisabled();
  await expect(button(viewer, "New secret")).toHaveAttribute("aria-disabled", "true");
  await expectAccessible(viewer);
  await viewer.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(viewer);
});
