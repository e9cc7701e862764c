// Console and engine over the real socket: starting, reading, cancelling, places, and each end's death.
import { once } from "node:events";
import { statSync } from "node:fs";
import { request as openRequest } from "node:http";
import { describe, expect, test } from "vitest";
import { engineClient } from "#lib/engine/client";
import type { RunProbe } from "#lib/engine/probes";
import { emptyConfiguration } from "#lib/engine/testing/configuration";
import { all, engine, lasting, read, report, request, short, stage, start } from "#lib/engine/testing/control";
import type { ProbeEvent } from "#lib/otlp/report";

describe("a probe over the socket", () => {
  test("events that came before the reader are kept for it, and the report is last", async () => {
    const { client } = await engine(short);
    const id = await start(client);
    expect(await all(await read(client, id))).toEqual([{ stage }, { report: report(id) }]);
  });

  test("it has one reader: a second one is refused, and after the report there is nothing to read", async () => {
    const { client, probes } = await engine(lasting);
    const id = await start(client);
    const reader = await read(client, id);
    const second = await client.readProbe(id, new AbortController().signal);
    expect(second).toMatchObject({ ok: false, error: { code: "conflict" } });
    probes.cancel(id);
    expect((await all(reader)).at(-1)).toMatchObject({ report: { verdict: "failed" } });
    const late = await client.readProbe(id, new AbortController().signal);
    expect(late).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  test("without a reader it is cancelled", async () => {
    const { client, aborted } = await engine(lasting, { readerWaitMs: 80 });
    const id = await start(client);
    await expect.poll(() => aborted).toEqual([id]);
    expect(await client.readProbe(id, new AbortController().signal)).toMatchObject({ error: { code: "not_found" } });
  });

  test("a reader that leaves cancels it, by abort and by breaking off", async () => {
    const { client, aborted } = await engine(lasting);
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
    const { client, probes } = await engine(lasting);
    const ids = await Promise.all([1, 2, 3, 4].map(() => start(client)));
    const fifth = await client.startProbe(request);
    expect(fifth).toMatchObject({ ok: false, error: { code: "rate_limited", retryAfterSeconds: expect.any(Number) } });
    for (const id of ids) probes.cancel(id);
  });

  test("the fifth gets the place of one that ends while it waits", async () => {
    const { client, probes } = await engine(lasting, { slotWaitMs: 5000 });
    const [first = "", ...others] = await Promise.all([1, 2, 3, 4].map(() => start(client)));
    const fifth = client.startProbe(request);
    probes.cancel(first);
    expect(await fifth).toMatchObject({ ok: true });
    for (const id of others) probes.cancel(id);
  });

  test("one who leaves while waiting for a place starts nothing, and takes no place", async () => {
    const started: string[] = [];
    const noting: RunProbe = (asked, context) => {
      started.push(context.id);
      return lasting(asked, context);
    };
    const { client, probes, open, bugs } = await engine(noting, { readerWaitMs: 9000, slotWaitMs: 9000, atOnce: 1 });
    const first = await start(client);
    await expect.poll(open).toBe(0);
    const leaving = new AbortController();
    const left = client.startProbe(request, leaving.signal);
    const staying = client.startProbe(request);
    await expect.poll(open).toBe(2);
    leaving.abort();
    expect(await left).toMatchObject({ ok: false, error: { code: "unavailable" } });
    await expect.poll(open).toBe(1);
    probes.cancel(first);
    const stayed = await staying;
    expect(started).toEqual([first, stayed.ok && stayed.data.id]);
    expect(bugs).toEqual([]);
  });

  test("before the first configuration none starts: Outspan's own listeners are not known yet", async () => {
    const { client } = await engine(short, { isConfigured: false });
    const early = await client.startProbe(request);
    expect(early).toMatchObject({ ok: false, error: { code: "unavailable", retryAfterSeconds: 1 } });
    await client.configure(emptyConfiguration);
    expect(await client.startProbe(request)).toMatchObject({ ok: true });
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
    expect(await client.configure(emptyConfiguration)).toBe(false);
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
    const { client, configurations } = await engine(lasting, { isConfigured: false });
    const configuration = { ...emptyConfiguration, listeners: [{ address: "127.0.0.1", port: 3000 }] };
    await client.configure(configuration);
    expect(configurations).toEqual([configuration]);
  });

  test.each([
    ["POST", "/probes", "{", 422],
    ["POST", "/probes", '{"destination":{"secret":"s3cret"}}', 422],
    ["PUT", "/configuration", '{"listeners":[{"address":1}]}', 422],
    ["GET", "/else", "", 404],
    ["DELETE", "/probes/none", "", 404],
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
    const { client, probes, aborted } = await engine(lasting);
    const id = await start(client);
    await probes.drain(20);
    expect(aborted).toEqual([id]);
  });

  test("once draining begins none starts: not who comes, not who waits for a place", async () => {
    const { client, probes } = await engine(lasting, { slotWaitMs: 5000, atOnce: 1 });
    const id = await start(client);
    const waiting = client.startProbe(request);
    const draining = waiting.then(() => probes.cancel(id));
    // The waiting one is in line when the next call is answered.
    expect(await client.readProbe("none", new AbortController().signal)).toMatchObject({ ok: false });
    await probes.drain(5000);
    await draining;
    expect(await waiting).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await client.startProbe(request)).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  test("draining ends a second after the cancelling, also if a probe does not", async () => {
    const { client, probes } = await engine(() => new Promise(() => {}));
    await start(client);
    const began = performance.now();
    await probes.drain(10);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
