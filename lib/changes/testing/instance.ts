// A whole instance for tests: a real runtime on a database of its own, and an engine that is a few arrow functions.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Identity } from "#lib/auth/identity";
import { type DatabaseKind, newLocation } from "#lib/db/testing/databases";
import type { State, Status } from "#lib/destination/status";
import type { ProbeEvent, Report } from "#lib/otlp/report";
import { fail, ok } from "#lib/result";
import { type Runtime, startRuntime } from "#lib/runtime";

type Client = Runtime["engine"]["client"];
type Configuration = Parameters<Client["configure"]>[0];
type StartedProbe = Parameters<Client["startProbe"]>[0];

export type Instance = {
  runtime: Runtime;
  /** What the engine was asked to probe, in order. */
  probes: StartedProbe[];
  cancelled: string[];
  /** What the engine was told to run, in order. */
  configurations: Configuration[];
  /** Moves the clock. */
  pass(ms: number): void;
  /** Every row of every table, as one text. */
  dump(): Promise<string>;
  stop(): Promise<void>;
};

export const origin = "http://127.0.0.1:3000";
export const apiKey = "key-0123456789-0123456789-0123456789";
export const admin: Identity = {
  ...{ kind: "user", id: "u-admin", name: "ada@example.com", role: "admin" },
  signedInAt: new Date("2026-01-01T00:00:00.000Z"),
};

const report: Report = {
  id: "p1",
  verdict: "accepted",
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 1,
  stages: [],
  diagnosis: [],
};

const settings = {
  port: 0,
  host: "127.0.0.1",
  url: null,
  secretKey: Buffer.alloc(32, 7),
  secretKeyNext: null,
  admin: null,
  apiKey,
  signIn: { oidc: null, hasPasswords: true },
  targets: "private" as const,
  awsHostCredentials: false,
  trustedProxies: [],
  otlp: { http: null, grpc: null, tls: null, token: null, corsOrigins: [] },
  queueBytes: null,
  configFile: null,
  namespace: null,
  environment: null,
  workspace: null,
  environmentProxy: null,
  unknown: [],
};

type Options = Partial<
  Pick<Runtime["settings"], "admin" | "secretKey" | "namespace" | "trustedProxies" | "signIn" | "targets">
> & {
  client?: Partial<Client>;
  events?: ProbeEvent[];
};

export async function startInstance(kind: DatabaseKind, options: Options = {}): Promise<Instance> {
  const { client, events = [{ report }], ...more } = options;
  const folder = mkdtempSync(join(tmpdir(), "outspan-instance-"));
  const place = kind === "postgres" ? await newLocation(kind) : null;
  const databaseUrl = place?.location.kind === "postgres" ? place.location.url : null;
  let time = Date.parse("2026-01-01T00:00:00.000Z");
  const probes: StartedProbe[] = [];
  const cancelled: string[] = [];
  const configurations: Configuration[] = [];
  const fake: Client = {
    configure: async (configuration) => {
      configurations.push(configuration);
      return true;
    },
    startProbe: async (request) => ok({ id: `p${probes.push(request)}` }),
    readProbe: async (id, abort) => {
      abort.addEventListener("abort", () => cancelled.push(id), { once: true });
      return ok(play(events));
    },
    tryCapabilities: away,
    status: async () => ok(statusOf(configurations.at(-1))),
    async receiver() {
      const told = await this.status();
      if (!told.ok) return told;
      const { items: _, ...receiver } = told.data;
      return ok(receiver);
    },
    async states() {
      const told = await this.status();
      return told.ok ? ok(told.data.items.map(({ id, state }) => ({ id, state }))) : told;
    },
    statusOf: async (id) => {
      const told = configurations.at(-1)?.destinations.find((one) => one.id === id);
      return told ? ok(idle(told)) : fail("not_found", "The engine knows no such destination");
    },
    attempts: away,
    history: away,
    retry: away,
    discard: away,
    rejected: away,
    rejectedRequest: away,
    ingest: async () => false,
    metrics: away,
    testWebhook: away,
    takeNoticeDuty: away,
    watch: (abort) => new Promise((resolve) => abort.addEventListener("abort", () => resolve(), { once: true })),
    ...client,
  };
  const env = { ...settings, dataDirectory: folder, databaseUrl, ...more };
  const started = await startRuntime(
    env,
    { origin, listeners: [{ address: "127.0.0.1", port: 3000 }] },
    { client: fake, now: () => new Date(time) },
  );
  if (!started.ok) throw new Error(started.error.message);
  const runtime = started.data;
  return {
    runtime,
    probes,
    cancelled,
    configurations,
    pass: (ms) => {
      time += ms;
    },
    dump: () => dump(runtime),
    async stop() {
      await runtime.stop();
      await place?.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const away = async () => fail("unavailable", "The engine of this test knows nothing of it");

type EngineStatus = Extract<Awaited<ReturnType<Client["status"]>>, { ok: true }>["data"];

const since = "2026-01-01T00:00:00.000Z";
const none = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };

/** An engine that received nothing yet: every destination that it was told of has nothing to send. */
function statusOf(configuration: Configuration | undefined): EngineStatus {
  const counts = { traces: 0, metrics: 0, logs: 0 };
  return {
    items: (configuration?.destinations ?? []).map((told) => ({ id: told.id, ...idle(told) })),
    receiver: {
      http: "127.0.0.1:4318",
      grpc: null,
      tls: false,
      token: false,
      keys: 0,
      asksForKey: false,
      problems: [],
      accepted: counts,
      unrouted: counts,
      services: [],
      log: { bytes: 0, bytesMax: 1024 },
      containers: null,
    },
    keys: [],
  };
}

function idle({ isPaused, destination }: Configuration["destinations"][number]): Status {
  const isOn = destination.enabled ?? true;
  const state: State = isOn ? (isPaused ? "paused" : "nothing_to_send") : "off";
  const signal = { state, since, lastSuccessAt: null, nextAttemptAt: null, lastOutcome: null };
  return {
    state,
    since,
    signals: { traces: signal, metrics: signal, logs: signal },
    ledger: { traces: none, metrics: none, logs: none },
    queue: { bytes: 0, oldestAt: null, bytesMax: 1024, fullAt: null },
    sources: [],
    rate: { deliveredPerSecond: 0, recent: [] },
    diagnosis: [],
  };
}

async function* play(events: ProbeEvent[]): AsyncGenerator<ProbeEvent> {
  yield* events;
}

async function dump({ database }: Runtime): Promise<string> {
  const tables = [
    "user",
    "session",
    "account",
    "destination",
    "audit",
    "token",
    "twoFactor",
    "recoveryCode",
    "attempt",
    "instance",
    "settings",
    "secret",
    "apiKey",
    "keyAddress",
  ] as const;
  const rows = await Promise.all(tables.map((table) => database.kysely.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}
