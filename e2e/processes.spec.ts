// Console and engine are siblings: either may die, the other goes on, and the page says what is away until it is back.
import { expect, test } from "#e2e/fixtures";
import { acceptingReceiver } from "#e2e/receivers";

// What a browser logs by itself when a server is away.
test.use({ expectedErrors: /Failed to load resource/ });

test("killing the engine: the page says so within 2 s, and recovers by itself", async ({ admin, outspan, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
  const note = admin.getByText(/^The engine (is not running|was away and is back)\.$/);
  await expect(note).toHaveCount(0);
  const { engine, console: consoleProcess } = outspan.children();
  process.kill(engine ?? 0, "SIGKILL");
  await expect(note).toBeVisible({ timeout: 2000 });
  await expect(note).toHaveCount(0, { timeout: 15_000 });
  expect(outspan.children().engine, "another engine").not.toBe(engine);
  expect(outspan.children().console, "the same console").toBe(consoleProcess);
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});

test("killing the console: it is restarted, the draft stays, the engine is the same", async ({ admin, outspan }) => {
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Name", exact: true }).fill("Typed before the crash");
  const { engine, console: consoleProcess } = outspan.children();
  process.kill(consoleProcess ?? 0, "SIGKILL");
  await expect(admin.getByText("Cannot reach Outspan.").first()).toBeVisible();
  await expect(admin.getByText("Cannot reach Outspan.")).toHaveCount(0, { timeout: 20_000 });
  await expect(admin.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Typed before the crash");
  expect(outspan.children().engine, "the same engine").toBe(engine);
  await admin.reload();
  await expect(admin.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Typed before the crash");
});
