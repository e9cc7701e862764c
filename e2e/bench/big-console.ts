// A console with much in it: a thousand destinations and any number of audit rows, written beside it straight into its
// database, and somebody signed in. For benches alone.
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { chromium } from "playwright";
import { account, signIn } from "#e2e/bench/form";
import { chromiumAdvice, chromiumFlags, findChromium } from "#e2e/chromium";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { setup } from "#e2e/postgres-setup";
import { type Database, openDatabase } from "#lib/db/client";

export type Store = "sqlite" | "postgres";
export type BigConsole = {
  outspan: Outspan;
  /** Of somebody who is signed in. */
  cookie: string;
  ids: string[];
  stop(): Promise<void>;
};

const dayMs = 24 * 3600_000;
const people = Array.from({ length: 40 }, (_, at) => ({
  kind: "user",
  id: `person-${at}`,
  name: `p${at}@example.com`,
}));
const keys = Array.from({ length: 10 }, (_, at) => ({ kind: "key", id: `key-${at}`, name: `deploy-${at}` }));
const actions = ["save", "save", "save", "switch", "probe", "probe", "pause", "resume", "retry", "create", "delete"];

export async function bigConsole(store: Store, size: { destinations: number; rows: number }): Promise<BigConsole> {
  const stopPostgres = store === "postgres" ? await setup() : null;
  const url = process.env.OUTSPAN_TEST_POSTGRES ?? "";
  const key = randomBytes(32).toString("base64");
  const environment: Record<string, string> =
    store === "postgres" ? { DATABASE_URL: url, OUTSPAN_SECRET_KEY: key } : {};
  const outspan = await startOutspan({ ...account, ...environment });
  const file = path.join(outspan.dataDirectory, "outspan.db");
  const database = openDatabase(store === "postgres" ? { kind: "postgres", url } : { kind: "sqlite", file }, () => {});
  const ids = await addDestinations(database, size.destinations);
  await addRows(database, ids, size.rows);
  await database.close();
  const cookie = await signedIn(outspan.url);
  await known(outspan, size.destinations);
  return {
    outspan,
    cookie,
    ids,
    async stop() {
      await outspan.stop();
      await stopPostgres?.();
    },
  };
}

async function addDestinations({ kysely }: Database, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const at = new Date(Date.now() - 300 * dayMs).toISOString();
  const author = JSON.stringify({ kind: "user", name: "p0@example.com" });
  await kysely.transaction().execute(async (transaction) => {
    for (const [index, id] of ids.entries()) {
      const connection = { transport: "http", endpoint: `http://127.0.0.1:9/${index}`, headers: [] };
      const signals = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
      const body = JSON.stringify({ name: `Destination ${index}`, enabled: true, connection, signals });
      const row = { id, body, secrets: null, schemaVersion: 1, revision: 1, deletedAt: null, pausedAt: null };
      await transaction
        .insertInto("destination")
        .values({ ...row, createdAt: at, updatedAt: at, updatedBy: author })
        .execute();
    }
  });
  return ids;
}

/** Spread over a year, the newest last; a person a hundred rows, a key the rest. */
async function addRows({ kysely }: Database, ids: readonly string[], count: number): Promise<void> {
  const atOnce = 1000;
  const start = Date.now() - 365 * dayMs;
  for (let from = 0; from < count; from += atOnce * 20) {
    await kysely.transaction().execute(async (transaction) => {
      for (let row = from; row < Math.min(count, from + atOnce * 20); row += atOnce) {
        const rows = Array.from({ length: atOnce }, (_, at) => rowOf(ids, row + at, start, count));
        await transaction.insertInto("audit").values(rows).execute();
      }
    });
  }
}

function rowOf(ids: readonly string[], row: number, start: number, count: number) {
  const actor = (row % 3 === 0 ? people[row % people.length] : keys[row % keys.length]) ?? {
    kind: "key",
    id: "k",
    name: "k",
  };
  const destination = (row * 7) % Math.max(1, ids.length);
  return {
    at: new Date(start + (row / count) * 365 * dayMs).toISOString(),
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action: `destination.${actions[row % actions.length]}`,
    nounKind: "destination",
    nounId: ids[destination] ?? null,
    nounName: `Destination ${destination}`,
    outcome: "done",
    fields: JSON.stringify(["/connection/endpoint", "/signals/metrics/temporality"]),
    detail: null,
  };
}

async function signedIn(url: string): Promise<string> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(chromiumAdvice);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags() });
  const page = await browser.newPage({ baseURL: url });
  await signIn(page);
  const cookies = await page.context().cookies();
  await browser.close();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Until the engine runs them all: the console looks for what another node changed every few seconds. */
async function known(outspan: Outspan, count: number): Promise<void> {
  for (let seen = -1; seen < count; ) {
    const { body } = await outspan.api("GET", "/status");
    seen = (body as { items?: unknown[] } | null)?.items?.length ?? -1;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
