// The one place where the database, the accounts and the engine meet, for the lifetime of the process.
// Next loads a module up to three times in one process: everything process-wide hangs on one symbol of globalThis.
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { hashPassword } from "better-auth/crypto";
import { type Accounts, createAccounts } from "#lib/auth/accounts";
import type { Oidc } from "#lib/auth/oidc";
import { newToken, setupLink, tokenLifeMs } from "#lib/auth/one-time-token";
import { createProbeOwners, type ProbeOwners } from "#lib/auth/probe-owners";
import { createRateLimit, type RateLimit } from "#lib/auth/rate-limit";
import { createRefusalNotes, type NoteRefusal } from "#lib/auth/refused-sign-ins";
import type { Actor } from "#lib/db/audit";
import { type Database, openDatabase } from "#lib/db/client";
import { purgeDestinations } from "#lib/db/destination";
import { storeFailure } from "#lib/db/failure";
import { claimInstanceFact, findInstanceFact } from "#lib/db/instance";
import { migrate } from "#lib/db/migrate";
import type { Sealer } from "#lib/db/sealed-destination";
import { readSettingsRow } from "#lib/db/settings";
import { insertToken } from "#lib/db/token";
import { createFirstUser, hasUsers } from "#lib/db/user";
import { type EngineClient, engineClient } from "#lib/engine/client";
import { socketPath } from "#lib/engine/socket-path";
import { configurationSource, openWebhooks } from "#lib/engine-configuration";
import { type Handover, startHandover } from "#lib/engine-handover";
import type { Env } from "#lib/env";
import { log } from "#lib/log";
import { readNodeId } from "#lib/node-id";
import { type Nodes, startNodes } from "#lib/nodes";
import { startNoticeDuty } from "#lib/notice-duty";
import { regularly } from "#lib/regularly";
import { fail, ok, type Result } from "#lib/result";
import { deriveKey, fingerprintOf, seal, unseal } from "#lib/seal";
import { keyFile, readSealingKey } from "#lib/sealing-key";

export type Runtime = {
  settings: Env & { origin: string };
  database: Database;
  auth: Accounts;
  accounts: { exist(): Promise<boolean> };
  /** Null where the environment names no provider. */
  oidc: Oidc | null;
  /** With the key of this instance; only the runtime holds the key itself. */
  seal(text: string, context: string): string;
  unseal(sealed: string, context: string): string | null;
  /** Of a secret's value: equal for equal ones, of this instance alone. */
  fingerprint(text: string): string;
  /** A one-time link to the first account, as of the start; null if there was one already. */
  setupLink: string | null;
  engine: { client: EngineClient } & Omit<Handover, "stop">;
  /** This one and the others on the same database; work that one does for all asks `nodes.isOwner()`. */
  nodes: Nodes;
  probes: ProbeOwners;
  limitChanges: RateLimit;
  /** What connects to a target; beside limitChanges. */
  limitProbes: RateLimit;
  /** For those who are nobody yet, by address (lib/auth/sign-in-delay.ts): each try is looked at before it is parsed. */
  limitVisitors: RateLimit;
  noteRefusal: NoteRefusal;
  now: () => Date;
  /** Ends the link to the engine, then the database. */
  stop(): Promise<void>;
};

/** Where the console answers: its public origin, and the addresses that are never a target. */
export type Listening = { origin: string; listeners: { address: string; port: number }[] };

type Parts = {
  client: EngineClient;
  now: () => Date;
  /** How often the database is looked at for what another node changed, or a purge. */
  lookEveryMs: number;
};

/** How long a deleted destination can be brought back. */
export const undeleteMs = 10 * 60_000;
const purgeEveryMs = 60_000;
const system: Actor = { kind: "system", id: null, name: "Outspan" };

const symbol = Symbol.for("outspan.runtime");
const processWide = globalThis as { [symbol]?: Promise<Runtime> };

