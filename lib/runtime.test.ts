import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newLocation, type TestLocation } from "#lib/db/testing/databases";
import type { EngineClient } from "#lib/engine/client";
import { awayClient } from "#lib/engine/testing/away";
import type { Env } from "#lib/env";
import { openForCommand, type Runtime, runtime, startRuntime } from "#lib/runtime";

const listening = { origin: "http://127.0.0.1:3000", listeners: [{ address: "127.0.0.1", port: 3000 }] };
let folder: string;
let place: TestLocation;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outspan-runtime-"));
  place = await newLocation("postgres");
});
afterEach(async () => {
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

const env = (more: Partial<Env> = {}): Env => ({
  port: 0,
  host: "127.0.0.1",
  url: null,
  dataDirectory: folder,
  databaseUrl: null,
  secretKey: null,
  secretKeyNext: null,
  admin: null,
  apiKey: null,
  targets: "private",
  awsHostCredentials: false,
  trustedProxies: [],
  signIn: { oidc: null, hasPasswords: true },
  otlp: { http: null, grpc: null, tls: null, token: null, corsOrigins: [] },
  queueBytes: null,
  configFile: null,
  namespace: null,
  environment: null,
  workspace: null,
  environmentProxy: null,
  unknown: [],
  ...more,
});

async function start(settings: Env, client: EngineClient = awayClient): Promise<Runtime> {
  const started = await startRuntime(settings, listening, { client });
  if (!started.ok) throw new Error(started.error.message);
  return started.data;
}

const postgresUrl = () => (place.location.kind === "postgres" ? place.location.url : null);

test("the key is made once, for its owner only, and the next start uses it", async () => {
  const first = await start(env());
  const sealed = first.seal("text", "row");
  await first.stop();
  expect(statSync(join(folder, "secret.key")).mode & 0o777).toBe(0o600);
  const second = await start(env());
  expect(second.unseal(sealed, "row")).toBe("text");
  await second.stop();
});

test("another OUTSPAN_SECRET_KEY than the database was made with is refused with one clear line", async () => {
  const databaseUrl = postgresUrl();
  await (await start(env({ databaseUrl, secretKey: Buffer.alloc(32, 1) }))).stop();
  const refused = await startRuntime(env({ databaseUrl, secretKey: Buffer.alloc(32, 2) }), listening, {
    client: awayClient,
  });
  expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining("OUTSPAN_SECRET_KEY") } });
  await (await start(env({ databaseUrl, secretKey: Buffer.alloc(32, 1) }))).stop();
});

test("a damaged key file and a database that does not answer are one clear line, without the password", async () => {
  const databaseUrl = "postgres://outspan:hunter2@127.0.0.1:1/none";
  const refused = await startRuntime(env({ databaseUrl, secretKey: Buffer.alloc(32) }), listening, {
    client: awayClient,
  });
  expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining("ECONNREFUSED") } });
  expect(JSON.stringify(refused)).not.toContain("hunter2");
  await expect(runtime()).rejects.toThrow("ECONNREFUSED");
  writeFileSync(join(folder, "secret.key"), "damaged");
  const damaged = await startRuntime(env(), listening, { client: awayClient });
  expect(damaged).toMatchObject({ ok: false, error: { message: expect.stringContaining("secret.key is damaged") } });
});

test("a database made with a given key is not opened without it, and no other key is left lying there", async () => {
  await (await start(env({ secretKey: Buffer.alloc(32, 1) }))).stop();
  const answers = [
    await startRuntime(env(), listening, { client: awayClient }),
    await openForCommand(env(), listening.origin),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining("set OUTSPAN_SECRET_KEY") } });
  }
  expect(existsSync(join(folder, "secret.key"))).toBe(false);
});

test("a key file that was replaced is named, not a variable that nobody set", async () => {
  await (await start(env())).stop();
  writeFileSync(join(folder, "secret.key"), Buffer.alloc(32, 9).toString("base64"));
  const refused = await startRuntime(env(), listening, { client: awayClient });
  const message = refused.ok ? "" : refused.error.message;
  expect(message).toContain(`${join(folder, "secret.key")} is not the key this database was made with`);
  expect(message).not.toContain("OUTSPAN_SECRET_KEY");
});

