// What does this endpoint accept? From the question on the settings page to the button that sets the destination right.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "#e2e/fixtures";
import { button, saveOne } from "#e2e/form-page";
import type { Receiver } from "#e2e/receivers";
import { httpReceiver } from "#lib/sink/http-receiver";

/** Takes Protobuf without compression, up to 100 KiB, and waits a moment before each answer. */
async function particularReceiver(delayMs = 0): Promise<Receiver & { count: () => number }> {
  let count = 0;
  const accept = httpReceiver(() => {});
  const server = createServer((request, response) => {
    count += 1;
    const refusal = refusalOf(request.headers);
    setTimeout(() => {
      if (refusal === null) return accept.emit("request", request, response);
      request.resume();
      return response.writeHead(refusal[0], { "content-type": "text/plain" }).end(refusal[1]);
    }, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, url: `http://127.0.0.1:${port}`, received: [], close, count: () => count };
}

function refusalOf(headers: IncomingHttpHeaders): [number, string] | null {
  if (headers["content-type"] === "application/json") return [415, "protobuf only"];
  if (headers["content-encoding"] === "gzip") return [400, "no gzip here"];
  return Number(headers["content-length"]) > 100 * 1024 ? [413, "too large"] : null;
}

const question = "What does this endpoint accept?";

test("a table of what is accepted, in the server's words, and one button that sets it right and tests", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(particularReceiver());
  const { body } = await outspan.api("POST", "/destinations", {
    name: "Particular",
    connection: { transport: "http", endpoint: receiver.url, compression: "gzip" },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  });
  await admin.goto(`/destinations/${(body as { id: string }).id}/settings`);
  await button(admin, question).click();
  const dialog = admin.getByRole("dialog", { name: question });
  await expect(dialog.getByRole("button", { name: "Start" })).toBeVisible();
  await expectAccessible(admin);
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(dialog.getByRole("status")).toContainText("refused as saved, accepted with no compression", {
    timeout: 20_000,
  });
  await expect(dialog.getByRole("status")).toContainText("Batches of 64 KiB are accepted, 128 KiB are refused");
  const json = dialog.getByRole("row", { name: /^JSON/ });
  await expect(json.getByRole("cell", { name: "Refused" })).toHaveCount(3);
  await dialog.getByRole("button", { name: "Batch of 128 KiB" }).click();
  await expect(dialog.getByText("too large")).toBeVisible();
  await expectAccessible(admin);
  await admin.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(admin);
  await dialog.getByRole("button", { name: "Use no compression and test" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});

test("Cancel stops the requests and keeps what was answered; a viewer cannot start", async ({
  admin,
  viewer,
  outspan,
  keep,
}) => {
  const receiver = await particularReceiver(150);
  await keep(Promise.resolve(receiver));
  const { body } = await outspan.api("POST", "/destinations", {
    name: "Slow",
    connection: { transport: "http", endpoint: receiver.url },
    signals: { traces: { enabled: true } },
  });
  const path = `/destinations/${(body as { id: string }).id}/settings`;
  await admin.goto(path);
  await button(admin, question).click();
  const dialog = admin.getByRole("dialog", { name: question });
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(dialog.getByRole("row", { name: /^As saved/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog.getByRole("status")).toContainText("Cancelled");
  await expect(dialog.getByRole("button", { name: "Try again" }), "the keyboard goes on").toBeFocused();
  await expect(dialog.getByRole("table")).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(button(admin, question)).toBeFocused();
  const sent = receiver.count();
  await viewer.goto(path);
  await expect(button(viewer, question)).toHaveAttribute("aria-disabled", "true");
  expect(receiver.count()).toBeLessThanOrEqual(sent + 1);
});

test("an answer that breaks off is no result: it says so, and nothing is made up", async ({ admin, outspan }) => {
  const id = await saveOne(outspan, "Cut off");
  await admin.route("**/capabilities", (route) =>
    route.fulfill({ status: 200, contentType: "application/x-ndjson", body: "" }),
  );
  await admin.goto(`/destinations/${id}/settings`);
  await button(admin, question).click();
  const dialog = admin.getByRole("dialog", { name: question });
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(dialog.getByRole("status")).toContainText("It was not finished");
  await expect(dialog.getByRole("table")).toHaveCount(0);
});