/** The runtime that the console started; a route that comes early waits for it. */
export function runtime(): Promise<Runtime> {
  const started = processWide[symbol];
  if (started === undefined) throw new Error("The runtime was not started in this process");
  return started;
}

/**
 * Called once, by the console's server, as soon as its port is bound. Fails with one clear line for a wrong setting or a
 * database that does not answer.
 */
export async function startRuntime(env: Env, listening: Listening, parts?: Partial<Parts>): Promise<Result<Runtime>> {
  const starting = start(env, listening, {
    client: parts?.client ?? engineClient(socketPath(env.dataDirectory)),
    now: parts?.now ?? (() => new Date()),
    lookEveryMs: parts?.lookEveryMs ?? 5000,
  });
  const waiting = starting.then((started) => {
    if (!started.ok) throw new Error(started.error.message);
    return started.data;
  });
  // Those who wait see the failure; without any of them it is no unhandled one.
  waiting.catch(() => {});
  processWide[symbol] = waiting;
  return starting;
}

/**
 * The database alone, for a command beside a running console: no engine, no set-up link, no accounts' sessions.
 * Fails like startRuntime.
 */
export async function openForCommand(
  env: Env,
  origin: string,
): Promise<Result<Pick<Runtime, "settings" | "database" | "now" | "stop">>> {
  const now = () => new Date();
  const opened = await openStore(env, now());
  if (!opened.ok) return opened;
  const { database } = opened.data;
  return ok({ settings: { ...env, origin }, database, now, stop: () => database.close() });
}

async function start(env: Env, listening: Listening, { client, now, lookEveryMs }: Parts): Promise<Result<Runtime>> {
  const opened = await openStore(env, now());
  if (!opened.ok) return opened;
  const { database, sealingKey } = opened.data;
  const settings = { ...env, origin: listening.origin };
  const link = await answer(env, database, () => firstRun(database, settings, now()));
  if (!link.ok) return link;
  const sealer: Sealer = {
    seal: (text, context) => seal(sealingKey, text, context),
    unseal: (sealed, context) => unseal(sealingKey, sealed, context),
  };
  const restorableAfter = () => new Date(now().getTime() - undeleteMs);
  const { listeners } = listening;
  const source = configurationSource({ database, sealer, settings, listeners, restorableAfter });
  const nodes = startNodes({ database, client, self: nodeSelf(env, listening) });
  const engine = startHandover({ client, source, database, now, lookEveryMs, isOwner: nodes.isOwner });
  const webhooks = async () => openWebhooks(sealer, (await readSettingsRow(database)).settings.webhooks);
  const stopNotices = startNoticeDuty({ database, client, nodes, webhooks });
  const stopPurging = regularly(purgeEveryMs, "Deleted destinations could not be purged", async () => {
    if (nodes.isOwner()) await purgeDestinations(database, system, restorableAfter(), now());
  });
  const oidc = await openOidc(settings, listeners, sealer, now);
  return ok({
    settings,
    database,
    oidc,
    auth: createAccounts({ database, sealingKey, origin: listening.origin, now }),
    accounts: { exist: () => hasUsers(database) },
    ...sealer,
    fingerprint: (text) => fingerprintOf(sealingKey, text),
    setupLink: link.data,
    engine: { client, ...engine },
    nodes,
    probes: createProbeOwners(),
    limitChanges: createRateLimit(now, { burst: 300, perSecond: 20 }),
    limitProbes: createRateLimit(now, { burst: 300, perSecond: 2 }),
    limitVisitors: createRateLimit(now, { burst: 60, perSecond: 5 }),
    noteRefusal: createRefusalNotes(now, (line) => log.warn("A sign-in was refused", line)),
    now,
    async stop() {
      delete processWide[symbol];
      await engine.stop();
      await Promise.all([stopPurging(), stopNotices()]);
      await nodes.stop();
      await database.close();
    },
  });
}

