import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { onDeliveryBug } from "#lib/engine/bug";
import { type SelfSource, selfResource, startSelfSource } from "#lib/engine/sources/self";
import type { SelfSend } from "#lib/engine/sources/self-outbox";
import type { SourceUser } from "#lib/engine/sources/source-user";
import { sleepingClock } from "#lib/engine/sources/testing/cgroup-tree";
import { each, fieldsOf, storedMetrics, textAttributes } from "#lib/engine/sources/testing/stored-metrics";
import { log } from "#lib/log";
import type { Signal } from "#lib/otlp/signal";
import { textOf } from "#lib/otlp/wire";

type Wish = Partial<NonNullable<SourceUser["signals"]["metrics"]>>;
type Sent = { signal: Signal; ids: string | null; body: Uint8Array };

const metrics = (wish: Wish = {}): SourceUser["signals"]["metrics"] => ({
  enabled: true,
  temporality: "cumulative",
  intervalMs: 10_000,
  histograms: "explicit",
  ...wish,
});

function user(id: string, signals: SourceUser["signals"], more: Partial<SourceUser> = {}): SourceUser {
  return { id, enabled: true, sources: ["self"], signals, ...more };
}

/** Runs the source for so long; `at` acts on it as time passes. */
async function run(
  endMs: number,
  users: () => readonly SourceUser[],
  at: (ms: number, source: SelfSource) => void = () => {},
  send: (sent: Sent) => boolean = () => true,
) {
  const sent: Sent[] = [];
  const ended = Promise.withResolvers<void>();
  const clock = sleepingClock(endMs, (ms) => {
    if (ms > endMs) ended.resolve();
    else at(ms, source);
  });
  const keep: SelfSend = async (signal, body, ids) => {
    const one = { signal, ids: ids?.join(",") ?? null, body };
    const isTaken = send(one);
    if (isTaken) sent.push(one);
    return isTaken;
  };
  const parts = { send: keep, users, resource: selfResource("console", "host-1"), clock };
  const source: SelfSource = startSelfSource({ ...parts, onError: ended.reject });
  await ended.promise;
  const isOn = source.isOn();
  await source.stop();
  return { sent, isOn };
}

const request = { method: "GET", route: "/destinations/[id]", status: 200, startedAtMs: 1_700_000_000_000 };
const metric = (sent: Sent | undefined, name: string) =>
  sent === undefined ? undefined : storedMetrics(sent.body).find((one) => one.name === name);

test("its own metrics: process and event loop, requests by route and status, probes, what was received", async () => {
  const { sent } = await run(
    10_000,
    () => [user("d1", { metrics: metrics() })],
    (ms, source) => {
      if (ms !== 5000) return;
      source.httpRequest({ ...request, durationMs: 20 });
      source.httpRequest({ ...request, durationMs: 30 });
      source.httpRequest({ ...request, route: "/login", status: 500, durationMs: 1 });
      source.probe("accepted", 3);
      source.received("traces", 7);
      source.received("traces", 5);
    },
  );
  expect(sent.map(({ signal, ids }) => [signal, ids])).toEqual([["metrics", "d1"]]);
  const told = storedMetrics(sent[0]?.body ?? new Uint8Array());
  expect(told.map(({ name, kind, unit, monotonic }) => [name, kind, unit, monotonic]).sort()).toEqual(
    expect.arrayContaining([
      ["http.server.request.duration", "histogram", "s", false],
      ["outspan.probe.duration", "histogram", "s", false],
      ["outspan.received.items", "sum", "{item}", true],
      ["process.cpu.time", "sum", "s", true],
      ["process.memory.usage", "sum", "By", false],
      ["process.uptime", "gauge", "s", false],
    ]),
  );
  const requests = metric(sent[0], "http.server.request.duration")?.points.map(({ attributes, value }) => [
    attributes["http.route"],
    attributes["http.response.status_code"],
    value,
  ]);
  expect(requests).toEqual([
    ["/destinations/[id]", "200", 2],
    ["/login", "500", 1],
  ]);
  expect(metric(sent[0], "outspan.received.items")?.points).toMatchObject([
    { attributes: { "outspan.signal": "traces" }, value: 12 },
  ]);
  const [resource] = each(sent[0]?.body ?? new Uint8Array(), 1).flatMap((one) => each(one, 1));
  expect(textAttributes(resource ?? new Uint8Array(), 1)).toEqual(selfResource("console", "host-1"));
});

