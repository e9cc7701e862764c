// Each way to get it wrong is named right on the page, and one click away from green where a fix exists.
import type { Page } from "@playwright/test";
import { issue, makeAuthority } from "#e2e/certificates";
import { expect, test } from "#e2e/fixtures";
import { acceptingReceiver, closedPort, grpcOnlyReceiver, hangingReceiver } from "#e2e/receivers";

const accepted = "All 3 signals accepted";

async function testEndpoint(page: Page, endpoint: string): Promise<void> {
  await page.goto("/destinations/new");
  await page.getByRole("textbox", { name: "Endpoint", exact: true }).fill(endpoint);
  await page.getByRole("button", { name: "Test", exact: true }).click();
}

async function expectDiagnosis(page: Page, code: string): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "Not accepted" })).toBeVisible();
  await expect(page.getByRole("article").filter({ hasText: code })).toBeVisible();
}

async function expectOneClickFromGreen(page: Page, code: string): Promise<void> {
  await page.getByRole("article").filter({ hasText: code }).locator("[data-fix]").click();
  await expect(page.getByRole("status").filter({ hasText: accepted })).toBeVisible();
}

test("C01 a missing scheme is told at the field before anything is sent", async ({ admin }) => {
  await admin.goto("/destinations/new");
  const endpoint = admin.getByRole("textbox", { name: "Endpoint", exact: true });
  await endpoint.fill("collector:4318");
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expect(endpoint).toHaveAttribute("aria-invalid", "true");
  await expect(endpoint).toHaveAccessibleDescription(/scheme/i);
});

test("N04 a port on which nothing listens is named", async ({ admin }) => {
  await testEndpoint(admin, `http://127.0.0.1:${await closedPort()}`);
  await expectDiagnosis(admin, "tcp.refused");
});

test("P01 HTTP sent to a gRPC port: named, one click from green", async ({ admin, keep }) => {
  const receiver = await keep(grpcOnlyReceiver());
  await testEndpoint(admin, receiver.url);
  await expectDiagnosis(admin, "port.http_to_grpc");
  await expectOneClickFromGreen(admin, "port.http_to_grpc");
  await expect(admin.getByRole("radio", { name: "gRPC" })).toBeChecked();
});

test("P04 https to a plaintext port: named, one click from green", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await testEndpoint(admin, receiver.url.replace("http:", "https:"));
  await expectDiagnosis(admin, "port.tls_to_plain");
  await expectOneClickFromGreen(admin, "port.tls_to_plain");
});

test("H02 /v1/traces on a base URL: named, one click from green", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver());
  await testEndpoint(admin, `${receiver.url}/v1/traces`);
  await expectDiagnosis(admin, "path.doubled");
  await expectOneClickFromGreen(admin, "path.doubled");
  await expect(admin.getByRole("textbox", { name: "Endpoint", exact: true })).toHaveValue(receiver.url);
});

test("H02 a doubled path is flagged on leaving the field, with its fix", async ({ admin }) => {
  await admin.goto("/destinations/new");
  const endpoint = admin.getByRole("textbox", { name: "Endpoint", exact: true });
  await endpoint.fill("http://127.0.0.1:4318/v1/traces");
  await endpoint.press("Tab");
  await expect(endpoint).toHaveAccessibleDescription(/Remove \/v1\/traces/);
  await admin.getByRole("button", { name: "Remove /v1/traces" }).click();
  await expect(endpoint).toHaveValue("http://127.0.0.1:4318");
});

test("T03 an expired certificate is named with its date", async ({ admin, keep }) => {
  const authority = makeAuthority("Journey authority");
  const dates = { validFrom: new Date("2026-01-01"), validTo: new Date("2026-02-03") };
  const tls = issue(authority, "localhost", { names: ["localhost"], ...dates });
  const receiver = await keep(acceptingReceiver({ tls }));
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
  await admin.getByRole("button", { name: "Advanced" }).click();
  await admin.getByRole("group", { name: "TLS" }).getByLabel("Custom CA").fill(authority.cert);
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expectDiagnosis(admin, "tls.expired");
  await expect(admin.getByRole("article").filter({ hasText: "tls.expired" })).toContainText(/3 Feb(ruary)? 2026/);
});

test("A01 a wrong key is named, with the server's own words", async ({ admin, keep }) => {
  const receiver = await keep(acceptingReceiver({ key: "right" }));
  await admin.goto("/destinations/new");
  await admin.getByRole("textbox", { name: "Endpoint", exact: true }).fill(receiver.url);
  await admin.getByRole("button", { name: "Add header" }).click();
  await admin.getByLabel("Header name").last().fill("api-key");
  await admin.getByLabel("Header value").last().fill("wrong");
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expectDiagnosis(admin, "auth.missing_or_invalid");
  await expect(admin.getByRole("article").first()).toContainText("unknown api key");
  expect(receiver.received.filter(({ description }) => description.items > 0)).toEqual([]);

  await admin.getByLabel("Header value").last().fill("right");
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expect(admin.getByRole("status").filter({ hasText: accepted })).toBeVisible();
});

test("H07 a web page that answers 200 is not taken for a receiver", async ({ admin, keep }) => {
  const html = "<!doctype html><title>Sign in</title><script>alert(1)</script>";
  const receiver = await keep(acceptingReceiver({ html }));
  await testEndpoint(admin, receiver.url);
  await expectDiagnosis(admin, "impostor.html_200");
});

test("N09 a port that says nothing is named, and the test can be stopped before", async ({ admin, keep }) => {
  const receiver = await keep(hangingReceiver());
  await testEndpoint(admin, receiver.url);
  const stop = admin.getByRole("button", { name: "Stop" });
  await stop.click();
  await expect(stop).toHaveCount(0);
  await expect(admin.getByRole("list", { name: "Probe" })).toBeVisible();

  await admin.getByRole("button", { name: "Advanced" }).click();
  await admin.getByRole("textbox", { name: "Timeout" }).fill("1s");
  await admin.getByRole("button", { name: "Test", exact: true }).click();
  await expectDiagnosis(admin, "tcp.accepts_silent");
});
