// The one place where the database, the accounts and the engine meet, for the lifetime of the process.
// Next loads a module up to three times in one process: everything process-wide hangs on one symbol of globalThis.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { hashPassword } from "better-auth/crypto";
import { type Accounts, createAccounts } from "#lib/auth/accounts";
import { type CostlyLimits, createCostlyLimits } from "#lib/auth/limit-identity";
import type { Oidc } from "#lib/auth/oidc";
import { newToken, setupLink, tokenLifeMs } from "#lib/auth/one-time-token";
import { createProbeOwners, type ProbeOwners } from "#lib/auth/probe-owners";
import { createRateLimit, type RateLimit } from "#lib/auth/rate-limit";
import { createRefusalNotes, type NoteRefusal, type RefusalLine } from "#lib/auth/refused-sign-ins";
import { createTurns, type TakeTurn } from "#lib/auth/turns";
import type { Actor } from "#lib/db/audit";
import type { Database } from "#lib/db/client";
import { purgeDestinations } from "#lib/db/destination";
import { noteProbe } from "#lib/db/probe-note";
import { auditRefusal } from "#lib/db/refusal";
import type { Sealer } from "#lib/db/sealed-destination";
import { sealerOf } from "#lib/db/sealer";
import { readSettingsRow } from "#lib/db/settings";
import { insertToken } from "#lib/db/token";
import { createFirstUser, hasUsers } from "#lib/db/user";
import { type EngineClient, engineClient } from "#lib/engine/client";
import { socketPath } from "#lib/engine/socket-path";
import { configurationSource, openWebhooks } from "#lib/engine-configuration";
import { type Handover, startHandover } from "#lib/engine-handover";
import type { Env } from "#lib/env";
import { log } from "#lib/log";
import { newNodeId, readNodeId } from "#lib/node/node-id";
import { type Nodes, startNodes } from "#lib/node/nodes";
import { startNoticeDuty } from "#lib/node/notice-duty";
import { regularly } from "#lib/regularly";
import { ok, type Result } from "#lib/result";
import { answerOf, openStore } from "#lib/store";
import { pruneOldAudit } from "#lib/upkeep/audit-retention";

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
  /** Of a secret's value at one place: equal for equal ones, of this instance alone. */
  fingerprint(place: readonly string[], text: string): string;
  /** A one-time link to the first account, as of the start; null if there was one already. */
  setupLink: string | null;
  engine: { client: EngineClient } & Omit<Handover, "stop">;
  /** This one and the others on the same database; work that one does for all asks `nodes.isOwner()`. */
  nodes: Nodes;
  probes: ProbeOwners;
  /** Of guesses from one place. */
  inTurn: TakeTurn;
  limitChanges: RateLimit;
  /** Probes, imports: by identity and by address; beside limitChanges. */
  limitCostly: CostlyLimits;
  /** What writes a value of a named secret and shows its fingerprint: else that would be a machine to try values with. */
  limitSecretValues: RateLimit;
  /** For those who are nobody yet, by address (lib/auth/sign-in-delay.ts): each try is looked at before it is parsed. */
  limitVisitors: RateLimit;
  noteRefusal: NoteRefusal;
  /** What is wrong with the configuration file, in lines; empty = nothing, or there is none. */
  provisioning: { problems: readonly string[] };
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
  /** Ends the process, which can go on no more. */
  end: () => void;
};

/** How long a deleted destination can be brought back. */
export const undeleteMs = 10 * 60_000;
const purgeEveryMs = 60_000;
const pruneEveryMs = 3600_000;
const unreadProbeMs = 10_000;
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
    end: parts?.end ?? (() => process.exit(1)),
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
): Promise<Result<Pick<Runtime, "settings" | "database" | "now" | "stop" | "seal" | "unseal">>> {
  const now = () => new Date();
  const opened = await openStore(env, now());
  if (!opened.ok) return opened;
  const { database, sealingKey } = opened.data;
  const { seal, unseal } = sealerOf(sealingKey);
  return ok({ settings: { ...env, origin }, database, now, seal, unseal, stop: () => database.close() });
}