test("R12.1 R12.5 one reader for each distinct wish: temporality (lowmemory too), histograms, interval, with those ids alone", async () => {
  const users = [
    user("a", { metrics: metrics() }),
    user("b", { metrics: metrics({ temporality: "delta", histograms: "exponential" }) }),
    user("c", { metrics: metrics({ temporality: "lowmemory" }) }),
    user("d", { metrics: metrics({ intervalMs: 20_000 }) }),
    user("e", { metrics: metrics() }),
  ];
  const { sent } = await run(
    20_000,
    () => users,
    (ms, source) => {
      if (ms === 5000 || ms === 15_000) {
        source.received("logs", 10);
        source.httpRequest({ ...request, durationMs: 5 });
      }
    },
  );
  const of = (sentOne: Sent) => {
    const counter = metric(sentOne, "outspan.received.items");
    const histogram = metric(sentOne, "http.server.request.duration");
    const up = metric(sentOne, "process.memory.usage");
    const observed = metric(sentOne, "process.cpu.time");
    return {
      ids: sentOne.ids,
      items: counter?.points[0]?.value,
      temporalities: [counter, histogram, up, observed].map((one) => one?.temporality),
      histogram: histogram?.kind,
    };
  };
  const cumulative = { temporalities: [2, 2, 2, 2], histogram: "histogram" };
  const delta = { ids: "b", items: 10, temporalities: [1, 1, 2, 1], histogram: "exponential" };
  const lowMemory = { ids: "c", items: 10, temporalities: [1, 1, 2, 2], histogram: "histogram" };
  expect(sent.map(of)).toEqual([
    { ...cumulative, ids: "a,e", items: 10 },
    delta,
    lowMemory,
    { ...cumulative, ids: "a,e", items: 20 },
    delta,
    lowMemory,
    { ...cumulative, ids: "d", items: 20 },
  ]);
});

test("a span for each request of the console, with method, route and status; no more than ten a second", async () => {
  const { sent } = await run(
    3000,
    () => [user("d1", { traces: { enabled: true } })],
    (ms, source) => {
      if (ms === 1000) source.httpRequest({ ...request, status: 503, durationMs: 20 });
      if (ms === 2000) for (let n = 0; n < 50; n++) source.httpRequest({ ...request, durationMs: 1 });
    },
  );
  const spans = sent.flatMap(({ signal, ids, body }) => {
    expect([signal, ids]).toEqual(["traces", null]);
    return each(body, 1)
      .flatMap((resource) => each(resource, 2))
      .flatMap((scope) => each(scope, 2));
  });
  expect(spans).toHaveLength(11);
  const [first = new Uint8Array()] = spans;
  expect(textOf(fieldsOf(first), 5)).toBe("GET /destinations/[id]");
  expect(textAttributes(first, 9)).toMatchObject({ "http.request.method": "GET", "http.response.status_code": "503" });
  const nanos = [7, 8].map((number) => fieldsOf(first).find((field) => field.number === number));
  const [start, end] = nanos.map((field) => (field?.wire === 1 ? Buffer.from(field.bytes).readBigUInt64LE() : 0n));
  expect([start, (end ?? 0n) - (start ?? 0n)]).toEqual([1_700_000_000_000_000_000n, 20_000_000n]);
});