test.each([
  ["its tables", 0],
  ["the middle of it", 1],
])("a database file damaged in %s is one clear line at start", async (_place, from) => {
  await (await start(env())).stop();
  const file = join(folder, "outspan.db");
  const pageBytes = 4096;
  const bytes = readFileSync(file);
  bytes.fill(0xff, from * pageBytes);
  writeFileSync(file, bytes);
  const refused = await startRuntime(env(), listening, { client: awayClient });
  expect(refused).toMatchObject({ ok: false, error: { code: "unavailable" } });
  expect(refused.ok ? "" : refused.error.message).toMatch(
    /^The database in the data directory is damaged: [^\n]* restore a backup[^\n]*$/,
  );
});

test("a key file that cannot be read is one clear line", async () => {
  mkdirSync(join(folder, "secret.key"));
  const refused = await startRuntime(env(), listening, { client: awayClient });
  expect(refused).toMatchObject({ ok: false, error: { code: "invalid" } });
  expect(refused.ok ? "" : refused.error.message).toMatch(/secret\.key cannot be read \(EISDIR\): [^\n]+$/);
});

test("the admin of the environment is made on an empty database only, and then there is no set-up link", async () => {
  const admin = { email: "Root@example.com", password: "correct horse battery" };
  const first = await start(env({ admin }));
  expect(first.setupLink).toBeNull();
  await first.stop();
  const second = await start(env({ admin: { ...admin, email: "other@example.com" } }));
  const users = await second.database.kysely.selectFrom("user").select(["email", "role"]).execute();
  expect(users).toEqual([{ email: "root@example.com", role: "admin" }]);
  await second.stop();
});

test("while no account exists each start has a new set-up link", async () => {
  const links = [];
  for (let round = 0; round < 2; round++) {
    const started = await start(env());
    links.push(started.setupLink);
    await started.stop();
  }
  expect(links[0]).not.toBe(links[1]);
});

test("an engine that comes, goes and comes back gets its configuration each time, and the runtime knows it", async () => {
  const configured: unknown[] = [];
  let leave = () => {};
  const seen: boolean[] = [];
  const twice = Promise.withResolvers<void>();
  const started = await start(env(), {
    ...awayClient,
    configure: async (configuration) => {
      configured.push(configuration);
      // The first time it is still starting.
      return configured.length > 1;
    },
    watch: async (abort) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      leave = resolve;
      abort.addEventListener("abort", () => resolve(), { once: true });
      queueMicrotask(async () => {
        seen.push((await runtime()).engine.isRunning());
        if (seen.length === 1) leave();
        else twice.resolve();
      });
      await promise;
    },
  });
  await twice.promise;
  expect(configured).toMatchObject(Array(3).fill({ ...listening, destinations: [] }));
  expect(seen).toEqual([true, true]);
  await started.stop();
  expect(started.engine.isRunning()).toBe(false);
  expect(() => runtime()).toThrow("not started");
});

test("what another console on the same database changes reaches this one's engine by itself", async () => {
  const databaseUrl = postgresUrl();
  const secretKey = Buffer.alloc(32, 1);
  const told: string[][] = [];
  const client: EngineClient = {
    ...awayClient,
    configure: async ({ destinations }) => told.push(destinations.map(({ id, isPaused }) => `${id} ${isPaused}`)) > 0,
    watch: (abort) => new Promise((resolve) => abort.addEventListener("abort", () => resolve())),
  };
  const here = await startRuntime(env({ databaseUrl, secretKey }), listening, { client, lookEveryMs: 20 });
  if (!here.ok) throw new Error(here.error.message);
  const there = await start(env({ databaseUrl, secretKey }));
  const body = JSON.stringify({ name: "One", signals: {} });
  const { kysely } = there.database;
  const row = { id: "d1", body, secrets: null, schemaVersion: 1, revision: 1, updatedBy: "{}" };
  await kysely
    .insertInto("destination")
    .values({ ...row, createdAt: "2026", updatedAt: "2026", deletedAt: null })
    .execute();
  await expect.poll(() => told.at(-1)).toEqual(["d1 false"]);
  await kysely.updateTable("destination").set({ pausedAt: "2026" }).execute();
  await expect.poll(() => told.at(-1)).toEqual(["d1 true"]);
  const times = told.length;
  await kysely.deleteFrom("destination").execute();
  await expect.poll(() => told.at(-1)).toEqual([]);
  expect(told.length).toBe(times + 1);
  await there.stop();
  await here.data.stop();
});
