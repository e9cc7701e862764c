// Authentication beyond a header on the form: a client that fetches tokens, keys for AWS, a key file of Google.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, expectAccessible, test } from "#e2e/fixtures";
import { box, button } from "#e2e/form-page";
import { acceptingReceiver, type Receiver } from "#e2e/receivers";

const secret = "client-secret-7f3a9b2c";

/** Knows one client; its token is what the receiver below asks for. */
function tokenServer(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const isKnown =
      request.headers.authorization === `Basic ${Buffer.from(`outspan:${encoded(secret)}`).toString("base64")}`;
    const answer = isKnown
      ? { access_token: "fetched-token", token_type: "Bearer", expires_in: 3600 }
      : { error: "invalid_client" };
    request.resume().once("end", () => {
      response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, url: `http://127.0.0.1:${port}/oauth2/token`, received: [], close });
    });
  });
}

/** As a form carries it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("-", "%2D");
}

test("an OAuth2 client is tested with a stage of its own: refused, then accepted", async ({ admin, keep }) => {
  const [receiver, tokens] = [await keep(acceptingReceiver()), await keep(tokenServer())];
  await admin.goto("/destinations/new");
  await box(admin, "Endpoint").fill(receiver.url);
  await admin.getByLabel("Authentication", { exact: true }).selectOption("OAuth2 client credentials");
  await box(admin, "Token URL").fill(tokens.url);
  await box(admin, "Client ID").fill("outspan");
  await admin.getByLabel("Client secret", { exact: true }).fill("wrong");
  await expectAccessible(admin);
  await button(admin, "Test").click();
  await expect(admin.getByRole("article").getByRole("heading")).toContainText("does not accept this client");
  await expect(
    admin
      .getByRole("list", { name: "Probe" })
      .getByRole("listitem")
      .filter({ hasText: /^Token/ }),
  ).toBeVisible();
  await admin.getByLabel("Client secret", { exact: true }).fill(secret);
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});

test("a saved client secret is kept without being shown, for its token URL alone", async ({ admin, outspan, keep }) => {
  const [receiver, tokens] = [await keep(acceptingReceiver()), await keep(tokenServer())];
  const auth = { type: "oauth2", tokenUrl: tokens.url, clientId: "outspan", clientSecret: secret };
  const { body: saved } = await outspan.api("POST", "/destinations", {
    name: "By token",
    connection: { transport: "http", endpoint: receiver.url, auth },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  });
  expect(saved).toMatchObject({ connection: { auth: { ...auth, clientSecret: null } } });
  const { id } = saved as { id: string };
  await admin.goto(`/destinations/${id}/settings`);
  await expect(box(admin, "Token URL")).toHaveValue(tokens.url);
  await expect(admin.getByRole("button", { name: "Replace" })).toBeVisible();
  expect(await admin.content()).not.toContain(secret);
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
  await box(admin, "Token URL").fill("https://elsewhere.test/token");
  await expect(admin.getByText("The token URL is now another host, so enter the value again.")).toBeVisible();
});

test("an AWS endpoint is offered SigV4, tells region and service, and this host's credentials need the administrator", async ({
  admin,
}) => {
  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("X-Ray");
  await box(admin, "Endpoint").fill("https://xray.eu-west-1.amazonaws.com");
  await button(admin, "Use AWS SigV4").click();
  await expect(box(admin, "Region")).toHaveAttribute("placeholder", "eu-west-1");
  await expect(box(admin, "Service")).toHaveAttribute("placeholder", "xray");
  await expect(admin.getByLabel("Session token")).toBeVisible();
  await expectAccessible(admin);
  await admin.getByLabel("Credentials", { exact: true }).selectOption("This host");
  await expect(box(admin, "Access key ID")).toHaveCount(0);
  await button(admin, "Save").click();
  await expect(admin.getByText("Start Outspan with OUTSPAN_AWS_HOST_CREDENTIALS=on")).toBeVisible();
});

test("a key file that is none is told at its field, and the way back to another kind is clean", async ({
  admin,
  keep,
}) => {
  const receiver = await keep(acceptingReceiver());
  await admin.goto("/destinations/new");
  await box(admin, "Name").fill("Telemetry of Google");
  await box(admin, "Endpoint").fill(receiver.url);
  const authentication = admin.getByLabel("Authentication", { exact: true });
  await authentication.selectOption("Google service account");
  await box(admin, "Service account key").fill("{");
  await button(admin, "Save").click();
  await expect(admin.getByText("Paste the whole key file")).toBeVisible();
  await authentication.selectOption("None, headers only");
  await button(admin, "Test").click();
  await expect(admin.getByRole("status").filter({ hasText: "All 3 signals accepted" })).toBeVisible();
});