test("log lines go along as records, cleaned and without what an exception said; those about delivering never, no flood", async () => {
  const { sent } = await run(
    3000,
    () => [user("d1", { logs: { enabled: true } })],
    (ms) => {
      if (ms === 1000) {
        log.warn("The self test speaks", { attempt: 3, token: "sk-secret", at: { step: "dns" } });
        log.error("A batch was refused", { delivery: "d1" });
        onDeliveryBug(new Error("private words"));
        const cause = new TypeError("private words");
        log.error("It failed", { error: new Error("private words", { cause }), reason: "private words" });
      }
      if (ms === 2000) for (let n = 0; n < 50; n++) log.info("Many");
    },
  );
  const records = sent.flatMap(({ signal, body }) => {
    expect(signal).toBe("logs");
    for (const hidden of ["sk-secret", "private words"]) expect(Buffer.from(body).includes(hidden)).toBe(false);
    return each(body, 1)
      .flatMap((resource) => each(resource, 2))
      .flatMap((scope) => each(scope, 2));
  });
  const texts = records.map((record) => [
    textOf(fieldsOf(record), 3),
    textOf(fieldsOf(each(record, 5)[0] ?? record), 1),
  ]);
  expect(texts[0]).toEqual(["WARN", "The self test speaks"]);
  expect(texts.filter(([level]) => level === "ERROR")).toEqual([["ERROR", "It failed"]]);
  expect(textAttributes(records[1] ?? new Uint8Array(), 6)).toEqual({
    error: '{"name":"Error","cause":{"name":"TypeError"}}',
  });
  expect(texts.filter(([, text]) => text === "Many")).toHaveLength(20);
  expect(textAttributes(records[0] ?? new Uint8Array(), 6)).toMatchObject({ token: "[hidden]", at: '{"step":"dns"}' });
});

test("what nobody lists any more stops within a second, and a new wish starts without a restart", async () => {
  let wanted = [user("d1", { metrics: metrics() })];
  const { sent, isOn } = await run(
    60_000,
    () => wanted,
    (ms, source) => {
      if (ms === 15_000) wanted = [];
      if (ms === 16_000) expect(source.isOn()).toBe(false);
      if (ms === 35_000) wanted = [user("d2", { metrics: metrics({ intervalMs: 20_000 }) })];
    },
  );
  expect(sent.map(({ ids }) => ids)).toEqual(["d1", "d2", "d2"]);
  expect(isOn).toBe(true);
});

test.each([
  ["while nobody lists self the SDK is not even loaded", "otlp", false],
  ["the SDK is loaded when a destination lists self", "self", true],
])("%s", (_title, source, isLoaded) => {
  const script = `
    import { registerHooks } from "node:module";
    import { setTimeout as wait } from "node:timers/promises";
    let isLoaded = false;
    registerHooks({
      resolve(name, context, next) {
        isLoaded ||= name.startsWith("@opentelemetry/");
        return next(name, context);
      },
    });
    const { startSelfSource } = await import("#lib/engine/sources/self");
    const looked = Promise.withResolvers();
    let looks = 0;
    const sleep = async (_ms, abort) => {
      if (++looks < 3) return;
      looked.resolve();
      await new Promise((resolve) => abort.addEventListener("abort", resolve));
    };
    const clock = { monotonicMs: () => performance.now(), now: Date.now, sleep };
    const user = { id: "d", enabled: true, sources: ["${source}"], signals: { traces: { enabled: true } } };
    const parts = { send: async () => true, users: () => [user], resource: {}, clock, onError: console.error };
    const source = startSelfSource(parts);
    await looked.promise;
    source.httpRequest({ method: "GET", route: "/", status: 200, startedAtMs: 0, durationMs: 1 });
    process.stdout.write(JSON.stringify([source.isOn(), isLoaded]));
    await source.stop();`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual([isLoaded, isLoaded]);
});

test("what the engine does not take waits in order and goes out later", async () => {
  let isUp = false;
  const { sent } = await run(
    40_000,
    () => [user("d1", { metrics: metrics({ temporality: "delta" }) })],
    (ms, source) => {
      if (ms % 10_000 === 5000) source.received("logs", ms / 1000);
      if (ms === 32_000) isUp = true;
    },
    () => isUp,
  );
  const items = sent.map((one) => metric(one, "outspan.received.items")?.points[0]?.value);
  expect(items).toEqual([5, 15, 25, 35]);
});