async function start(
  env: Env,
  listening: Listening,
  { client, now, lookEveryMs, end }: Parts,
): Promise<Result<Runtime>> {
  const opened = await openStore(env, now(), () => {
    log.error(
      "The console ends: the database was given another sealing key. Start with OUTSPAN_SECRET_KEY set to the new one",
    );
    end();
  });
  if (!opened.ok) return opened;
  const { database, sealingKey } = opened.data;
  const settings = { ...env, origin: listening.origin };
  const link = await answerOf(env, database, () => firstRun(database, settings, now()));
  if (!link.ok) return link;
  const sealer = sealerOf(sealingKey);
  const restorableAfter = () => new Date(now().getTime() - undeleteMs);
  const { listeners } = listening;
  const source = configurationSource({ database, sealer, settings, listeners, restorableAfter });
  const nodes = startNodes({
    ...{ database, client, now, self: nodeSelf(env, listening), newId: () => newNodeId(env.dataDirectory) },
    process: `${now().toISOString()} ${randomUUID()}`,
  });
  const engine = startHandover({ client, source, database, now, lookEveryMs, isOwner: nodes.isOwner });
  const webhooks = async () => openWebhooks(sealer, (await readSettingsRow(database)).settings.webhooks);
  const stopNotices = startNoticeDuty({ database, client, nodes, webhooks });
  const stopPurging = regularly(purgeEveryMs, "Deleted destinations could not be purged", async () => {
    if (nodes.isOwner()) await purgeDestinations(database, system, restorableAfter(), now());
  });
  const stopPruning = regularly(pruneEveryMs, "The audit could not be pruned", async () => {
    if (nodes.isOwner()) await pruneOldAudit(database, system, now);
  });
  const probes = createProbeOwners(now);
  // The engine cancels what nobody reads within 2 s; who started it is told all the same.
  const stopNoting = regularly(unreadProbeMs, "A test could not be written into the audit", async () => {
    for (const tested of probes.takeUnread(unreadProbeMs)) await noteProbe(database, tested, "cancelled", now());
  });
  const oidc = await openOidc(settings, listeners, sealer, now);
  return ok({
    settings,
    database,
    oidc,
    auth: createAccounts({ database, sealingKey, origin: listening.origin }),
    accounts: { exist: () => hasUsers(database) },
    ...sealer,
    setupLink: link.data,
    engine: { client, ...engine },
    nodes,
    probes,
    inTurn: createTurns(10),
    limitChanges: createRateLimit(now, { burst: 300, perSecond: 20 }),
    limitCostly: createCostlyLimits(now),
    limitSecretValues: createRateLimit(now, { burst: 30, perSecond: 0.1 }),
    limitVisitors: createRateLimit(now, { burst: 60, perSecond: 5 }),
    provisioning: { problems: [] },
    noteRefusal: createRefusalNotes(now, (line) => writeRefusal(database, line, now())),
    now,
    async stop() {
      delete processWide[symbol];
      await engine.stop();
      await Promise.all([stopPurging(), stopNotices(), stopNoting(), stopPruning()]);
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

/** In the log in any case; a full disk keeps nobody from being refused. */
async function writeRefusal(database: Database, line: RefusalLine, now: Date): Promise<void> {
  const { reason, address, account, count } = line;
  log.warn(line.isSignedIn ? "A password or code was refused to somebody signed in" : "A sign-in was refused", {
    reason,
    address,
    account,
    count,
  });
  await auditRefusal(database, line, now).catch((error: unknown) => {
    log.error("A refused sign-in is not in the audit", { reason: error instanceof Error ? error.message : "unknown" });
  });
}

/** Several on one machine differ by their port. */
function nodeSelf({ dataDirectory }: Env, { origin, listeners }: Listening): Nodes["self"] {
  return { id: readNodeId(dataDirectory), name: `${hostname()}:${listeners[0]?.port ?? 0}`, url: origin };
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
