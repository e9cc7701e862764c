// News of a destination's health by another road: a webhook is added, tested, told once of each incident, and removed.
import { createServer } from "node:http";
import { expect, expectAccessible, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { createDestination, sendSpans } from "#e2e/health-page";
import { acceptingReceiver } from "#e2e/receivers";

type Message = { event: string; destination: { id: string; name: string; url: string } | null; sentence: string };

/** Takes messages, or answers them all with 403 and these words. */
async function webhookServer(words?: string) {
  const messages: Message[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    messages.push(JSON.parse(text));
    response.writeHead(words === undefined ? 200 : 403).end(words);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { origin: `http://127.0.0.1:${port}`, messages, close };
}

test("a webhook is told once when a destination is refused and once when it is well again", async ({
  admin,
  outspan,
  keep,
}) => {
  const hook = await webhookServer();
  await admin.goto("/settings/notices");
  await expect(admin.getByText("No webhooks yet")).toBeVisible();
  await button(admin, "Add webhook").click();
  await box(admin, "Name").fill("On call");
  await admin.getByLabel("URL", { exact: true }).fill(`${hook.origin}/hooks/very-secret-path`);
  await expectAccessible(admin);
  await button(admin, "Add").click();
  const row = admin.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  await expect(row).toContainText(hook.origin);
  expect(await admin.content(), "its path is a secret").not.toContain("very-secret-path");
  await row.getByRole("button", { name: "Send test" }).click();
  await expect(row).toContainText("The test message was accepted.");
  await expect(row).toContainText("200 OK");
  expect(hook.messages.map(({ event }) => event).filter((event) => event === "test")).toHaveLength(1);

  const behaviour: { key?: string } = { key: "right" };
  const receiver = await keep(acceptingReceiver(behaviour));
  const id = await createDestination(outspan, "Refuses for a while", receiver.url);
  const news = () => hook.messages.filter(({ destination }) => destination?.id === id);
  const events = () => news().map(({ event }) => event);
  await sendSpans(outspan, 3);
  await expect.poll(events).toEqual(["destination.refused"]);
  expect(news()[0]?.destination).toEqual({
    id,
    name: "Refuses for a while",
    url: `${outspan.url}/destinations/${id}`,
  });
  expect(news()[0]?.sentence).toMatch(/^Refused since .*401/);
  delete behaviour.key;
  await outspan.api("POST", `/destinations/${id}/retry`);
  // It must stay well for 10 s.
  await expect.poll(events, { timeout: 20_000 }).toEqual(["destination.refused", "destination.recovered"]);
  expect(news()[1]?.sentence).toMatch(/^Well again after .*: it was refused\./);

  await admin.reload();
  await row.getByRole("button", { name: "Remove On call" }).click();
  await expect(admin.getByText("No webhooks yet")).toBeVisible();
  await admin.reload();
  await expect(admin.getByText("No webhooks yet")).toBeVisible();
  await hook.close();
});

test("a webhook that does not take messages is told with the server's words, without its secret", async ({ admin }) => {
  const hook = await webhookServer("no such hook: /hooks/very-secret-path");
  await admin.goto("/settings/notices");
  await button(admin, "Add webhook").click();
  await box(admin, "Name").fill("Mistyped");
  await admin.getByLabel("URL", { exact: true }).fill("not a url");
  await button(admin, "Add").click();
  await expect(admin.getByLabel("URL", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await admin.getByLabel("URL", { exact: true }).fill(`${hook.origin}/hooks/very-secret-path`);
  await button(admin, "Add").click();
  const row = admin.getByRole("list", { name: "Webhooks" }).getByRole("listitem").filter({ hasText: "Mistyped" });
  await row.getByRole("button", { name: "Send test" }).click();
  await expect(row).toContainText("The test message was not accepted.");
  await expect(row).toContainText("403 Forbidden: no such hook");
  await expect(row).not.toContainText("very-secret-path");
  await row.getByRole("button", { name: "Remove Mistyped" }).click();
  await expect(row).toHaveCount(0);
  await hook.close();
});
