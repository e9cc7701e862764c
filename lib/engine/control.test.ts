// Console and engine over the real socket: starting, reading, cancelling, places, and each end's death.
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request as openRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { engineClient } from "#lib/engine/client";
import { createControl, listenOn } from "#lib/engine/control";
import { createProbes, type RunProbe } from "#lib/engine/probes";
import type { EngineConfiguration, ProbeRequest } from "#lib/engine/protocol";
import type { ProbeEvent, Report, Stage } from "#lib/otlp/report";

const request: ProbeRequest = {
  destination: {
    connection: { transport: "http", endpoint: "http://127.0.0.1:4318" },
    signals: { traces: { enabled: true } },
  },
  problems: [],
  sdk: false,
  anonymous: false,
};
const stage: Stage = {
  stage: "dns",
  signals: ["traces"],
  status: "passed",
  startMs: 0,
  durationMs: 1,
  summary: "127.0.0.1 is an address",
  evidence: {},
};
const report = (id: string): Report => ({
  id,
  verdict: "accepted",
  startedAt: "2026-11-21T12:00:00.000Z",
  durationMs: 1,
  stages: [stage],
  diagnosis: [],
});

/** A probe that tells one stage and then lasts until it is cancelled. */
const lasting: RunProbe = async (_request, { id, abort, emit }) => {
  emit(stage);
  if (!abort.aborted) await once(abort, "abort");
  return { ...report(id), verdict: "failed" };
};
const short: RunProbe = async (_request, { id, emit }) => {
  emit(stage);
  return report(id);
};

const limits = { atOnce: 4, slotWaitMs: 60, readerWaitMs: 80 };

async function engine(run: RunProbe, more: Partial<typeof limits> = {}) {
  const directory = mkdtempSync(join(tmpdir(), "outspan-control-"));
  const path = join(directory, "engine.sock");
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => `ref-${bugs.push(error)}`;
  const aborted: string[] = [];
  const noting: RunProbe = (asked, context) => {
    context.abort.addEventListener("abort", () => aborted.push(context.id));
    return run(asked, context);
  };
  const probes = createProbes(noting, onBug, { ...limits, ...more });
  const configurations: EngineConfiguration[] = [];
  const server = createControl({ probes, configure: (next) => configurations.push(next), onBug });
  await listenOn(server, path);
  const kill = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(() => {
    kill();
    rmSync(directory, { recursive: true });
  });
  return { client: engineClient(path), path, kill, aborted, bugs, configurations, probes };
}

async function start(client: ReturnType<typeof engineClient>): Promise<string> {
  const started = await client.startProbe(request);
  if (!started.ok) throw new Error(started.error.message);
  return started.data.id;
}

async function read(client: ReturnType<typeof engineClient>, id: string, abort = new AbortController().signal) {
  const opened = await client.readProbe(id, abort);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.data;
}

