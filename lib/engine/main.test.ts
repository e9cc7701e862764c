// The engine as a process of its own: one at a time, restartable after kill -9, gone with its launcher.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { engineClient } from "#lib/engine/client";
import { linkEngine } from "#lib/engine/link";
import { socketPath } from "#lib/engine/socket-path";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import { listen } from "#lib/engine/testing/peers";
import { destination } from "#lib/engine/testing/receivers";

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "outspan-engine-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

function startEngine(directory: string) {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    OUTSPAN_DATA_DIR: directory,
    OUTSPAN_TARGETS: "private",
    OUTSPAN_OTLP_HTTP: "127.0.0.1:0",
    OUTSPAN_OTLP_GRPC: "off",
  };
  const child = fork("lib/engine/main.ts", { env, stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log += chunk;
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return { child, log: () => log };
}

const ready = (child: ChildProcess) => once(child, "message");
const exitOf = async (child: ChildProcess) => (await once(child, "exit"))[0];

test("a probe runs through the process, and its log holds no secret", async () => {
  const directory = dataDirectory();
  const { child, log } = startEngine(directory);
  await ready(child);
  const port = await listen(createServer((_request, response) => response.writeHead(401).end("no")));
  const client = engineClient(socketPath(directory));
  const request = { destination: destination("http://127.0.0.1:9"), problems: [], sdk: false, anonymous: false };
  expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  await client.configure(emptyConfiguration);
  const probed = destination(`http://127.0.0.1:${port}`, { auth: { type: "bearer", token: "s3cret-token" } });
  const started = await client.startProbe({ destination: probed, problems: [], sdk: false, anonymous: false });
  if (!started.ok) throw new Error(started.error.message);
  const events = await client.readProbe(started.data.id, new AbortController().signal);
  if (!events.ok) throw new Error(events.error.message);
  const lines = [];
  for await (const event of events.data) lines.push(event);
  expect(lines.at(-1)).toMatchObject({ report: { id: started.data.id, verdict: "failed" } });
  expect(log()).toContain("Engine ready");
  expect(log()).not.toContain("s3cret-token");
}, 20_000);

test("a second engine on the data directory ends with one clear line", async () => {
  const directory = dataDirectory();
  const first = startEngine(directory);
  await ready(first.child);
  const second = startEngine(directory);
  expect(await exitOf(second.child)).toBe(1);
  expect(second.log()).toContain("Another engine runs on the data directory");
}, 20_000);

test("after kill -9 the next one takes over lock and socket", async () => {
  const directory = dataDirectory();
  const first = startEngine(directory);
  await ready(first.child);
  first.child.kill("SIGKILL");
  await exitOf(first.child);
  const second = startEngine(directory);
  await ready(second.child);
  const leaving = new AbortController();
  const watching = engineClient(socketPath(directory)).watch(leaving.signal);
  leaving.abort();
  await watching;
}, 20_000);

test("SIGTERM drains and exits 0; a watch hears of it", async () => {
  const directory = dataDirectory();
  const { child } = startEngine(directory);
  await ready(child);
  const watching = engineClient(socketPath(directory)).watch(new AbortController().signal);
  child.kill("SIGTERM");
  expect(await exitOf(child)).toBe(0);
  await watching;
}, 20_000);

test("an engine that is stopped in its tracks is away for its console, and back when it goes on", async () => {
  const directory = dataDirectory();
  const { child } = startEngine(directory);
  await ready(child);
  const client = engineClient(socketPath(directory), { shortMs: 1500, probeMs: 1500 });
  const link = linkEngine(client, async () => emptyConfiguration);
  onTestFinished(() => link.stop());
  await expect.poll(link.isRunning, { timeout: 5000 }).toBe(true);
  child.kill("SIGSTOP");
  await expect.poll(link.isRunning, { timeout: 5000 }).toBe(false);
  const request = { destination: destination("http://127.0.0.1:9"), problems: [], sdk: false, anonymous: false };
  expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  child.kill("SIGCONT");
  await expect.poll(link.isRunning, { timeout: 5000 }).toBe(true);
  expect(link.absences()).toBe(1);
}, 20_000);

test("it ends soon after its launcher", async () => {
  const { child } = startEngine(dataDirectory());
  await ready(child);
  child.disconnect();
  const ended = await Promise.race([exitOf(child).then(() => true), wait(5000, false)]);
  expect(ended).toBe(true);
}, 20_000);

test("a wrong setting ends it with one line", async () => {
  const child = fork("lib/engine/main.ts", {
    env: { NODE_ENV: "test", PATH: process.env.PATH, OUTSPAN_TARGETS: "everything" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const [line] = await once(child.stderr ?? child, "data");
  expect(String(line)).toContain("OUTSPAN_TARGETS");
  expect(await exitOf(child)).toBe(1);
}, 20_000);
