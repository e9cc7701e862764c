// A console's runtime and a real engine process: what making and revoking an ingest key does to the very next request, and what an
// engine knows of keys while there is no console.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createKey, revokeKey } from "#lib/changes/key";
import { admin } from "#lib/changes/testing/instance";
import { payload, send } from "#lib/engine/receive/testing/receiver";
import { readEnv } from "#lib/env";
import { listKeys } from "#lib/queries/key";
import { type Runtime, startRuntime } from "#lib/runtime";

const listening = { origin: "http://127.0.0.1:3000", listeners: [{ address: "127.0.0.1", port: 3000 }] };

async function startEngine(directory: string): Promise<{ engine: ChildProcess; port: number }> {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH,
    OUTSPAN_DATA_DIR: directory,
    OUTSPAN_OTLP_HTTP: "127.0.0.1:0",
    OUTSPAN_OTLP_GRPC: "off",
  };
  const engine = fork("lib/engine/main.ts", { env, stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  onTestFinished(() => void engine.kill("SIGKILL"));
  const [{ http }] = await once(engine, "message");
  return { engine, port: Number(String(http).split(":").at(-1)) };
}

async function startConsole(directory: string): Promise<Runtime> {
  const env = readEnv({ OUTSPAN_DATA_DIR: directory });
  if (!env.ok) throw new Error(env.error.message);
  const started = await startRuntime(env.data, listening);
  if (!started.ok) throw new Error(started.error.message);
  return started.data;
}

const statusOf = async (port: number, key?: string) => {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return (await send(port, payload(), { headers })).status;
};

test("a key opens and ends at once, outlives the engine's restart without a console, and so does what came with it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "outspan-keys-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const runtime = await startConsole(directory);
  const { engine, port } = await startEngine(directory);
  await expect.poll(runtime.engine.isRunning, { timeout: 5000 }).toBe(true);
  const make = async (name: string) => {
    const made = await createKey(runtime, admin, { name, role: "ingest" });
    if (!made.ok) throw new Error(made.error.message);
    return made.data;
  };
  expect(await statusOf(port)).toBe(200);
  const [kept, gone] = [await make("Kept"), await make("Gone")];
  expect([await statusOf(port), await statusOf(port, kept.key), await statusOf(port, gone.key)]).toEqual([
    401, 200, 200,
  ]);
  await revokeKey(runtime, admin, gone.id);
  expect([await statusOf(port, gone.key), await statusOf(port, kept.key)]).toEqual([401, 200]);
  expect(await listKeys()).toMatchObject([{ name: "Kept", items: { traces: 2 }, lastUsedAt: expect.any(String) }]);
  await runtime.stop();
  engine.kill("SIGTERM");
  await once(engine, "exit");

  const again = await startEngine(directory);
  const statuses = [
    await statusOf(again.port),
    await statusOf(again.port, gone.key),
    await statusOf(again.port, kept.key),
  ];
  expect(statuses).toEqual([401, 401, 200]);
  const told = await startConsole(directory);
  onTestFinished(() => told.stop());
  await expect.poll(told.engine.isRunning, { timeout: 5000 }).toBe(true);
  expect(await listKeys()).toMatchObject([{ name: "Kept", items: { traces: 3 } }]);
  await revokeKey(told, admin, kept.id);
  expect([await statusOf(again.port), await statusOf(again.port, kept.key)], "the last one is gone").toEqual([
    401, 401,
  ]);
  const sealed = readFileSync(join(directory, "telemetry", "configuration.sealed"), "latin1");
  expect(sealed).not.toContain(kept.key.slice(12));
}, 30_000);
