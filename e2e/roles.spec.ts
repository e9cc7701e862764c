// A viewer sees everything but secrets, changes nothing, never probes, and sees why.
import { expect, expectAccessible, inviteViewer, test } from "#e2e/fixtures";

const destination = {
  name: "Seen by a viewer",
  connection: {
    transport: "http",
    endpoint: "http://127.0.0.1:4318",
    headers: [{ name: "api-key", value: "sk-hidden-from-viewers" }],
  },
  signals: { traces: { enabled: true }, logs: { enabled: true } },
};

test("a viewer reads every page and may change nothing", async ({ viewer, outspan }) => {
  const saved = (await outspan.api("POST", "/destinations", destination)).body as { id: string };
  await viewer.goto("/destinations");
  await expect(viewer.getByRole("link", { name: destination.name })).toBeVisible();
  const toggle = viewer.getByRole("switch", { name: destination.name });
  await expect(toggle).toBeDisabled();
  await expectAccessible(viewer);

  await viewer.goto(`/destinations/${saved.id}/settings`);
  await expect(viewer.getByRole("textbox", { name: "Endpoint", exact: true })).toHaveValue(
    destination.connection.endpoint,
  );
  await expect(viewer.getByRole("textbox", { name: "Endpoint", exact: true })).not.toBeEditable();
  await expect(viewer.getByText("Saving and testing need the role Editor."), "and sees why").toBeVisible();
  for (const name of ["Save", "Test", "Save & test"]) {
    await expect(viewer.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  expect(await viewer.content()).not.toContain("sk-hidden-from-viewers");
  await expectAccessible(viewer);
});

test("nobody learns anything without signing in, not even a name", async ({ outspan }) => {
  const saved = (await outspan.api("POST", "/destinations", destination)).body as { id: string };
  const own = `/destinations/${saved.id}`;
  for (const path of [
    own,
    `${own}/settings`,
    "/destinations",
    "/settings",
    "/settings/receiver",
    "/settings/notices",
  ]) {
    const answer = await fetch(outspan.url + path, { redirect: "manual" });
    expect(answer.status).toBe(307);
    expect(await answer.text()).not.toMatch(/Seen by a viewer|127\.0\.0\.1:4318|admin@example/);
  }
});

test.describe("what the API refuses", () => {
  // A browser logs a 403 by itself.
  test.use({ expectedErrors: /status of 403/ });

  test("a viewer's session may not probe or write through the API either", async ({ viewer, outspan }) => {
    await viewer.goto("/destinations");
    const status = (method: string, path: string, body: unknown): Promise<number> =>
      viewer.evaluate(
        async ([verb, route, json]) => {
          const headers = { "content-type": "application/json" };
          return (await fetch(route, { method: verb, headers, body: json })).status;
        },
        [method, `${outspan.url}/api/v1${path}`, JSON.stringify(body)] as const,
      );
    const { name: _, ...draft } = destination;
    expect(await status("POST", "/probe", { destination: draft })).toBe(403);
    expect(await status("POST", "/destinations", destination)).toBe(403);
  });
});

test("an invitation works once, for the address it was made for", async ({ open, outspan }) => {
  const link = await inviteViewer(outspan, "once@example.com");
  const page = await open();
  await page.goto(link);
  await expect(page.getByLabel("Email")).toHaveValue("once@example.com");
  await page.getByLabel("Password", { exact: true }).fill("a long enough sentence");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/destinations$/);
  await page.goto(link);
  await expect(page.getByRole("button", { name: "Create account" })).toHaveCount(0);
});
