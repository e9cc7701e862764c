// A configuration file from outside: a start with it, pages that may be read and tested, a change that is followed, a wrong file that
// stops nothing, and the commands for a pipeline.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import { cleanEnvironment } from "#e2e/environment";
import { expect, expectAccessible, password, test } from "#e2e/fixtures";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { acceptingReceiver } from "#e2e/receivers";

const root = path.join(import.meta.dirname, "..");
const email = "file@example.com";
const open = "${";
const canary = "canary-8f2c1d7e5a";

let folder: string;
let file: string;
test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "outspan-file-"));
  file = path.join(folder, "outspan.yaml");
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileFor(endpoint: string, name = "From the file"): string {
  return `secrets:
  - name: vendor
    origins: ["${endpoint}"]
    values: { OTEL_HEADER_api-key: "${open}file:key.txt}" }
destinations:
  - id: main
    name: ${name}
    connection: { transport: http, endpoint: "${endpoint}", secret: vendor }
    signals: { traces: { enabled: true } }
`;
}

function writeKey(): void {
  writeFileSync(path.join(folder, "key.txt"), `${canary}\n`);
}

/** Waits without holding this process: a connection that the console closes meanwhile is seen as closed. */
async function command(outspan: Outspan | null, ...words: string[]): Promise<{ code: number | null; text: string }> {
  const environment: Record<string, string> =
    outspan === null ? {} : { OUTSPAN_URL: outspan.url, OUTSPAN_API_KEY: outspan.apiKey };
  const child = spawn(process.execPath, ["lib/cli/main.ts", "config", ...words], {
    cwd: root,
    env: cleanEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: child.exitCode, text: `${stdout}${stderr}` };
}

async function signIn(page: Page, outspan: Outspan): Promise<void> {
  await page.goto(`${outspan.url}/login`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/destinations");
}

async function sendSpan(outspan: Outspan): Promise<number> {
  const span = {
    traceId: "1".repeat(32),
    spanId: "1".repeat(16),
    name: "s",
    startTimeUnixNano: "1",
    endTimeUnixNano: "2",
  };
  const answer = await fetch(`http://${outspan.otlp.http}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  return answer.status;
}

test("a wrong file ends the start with 1, and stderr has path, line and reason, and no value", () => {
  writeFileSync(file, `destinations:\n  - name: A\n    signls: {}\n    labels: { key: "${open}env:NOT_SET}" }\n`);
  const done = spawnSync(process.execPath, ["lib/launcher/main.ts"], {
    cwd: root,
    env: cleanEnvironment({
      ...{ OUTSPAN_DATA_DIR: path.join(folder, "data"), OUTSPAN_CONFIG: file },
      ...{ PORT: "0", OUTSPAN_OTLP_HTTP: "off", OUTSPAN_OTLP_GRPC: "off" },
    }),
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(done.status).toBe(1);
  const lines = done.stderr.split("\n").filter((line) => line.includes(file) && !line.startsWith("{"));
  expect(lines).toEqual([
    `Outspan cannot start: ${file}:2: destinations[0].signals: Must be an object, and present`,
    `${file}:3: destinations[0].signls: Unknown key: did you mean signals?`,
    `${file}:4: destinations[0].labels.key: The variable NOT_SET is not set, or empty`,
  ]);
});

test("what the file keeps is there at once, read-only with file and line, and can be tested; the page follows the file, a wrong one stops nothing", async ({
  browser,
  keep,
}) => {
  test.setTimeout(180_000);
  const receiver = await keep(acceptingReceiver());
  writeKey();
  writeFileSync(file, fileFor(receiver.url));
  const outspan = await startOutspan({
    ...{ OUTSPAN_CONFIG: file, OUTSPAN_ADMIN_EMAIL: email, OUTSPAN_ADMIN_PASSWORD: password },
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await signIn(page, outspan);
    await expect(page.getByRole("switch", { name: "From the file" })).toBeDisabled();
    await expect(page.locator("[data-row]").filter({ hasText: "Provisioned from outspan.yaml, line 6" })).toHaveCount(
      1,
    );
    const listed = await outspan.api("GET", "/destinations");
    const [saved] = (listed.body as { items: { id: string; provisioned: unknown; updatedBy: unknown }[] }).items;
    await page.goto(`${outspan.url}/destinations/${saved?.id}/settings`);
    await expect(page.getByText("Provisioned from outspan.yaml, line 6.")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Endpoint", exact: true })).toBeDisabled();
    await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "Accepted" })).toBeVisible();

    expect(saved).toMatchObject({
      provisioned: { file: "outspan.yaml", line: 6 },
      updatedBy: { kind: "file", name: "outspan.yaml" },
    });
    for (const [method, route, body] of [
      ["PUT", `/destinations/${saved?.id}`, { ...saved, name: "Mine" }],
      ["PATCH", `/destinations/${saved?.id}`, { enabled: false }],
      ["DELETE", `/destinations/${saved?.id}`, undefined],
      ["DELETE", "/secrets/vendor", undefined],
    ] as const) {
      const refused = await outspan.api(method, route, body);
      expect(refused).toMatchObject({
        status: 409,
        body: { code: "conflict", detail: expect.stringMatching(/outspan\.yaml, line \d+/) },
      });
    }

    // The file follows by itself, also by a rename as Kubernetes does it.
    const next = path.join(folder, "next.yaml");
    writeFileSync(next, fileFor(receiver.url, "Renamed"));
    renameSync(next, file);
    await expect
      .poll(async () => JSON.stringify((await outspan.api("GET", "/destinations")).body))
      .toContain("Renamed");
    await page.reload();
    await expect(page.getByRole("heading", { name: "Renamed" })).toBeVisible();

    writeFileSync(file, `${fileFor(receiver.url, "Never")}  broken\n`);
    await expect.poll(() => outspan.output()).toContain("what ran before goes on");
    await page.goto(`${outspan.url}/destinations`);
    await expect(page.getByText("The configuration file is wrong. What ran before goes on.")).toBeVisible();
    await expect(page.getByText(/outspan\.yaml:\d+: /).first()).toBeVisible();
    await expect(page.getByRole("switch", { name: "Renamed" })).toBeVisible();
    const before = receiver.received.length;
    expect(await sendSpan(outspan)).toBe(200);
    await expect.poll(() => receiver.received.length).toBeGreaterThan(before);

    // Back to what it was, told by a signal.
    writeFileSync(file, fileFor(receiver.url, "Right again"));
    process.kill(outspan.pid, "SIGHUP");
    await expect
      .poll(async () => JSON.stringify((await outspan.api("GET", "/destinations")).body))
      .toContain("Right again");
    // The rows come before the engine has them all: only then it is said.
    await expect.poll(() => outspan.output()).toContain("The configuration file is right again");
    await page.reload();
    await expect(page.getByText("The configuration file is wrong.")).toHaveCount(0);
    expect(outspan.output()).not.toContain(canary);
  } finally {
    await context.close();
    expect(await outspan.stop()).toBe(0);
  }
});

test("a folder that Kubernetes mounts is followed when its link is swapped, and a restart writes nothing", async ({
  keep,
}) => {
  test.setTimeout(180_000);
  const receiver = await keep(acceptingReceiver());
  const data = path.join(folder, "kept");
  const version = (name: string, words: string) => {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, "outspan.yaml"), fileFor(receiver.url, words));
    writeFileSync(path.join(folder, name, "key.txt"), canary);
    symlinkSync(name, path.join(folder, "..data_tmp"));
    renameSync(path.join(folder, "..data_tmp"), path.join(folder, "..data"));
  };
  version("v1", "One");
  symlinkSync("..data/outspan.yaml", file);
  symlinkSync("..data/key.txt", path.join(folder, "key.txt"));
  const environment = {
    ...{ OUTSPAN_CONFIG: file, OUTSPAN_DATA_DIR: data },
    ...{ OUTSPAN_ADMIN_EMAIL: email, OUTSPAN_ADMIN_PASSWORD: password },
  };
  const outspan = await startOutspan(environment);
  version("v2", "Two");
  await expect.poll(async () => JSON.stringify((await outspan.api("GET", "/destinations")).body)).toContain("Two");
  const revisionOf = async (one: Outspan) =>
    (await one.api("GET", "/destinations")).body as { items: { revision: number }[] };
  expect(await revisionOf(outspan)).toMatchObject({ items: [{ revision: 2 }] });
  expect(await outspan.stop()).toBe(0);
  const again = await startOutspan(environment);
  expect(await revisionOf(again)).toMatchObject({ items: [{ revision: 2 }] });
  expect(await again.stop()).toBe(0);
});

test("in a pipeline: check needs no Outspan, diff tells by its exit code, apply adds and changes, export comes back without a change", async ({
  keep,
  outspan,
}) => {
  const receiver = await keep(acceptingReceiver());
  writeKey();
  writeFileSync(file, fileFor(receiver.url, "From a pipeline"));
  expect(await command(null, "check", file)).toEqual({ code: 0, text: `${file} is right: 1 destination, 1 secret.\n` });
  expect(await command(outspan, "diff", file)).toEqual({
    code: 2,
    text: "+ secret vendor\n+ destination From a pipeline\n",
  });
  expect(await command(outspan, "apply", file)).toEqual({
    code: 0,
    text: "+ secret vendor\n+ destination From a pipeline\n",
  });
  expect(await command(outspan, "diff", file)).toEqual({ code: 0, text: "Nothing differs.\n" });
  const exported = await command(outspan, "export");
  expect(exported.text).toContain("VENDOR_API_KEY");
  expect(exported.text).not.toContain(canary);
  writeFileSync(path.join(folder, "key.txt"), "another-value");
  const changed = await command(outspan, "diff", file);
  expect(changed).toEqual({ code: 2, text: "~ secret vendor\n    Header api-key: saved → changed\n" });
  writeFileSync(file, "destinations: 5\n");
  expect(await command(outspan, "diff", file)).toEqual({
    code: 1,
    text: `${file}:1: destinations: Must be a list\n`,
  });
  const schema = await fetch(`${outspan.url}/schema.json`);
  expect(await schema.json()).toMatchObject({ title: "Outspan", properties: { destinations: { type: "array" } } });
  const { body } = await outspan.api("GET", "/destinations");
  for (const { id, name } of (body as { items: { id: string; name: string }[] }).items) {
    if (name === "From a pipeline") await outspan.api("DELETE", `/destinations/${id}`);
  }
});
