// Health that cannot lie, as an operator sees it: telemetry sent to the receiver, a destination that goes away and comes back, and the
// numbers on the page.
import { expect, expectAccessible, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { createDestination, ledgerOf, sendSpans, state } from "#e2e/health-page";
import { acceptingReceiver, closedPort } from "#e2e/receivers";

test("a destination that dies is told within 5 s with the reason, and when it is back all that waited arrives", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await acceptingReceiver();
  const id = await createDestination(outspan, "Comes and goes", receiver.url);
  await admin.goto(`/destinations/${id}`);
  await sendSpans(outspan, 10);
  await expect(state(admin)).toContainText("Delivering");
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 10, Delivered: 10, Queued: 0, Rejected: 0, Dropped: 0 });

  await receiver.close();
  await sendSpans(outspan, 7);
  await expect(state(admin)).toContainText("Retrying", { timeout: 5000 });
  await expect(admin.getByText(/ECONNREFUSED from 127\.0\.0\.1.*7 spans waiting/)).toBeVisible();
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 17, Delivered: 10, Queued: 7, Rejected: 0, Dropped: 0 });
  await expect(admin.getByText("Balances to the item")).toBeVisible();
  await expect(admin.getByText(/^No answer: connect ECONNREFUSED/).first(), "in the attempts").toBeVisible();
  await expect(admin.getByText("The server’s own words"), "no server spoke").toHaveCount(0);
  await expectAccessible(admin);

  await keep(acceptingReceiver({ port: receiver.port }));
  await admin.getByRole("button", { name: "Retry now" }).click();
  await expect(state(admin)).toContainText("Delivering", { timeout: 5000 });
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 17, Delivered: 17, Queued: 0, Rejected: 0, Dropped: 0 });
});

test("pause holds what comes, discard asks and says how many, and the ledger tells it", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  const id = await createDestination(outspan, "Paused", receiver.url);
  await admin.goto(`/destinations/${id}`);
  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(state(admin)).toContainText("Paused");
  await sendSpans(outspan, 4);
  await expect.poll(async () => (await ledgerOf(admin)).Queued).toBe(4);
  await admin.getByRole("button", { name: "Discard queue" }).click();
  const dialog = admin.getByRole("dialog", { name: /Discard the queue/ });
  await expect(dialog).toContainText("4 spans");
  await expect(dialog).toContainText("cannot be undone");
  await dialog.getByRole("button", { name: "Discard 4 spans" }).click();
  await expect(admin.getByText("4 spans dropped.")).toBeVisible();
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 4, Delivered: 0, Queued: 0, Rejected: 0, Dropped: 4 });
  await expect(admin.getByRole("list", { name: "Why items were dropped" })).toContainText("discarded");
  await admin.getByRole("button", { name: "Resume" }).click();
  await sendSpans(outspan, 2);
  await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(2);
  expect(receiver.received.length).toBeGreaterThan(0);
});

test("a refused destination shows the probe's own diagnosis, and its key mended delivers what waited", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver({ key: "right" }));
  const id = await createDestination(outspan, "Expired key", receiver.url);
  await sendSpans(outspan, 3);
  await admin.goto(`/destinations/${id}`);
  await expect(state(admin)).toContainText("Refused", { timeout: 5000 });
  await expect(admin.getByRole("article").getByRole("heading").first()).toBeVisible();
  const saved = await outspan.api("GET", `/destinations/${id}`);
  const connection = { transport: "http", endpoint: receiver.url, headers: [{ name: "api-key", value: "right" }] };
  const { name, signals } = saved.body as { name: string; signals: object };
  const changed = await fetch(`${outspan.url}/api/v1/destinations/${id}`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${outspan.apiKey}`,
      "content-type": "application/json",
      "if-match": "*",
    },
    body: JSON.stringify({ name, signals, connection }),
  });
  expect(changed.status).toBe(200);
  await expect(state(admin)).toContainText("Delivering", { timeout: 5000 });
  await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(3);
});

test("the list tells the state of each destination, and what nobody wants", async ({ admin, outspan, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await createDestination(outspan, "On the list", receiver.url);
  await sendSpans(outspan, 5);
  await admin.goto("/destinations");
  const row = admin.getByRole("listitem").filter({ hasText: "On the list" });
  await expect(row).toContainText("Delivering", { timeout: 5000 });
  await expectAccessible(admin);
});

test("switching off with a queue asks what becomes of it, and does that", async ({ admin, outspan }) => {
  const id = await createDestination(outspan, "Off with a queue", `http://127.0.0.1:${await closedPort()}`);
  await sendSpans(outspan, 6);
  await admin.goto(`/destinations/${id}`);
  await expect.poll(async () => (await ledgerOf(admin)).Queued).toBe(6);
  const enabled = admin.getByRole("switch", { name: "Enabled" });
  const dialog = admin.getByRole("dialog", { name: "Switch Off with a queue off?" });
  await enabled.click();
  await expect(dialog).toContainText("6 spans wait on disk");
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(enabled).toBeChecked();

  await enabled.click();
  await dialog.getByRole("button", { name: "Switch off, keep what waits" }).click();
  await expect(state(admin)).toContainText("Off");
  await expect(admin.getByText("6 spans kept from before")).toBeVisible();
  await enabled.click();
  await expect(state(admin)).toContainText("Retrying");
  await enabled.click();
  await dialog.getByRole("button", { name: "Switch off and discard" }).click();
  await expect.poll(() => ledgerOf(admin)).toEqual({ Received: 6, Delivered: 0, Queued: 0, Rejected: 0, Dropped: 6 });
});

