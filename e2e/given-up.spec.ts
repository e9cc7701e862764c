// What a server refuses for good while it takes the rest: its words and the request itself, for an operator to look at.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, expectAccessible, test } from "#e2e/fixtures";
import { createDestination, ledgerOf, sendSpans } from "#e2e/health-page";

/** Takes every request but those of one service. */
async function pickyReceiver() {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const isPoison = body.includes("poison");
    response.writeHead(isPoison ? 400 : 200, { "content-type": isPoison ? "text/plain" : "application/x-protobuf" });
    response.end(isPoison ? "attribute poison is not allowed" : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, url: `http://127.0.0.1:${port}`, received: [], close };
}

test("a request that was given up is shown with the server's words, and an admin can download it", async ({
  admin,
  outspan,
  keep,
}) => {
  const receiver = await keep(pickyReceiver());
  const connection = { transport: "http", endpoint: receiver.url, compression: "none" };
  const id = await createDestination(outspan, "Picky", receiver.url, { connection });
  await admin.goto(`/destinations/${id}`);
  await sendSpans(outspan, 2);
  await expect.poll(async () => (await ledgerOf(admin)).Delivered).toBe(2);
  const list = admin.getByRole("list", { name: "Given up" });
  await expect(list).toHaveCount(0);
  await sendSpans(outspan, 3, "poison");
  await sendSpans(outspan, 1);
  await expect.poll(async () => (await ledgerOf(admin)).Rejected, { timeout: 15_000 }).toBe(3);
  await expect(list).toContainText("attribute poison is not allowed", { timeout: 10_000 });
  await expect(list).toContainText("3 spans");
  const downloading = admin.waitForEvent("download");
  await list.getByRole("link", { name: "Download the request of 3 spans" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^\d+-\d+-traces\.otlp$/);
  const content = Buffer.concat(await (await download.createReadStream()).toArray());
  expect(content.includes("poison")).toBe(true);
  await expectAccessible(admin);
});