/** The provider is asked for nothing before somebody signs in: Outspan starts without it. Its library loads only where it is used. */
async function openOidc(
  env: Runtime["settings"],
  listeners: Listening["listeners"],
  sealer: Sealer,
  now: () => Date,
): Promise<Oidc | null> {
  const { oidc: settings } = env.signIn;
  if (settings === null) return null;
  const { createOidc } = await import("#lib/auth/oidc");
  return createOidc({ settings, origin: env.origin, env, listeners, sealer, now });
}

/** Several on one machine differ by their port. */
function nodeSelf({ dataDirectory }: Env, { origin, listeners }: Listening): Nodes["self"] {
  return { id: readNodeId(dataDirectory), name: `${hostname()}:${listeners[0]?.port ?? 0}`, url: origin };
}

type Store = { database: Database; sealingKey: Buffer };

/** Opens the database, brings its tables up to date and compares the key with the one its secrets were sealed with. */
async function openStore(env: Env, now: Date): Promise<Result<Store>> {
  const onError = (error: Error) => log.warn("A database connection broke", { reason: error.message });
  let opened: Database;
  try {
    if (env.databaseUrl === null) mkdirSync(env.dataDirectory, { recursive: true, mode: 0o700 });
    opened = openDatabase(
      env.databaseUrl === null
        ? { kind: "sqlite", file: join(env.dataDirectory, "outspan.db") }
        : { kind: "postgres", url: env.databaseUrl },
      onError,
    );
  } catch (error) {
    return doesNotAnswer(env, error);
  }
  const database = opened;
  const key = await answer(env, database, async () => {
    const migrated = await migrate(database, now);
    return migrated.ok ? ownKey(env, database) : migrated;
  });
  if (!key.ok) return key;
  if (key.data.ok) return ok({ database, sealingKey: key.data.data });
  await database.close();
  return key.data;
}

/** What the database says at start; where it fails it is closed, and the failure is one line. */
async function answer<T>(env: Env, database: Database, ask: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await ask());
  } catch (error) {
    await database.close().catch(() => {});
    return doesNotAnswer(env, error);
  }
}

function doesNotAnswer(env: Env, error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : "unknown";
  if (env.databaseUrl !== null) return fail("unavailable", `DATABASE_URL does not answer: ${reason}`);
  const message = storeFailure(error)?.message ?? `The database in the data directory does not answer: ${reason}`;
  return fail("unavailable", message);
}

/** A key is made only for a database that was never sealed with one: else it would lie there and fit nothing. */
async function ownKey(env: Env, database: Database): Promise<Result<Buffer>> {
  const fact = "sealing key fingerprint";
  const key = readSealingKey(env, (await findInstanceFact(database, fact)) === null);
  if (!key.ok) return key;
  const fingerprint = deriveKey(key.data, "fingerprint").toString("base64url");
  const claimed = await claimInstanceFact(database, fact, fingerprint);
  if (claimed === fingerprint) return key;
  if (env.secretKey !== null) {
    return fail("invalid", "OUTSPAN_SECRET_KEY is not the key this database was made with: start with that one");
  }
  const file = keyFile(env);
  return fail("invalid", `${file} is not the key this database was made with: bring back the one that was there`);
}

/** Without an account: makes the one of the environment, else a link to make one. */
async function firstRun(database: Database, settings: Runtime["settings"], now: Date): Promise<string | null> {
  if (await hasUsers(database)) return null;
  if (settings.admin !== null) {
    const { email, password } = settings.admin;
    const passwordHash = await hashPassword(password);
    await createFirstUser(database, system, { email: email.toLowerCase(), role: "admin", passwordHash }, now);
    return null;
  }
  // Such a link is a way to a password: without them the first admin comes in through the provider.
  if (!settings.signIn.hasPasswords) return null;
  const { token, hash } = newToken();
  const expiresAt = new Date(now.getTime() + tokenLifeMs);
  await insertToken(database, system, { hash, kind: "setup", email: null, role: "admin", expiresAt }, now);
  return setupLink(settings.origin, token);
}