test("deleting says what still waits", async ({ admin, outspan }) => {
  const id = await createDestination(outspan, "Deleted with a queue", `http://127.0.0.1:${await closedPort()}`);
  await sendSpans(outspan, 5);
  await admin.goto(`/destinations/${id}`);
  await expect.poll(async () => (await ledgerOf(admin)).Queued).toBe(5);
  await button(admin, "Delete").click();
  await expect(admin.getByRole("dialog")).toContainText("5 spans that wait on disk");
});

test("the receiver's page tells what was accepted, what nobody wants, and who sent it", async ({ admin, outspan }) => {
  await createDestination(outspan, "Off meanwhile", `http://127.0.0.1:${await closedPort()}`);
  const listed = (await outspan.api("GET", "/destinations")).body as { items: { id: string; enabled: boolean }[] };
  const enabled = listed.items.filter((one) => one.enabled);
  const switchAll = (on: boolean) =>
    Promise.all(enabled.map(({ id }) => outspan.api("PATCH", `/destinations/${id}`, { enabled: on })));
  const counts = async () => {
    const { receiver } = (await outspan.api("GET", "/status")).body as { receiver: Receiver };
    return { accepted: receiver.accepted.traces, unrouted: receiver.unrouted.traces };
  };
  const before = await counts();
  await switchAll(false);
  await admin.goto("/settings/receiver");
  await sendSpans(outspan, 3, "sends-to-nobody");
  const traces = admin.getByRole("row", { name: /^Traces/ }).first();
  const shown = (count: number) => count.toLocaleString("en-US");
  await expect(traces.getByRole("cell").first()).toHaveText(shown(before.accepted + 3));
  await expect(traces.getByRole("cell").last()).toHaveText(shown(before.unrouted + 3));
  await expect(admin.getByText(/^Unrouted: no destination that was on/)).toBeVisible();
  await expect(admin.getByRole("row", { name: /sends-to-nobody/ })).toContainText("3");
  await expect(admin.getByText(`http://${outspan.otlp.http}`)).toBeVisible();
  await expectAccessible(admin);

  const warning = admin.getByText("Some of what comes in reaches no destination.");
  await admin.goto("/destinations");
  await expect(admin.getByText("nothing right now"), "it has looked twice").toBeVisible();
  await expect(warning, "what was before is no news").toHaveCount(0);
  await sendSpans(outspan, 2, "sends-to-nobody");
  await expect(warning).toBeVisible();
  await expect(admin.getByText(/^2 spans since this page was opened/)).toBeVisible();
  await switchAll(true);
});

test("names in container metrics survive a reload", async ({ admin }) => {
  await admin.goto("/settings/instance");
  await box(admin, "Namespace").fill("shop");
  await box(admin, "Workspace").fill("berlin");
  await button(admin, "Save names").click();
  await expect(admin.getByText("Names saved")).toBeVisible();
  await admin.reload();
  await expect(box(admin, "Namespace")).toHaveValue("shop");
  await expect(box(admin, "Workspace")).toHaveValue("berlin");
  await expect(admin.getByText("shop.cpu.utilization")).toBeVisible();
  await box(admin, "Namespace").fill(" ");
  await button(admin, "Save names").click();
  await expect(box(admin, "Namespace")).toHaveAttribute("aria-invalid", "true");
  await expect(box(admin, "Namespace")).toHaveAccessibleDescription(/Enter a name/);
  await box(admin, "Namespace").fill("outspan");
  await box(admin, "Workspace").fill("default");
  await button(admin, "Save names").click();
  await expect(box(admin, "Namespace")).not.toHaveAttribute("aria-invalid", "true");
});