async function all(events: AsyncIterable<ProbeEvent>): Promise<ProbeEvent[]> {
  const seen: ProbeEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe("a probe over the socket", () => {
  test("events that came before the reader are kept for it, and the report is last", async () => {
    const { client } = await engine(short);
    const id = await start(client);
    expect(await all(await read(client, id))).toEqual([{ stage }, { report: report(id) }]);
  });

  test("it has one reader: a second one is refused, and after the report there is nothing to read", async () => {
    const { client } = await engine(lasting);
    const id = await start(client);
    const reader = await read(client, id);
    const second = await client.readProbe(id, new AbortController().signal);
    expect(second).toMatchObject({ ok: false, error: { code: "conflict" } });
    await client.cancelProbe(id);
    expect((await all(reader)).at(-1)).toMatchObject({ report: { verdict: "failed" } });
    const late = await client.readProbe(id, new AbortController().signal);
    expect(late).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("without a reader it is cancelled", async () => {
    const { client, aborted } = await engine(lasting);
    const id = await start(client);
    await expect.poll(() => aborted).toEqual([id]);
    expect(await client.readProbe(id, new AbortController().signal)).toMatchObject({ error: { code: "not_found" } });
  });

  test("a reader that leaves cancels it, by abort and by breaking off", async () => {
    const { client, aborted } = await engine(lasting, { readerWaitMs: 5000 });
    const byAbort = await start(client);
    const leaving = new AbortController();
    const events = await read(client, byAbort, leaving.signal);
    leaving.abort();
    await expect.poll(() => aborted).toEqual([byAbort]);
    expect(await all(events)).not.toContainEqual(expect.objectContaining({ report: expect.anything() }));
    const byBreak = await start(client);
    for await (const _event of await read(client, byBreak)) break;
    await expect.poll(() => aborted).toEqual([byAbort, byBreak]);
  });

  test("at most four at once: the fifth waits, and is told when to come back", async () => {
    const { client } = await engine(lasting, { readerWaitMs: 5000 });
    const ids = await Promise.all([1, 2, 3, 4].map(() => start(client)));
    const fifth = await client.startProbe(request);
    expect(fifth).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: expect.any(Number) } });
    for (const id of ids) await client.cancelProbe(id);
  });

  test("the fifth gets the place of one that ends while it waits", async () => {
    const { client } = await engine(lasting, { readerWaitMs: 5000, slotWaitMs: 5000 });
    const [first = "", ...others] = await Promise.all([1, 2, 3, 4].map(() => start(client)));
    const fifth = client.startProbe(request);
    await client.cancelProbe(first);
    expect(await fifth).toMatchObject({ ok: true });
    for (const id of others) await client.cancelProbe(id);
  });

  test("a bug ends with a report too, and its reference is the log's", async () => {
    const { client, bugs } = await engine(async () => {
      throw new Error("a bug");
    });
    const events = await all(await read(client, await start(client)));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      report: { verdict: "failed", diagnosis: [{ code: "unrecognised", fix: null }] },
    });
    expect(JSON.stringify(events)).toContain("ref-1");
    expect(JSON.stringify(events)).not.toContain("a bug");
    expect(bugs).toHaveLength(1);
  });
});

describe("when the engine is away", () => {
  test("a call says so, and a watch ends at once", async () => {
    const client = engineClient("/nowhere/engine.sock");
    expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    await client.configure({ listeners: [] });
    await client.cancelProbe("none");
    await client.watch(new AbortController().signal);
  });

  test("it dies while a probe is read: the stages stay, and a report says what happened", async () => {
    const { client, kill } = await engine(lasting);
    const events = await read(client, await start(client));
    const seen: ProbeEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if ("stage" in event) kill();
    }
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({
      report: { verdict: "failed", stages: [stage], diagnosis: [{ code: "unrecognised", signals: ["traces"] }] },
    });
  });

  test("a watch ends with the engine, or with its caller", async () => {
    const { client, kill } = await engine(lasting);
    const leaving = new AbortController();
    const left = client.watch(leaving.signal);
    const watching = client.watch(new AbortController().signal);
    leaving.abort();
    await left;
    expect(await Promise.race([watching.then(() => "ended"), Promise.resolve("waiting")])).toBe("waiting");
    kill();
    await watching;
  });
});

describe("the socket", () => {
  test("only this user may open it", async () => {
    const { path } = await engine(lasting);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("a configuration is handed over", async () => {
    const { client, configurations } = await engine(lasting);
    await client.configure({ listeners: [{ address: "127.0.0.1", port: 3000 }] });
    expect(configurations).toEqual([{ listeners: [{ address: "127.0.0.1", port: 3000 }] }]);
  });

  test.each([
    ["POST", "/probes", "{", 422],
    ["POST", "/probes", '{"destination":{"secret":"s3cret"}}', 422],
    ["PUT", "/configuration", '{"listeners":[{"address":1}]}', 422],
    ["GET", "/else", "", 404],
    ["GET", "/probes/none/more", "", 404],
  ])("%s %s with %s is refused without repeating it", async (method, path, body, status) => {
    const { path: socketPath } = await engine(lasting);
    const sent = openRequest({ socketPath, method, path }).end(body);
    const [response] = await once(sent, "response");
    const text = (await response.toArray()).join("");
    expect(response.statusCode).toBe(status);
    expect(text).not.toContain("s3cret");
  });

  test("draining waits for probes under way, then cancels what is left", async () => {
    const { client, probes, aborted } = await engine(lasting, { readerWaitMs: 5000 });
    const id = await start(client);
    await probes.drain(20);
    expect(aborted).toEqual([id]);
  });
});
