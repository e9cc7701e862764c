// A console's runtime and a real engine process on one data directory: what a change does to the very next item.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { discardQueue, pauseDestination, resumeDestination, retryDestination } from "#lib/changes/delivery";
import { createDestination, deleteDestination, switchDestination } from "#lib/changes/destination";
import { admin } from "#lib/changes/testing/instance";
import { listen } from "#lib/engine/testing/peers";
import { readEnv } from "#lib/env";
import { readStatus, readStatusList } from "#lib/queries/destination";
import { startRuntime } from "#lib/runtime";

const listening = { origin: "http://127.0.0.1:3000", listeners: [{ address: "127.0.0.1", port: 3000 }] };
const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", name: "a" };
const request = (spans: number) => ({ resourceSpans: [{ scopeSpans: [{ spans: Array(spans).fill(span) }] }] });

function startEngine(directory: string): ChildProcess {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    OUTSPAN_DATA_DIR: directory,
    OUTSPAN_OTLP_HTTP: "127.0.0.1:0",
    OUTSPAN_OTLP_GRPC: "off",
  };
  const engine = fork("lib/engine/main.ts", { env, stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  onTestFinished(() => void engine.kill("SIGKILL"));
  return engine;
}

async function start() {
  const directory = mkdtempSync(join(tmpdir(), "outspan-joined-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const env = readEnv({ OUTSPAN_DATA_DIR: directory });
  if (!env.ok) throw new Error(env.error.message);
  const started = await startRuntime(env.data, listening);
  if (!started.ok) throw new Error(started.error.message);
  onTestFinished(() => started.data.stop());
  const engine = startEngine(directory);
  await once(engine, "message");
  await expect.poll(started.data.engine.isRunning, { timeout: 5000 }).toBe(true);
  return { runtime: started.data, engine, directory };
}

/** A server that takes what comes, or answers 503 while it is `down`. */
async function receiver() {
  const state = { requests: 0, down: false };
  const port = await listen(
    createServer((asked, response) => {
      asked.resume().once("end", () => {
        if (!state.down) state.requests++;
        response.writeHead(state.down ? 503 : 200, { "content-type": "application/x-protobuf" }).end();
      });
    }),
  );
  const destination = (name: string) => ({
    name,
    connection: { transport: "http", endpoint: `http://127.0.0.1:${port}` },
    signals: { traces: { enabled: true } },
  });
  return { state, destination };
}

test("what a change answered holds for the next item: created, paused, resumed, discarded, off, deleted", async () => {
  const { runtime } = await start();
  const { state, destination } = await receiver();
  const door = async () => {
    const status = await readStatusList();
    if (!status.ok) throw new Error(status.error.message);
    return status.data.receiver;
  };
  const { http } = await door();
  const send = async (spans: number) => {
    const sent = await fetch(`http://${http}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request(spans)),
    });
    expect(sent.status).toBe(200);
  };
  const ledger = async (id: string) => {
    const status = await readStatus(id);
    return status.ok ? status.data.ledger.traces : null;
  };

  await send(1);
  expect((await door()).unrouted.traces).toBe(1);
  const created = await createDestination(runtime, admin, destination("One"));
  if (!created.ok) throw new Error(created.error.message);
  const { id } = created.data;
  await send(2);
  await expect.poll(() => ledger(id)).toMatchObject({ received: 2, delivered: 2, queued: 0 });

  await pauseDestination(runtime, admin, id);
  await send(3);
  expect(await readStatus(id)).toMatchObject({
    data: { state: "paused", ledger: { traces: { received: 5, queued: 3 } } },
  });
  await resumeDestination(runtime, admin, id);
  await expect.poll(() => ledger(id)).toMatchObject({ delivered: 5, queued: 0 });

  state.down = true;
  await send(4);
  await expect.poll(async () => readStatus(id)).toMatchObject({ data: { state: "retrying" } });
  expect(await runtime.engine.client.attempts(id, 1)).toMatchObject({
    ok: true,
    data: [{ outcome: "retry", status: "503" }],
  });
  expect(await retryDestination(runtime, admin, id)).toMatchObject({ ok: true });
  expect(await discardQueue(runtime, admin, id)).toEqual({ ok: true, data: { items: 4 } });
  expect(await ledger(id)).toMatchObject({ received: 9, delivered: 5, queued: 0, dropped: { discarded: 4 } });
  state.down = false;

  await switchDestination(runtime, admin, { id, revision: "any" }, false);
  await send(5);
  expect(await ledger(id)).toMatchObject({ received: 9 });
  expect(await readStatus(id)).toMatchObject({ data: { state: "off" } });
  await deleteDestination(runtime, admin, { id, revision: "any" });
  expect(await readStatusList()).toMatchObject({ data: { items: [] } });
  expect(await runtime.engine.client.metrics()).toMatchObject({ ok: true, data: expect.stringContaining("# TYPE") });
}, 30_000);

test("an engine that was killed runs what changed while it was away", async () => {
  const { runtime, engine, directory } = await start();
  const { destination } = await receiver();
  engine.kill("SIGKILL");
  await expect.poll(runtime.engine.isRunning).toBe(false);
  const created = await createDestination(runtime, admin, destination("One"));
  const id = created.ok ? created.data.id : "";
  expect(await pauseDestination(runtime, admin, id)).toMatchObject({ ok: true });
  expect(await readStatus(id)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  await once(startEngine(directory), "message");
  await expect.poll(() => readStatus(id), { timeout: 5000 }).toMatchObject({ ok: true, data: { state: "paused" } });
}, 30_000);