test("queue and sources of the form are saved and read back the same", async ({ admin, outspan }) => {
  const id = await createDestination(outspan, "With a queue of its own", "http://127.0.0.1:9");
  await admin.goto(`/destinations/${id}/settings`);
  const sources = admin.getByRole("group", { name: "Sources" });
  await expect(sources.getByRole("checkbox", { name: "otlp" })).toBeChecked();
  await sources.getByRole("checkbox", { name: "audit" }).check();
  await sources.getByRole("checkbox", { name: "self" }).check();
  await button(admin, "Advanced").click();
  await box(admin, "Queue size").fill("64 MiB");
  await box(admin, "Queue age").fill("12h");
  await admin.getByLabel("When full").selectOption("refuse");
  await button(admin, "Save").click();
  await expect(admin.getByText("Saved as revision 2")).toBeVisible();
  const { body } = await outspan.api("GET", `/destinations/${id}`);
  expect(body).toMatchObject({
    sources: ["otlp", "audit", "self"],
    queue: { maxBytes: 67_108_864, maxAgeMs: 43_200_000, whenFull: "refuse" },
  });
  await admin.reload();
  await expect(sources.getByRole("checkbox", { name: "self" })).toBeChecked();
  await expect(sources.getByRole("checkbox", { name: "container" })).not.toBeChecked();
  await button(admin, "Advanced").click();
  await expect(box(admin, "Queue size")).toHaveValue("64 MiB");
  await expect(box(admin, "Queue age")).toHaveValue("12h");
  await expect(admin.getByLabel("When full")).toHaveValue("refuse");
  await box(admin, "Queue size").fill("a lot");
  await box(admin, "Queue age").click();
  await expect(box(admin, "Queue size")).toHaveAttribute("aria-invalid", "true");
});

test("settings that were typed and never saved are told on Health", async ({ admin, outspan }) => {
  const id = await createDestination(outspan, "Half changed", "http://127.0.0.1:9");
  await admin.goto(`/destinations/${id}/settings`);
  await box(admin, "Name").fill("Half changed, not saved");
  await admin.goto(`/destinations/${id}`);
  await expect(admin.getByText("The settings hold changes that are not saved.")).toBeVisible();
  await admin.getByRole("link", { name: "Go on with it" }).click();
  await expect(box(admin, "Name")).toHaveValue("Half changed, not saved");
});

test("a viewer sees health and may give no orders", async ({ viewer, outspan }) => {
  const id = await createDestination(outspan, "Looked at", `http://127.0.0.1:${await closedPort()}`);
  await sendSpans(outspan, 2);
  await viewer.goto(`/destinations/${id}`);
  await expect(state(viewer)).toContainText("Retrying");
  await expect.poll(async () => (await ledgerOf(viewer)).Queued).toBe(2);
  for (const name of ["Retry now", "Pause", "Discard queue", "Delete"]) {
    const order = button(viewer, name);
    await expect(order).toBeDisabled();
    await expect(order).toHaveAccessibleDescription(/Editor/);
  }
  await expect(viewer.getByRole("switch", { name: "Enabled" })).toBeDisabled();
  await expectAccessible(viewer);
});

test.describe("while the engine is away", () => {
  // What a browser logs by itself when it is answered 503.
  test.use({ expectedErrors: /Failed to load resource/ });

  test("the figures stay and say as of when, one note says why, and they go on by themselves", async ({
    admin,
    outspan,
    keep,
  }) => {
    const receiver = await keep(acceptingReceiver());
    const id = await createDestination(outspan, "Without an engine", receiver.url);
    await sendSpans(outspan, 9);
    await admin.goto(`/destinations/${id}`);
    await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(9);
    // Nobody starts another one until it was seen that none is there.
    process.kill(outspan.pid, "SIGSTOP");
    try {
      process.kill(outspan.children().engine ?? 0, "SIGKILL");
      await expect(admin.getByText(/^Figures as of \d\d:\d\d:\d\d\.$/)).toBeVisible();
      await expect(admin.getByText("The engine is not running.")).toHaveCount(1);
      await expect(admin.getByText(/engine does not answer/)).toHaveCount(0);
      expect((await ledgerOf(admin)).Delivered).toBe(9);
    } finally {
      process.kill(outspan.pid, "SIGCONT");
    }
    await expect(admin.getByText(/^Figures as of/)).toHaveCount(0, { timeout: 15_000 });
    await sendSpans(outspan, 1);
    await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(10);
  });
});

type Receiver = { accepted: { traces: number }; unrouted: { traces: number } };
