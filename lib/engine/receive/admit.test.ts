import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { logFull } from "#lib/engine/log/log-full";
import type { Entry } from "#lib/engine/log/record";
import { type AdmitParts, type AdmitRequest, createAdmit } from "#lib/engine/receive/admit";
import { createInflate } from "#lib/engine/receive/inflate";
import type { Routed } from "#lib/engine/receive/route";
import { emptyBatch, probeBatch } from "#lib/otlp/payload";
import { writeDelimited } from "#lib/otlp/wire";

const wanting: Routed = {
  id: "grafana",
  enabled: true,
  sources: ["otlp"],
  signals: { traces: { enabled: true }, metrics: { enabled: true } },
};
const body = (signal: "traces" | "metrics" | "logs", encoding: "protobuf" | "json" = "protobuf") =>
  probeBatch({
    signal,
    encoding,
    temporality: "delta",
    histograms: "explicit",
    now: 1_795_264_083_078_123_456n,
    random: (bytes) => new Uint8Array(bytes).fill(1),
    runId: "run-1",
  }).batch.body;
const request = (more: Partial<AdmitRequest> = {}): AdmitRequest => ({
  source: "otlp",
  encoding: "protobuf",
  coding: "",
  body: body("traces"),
  ...more,
});

/** A log that only remembers, and everything that was said to those around it, in order. */
function receiver(more: Partial<AdmitParts<number>> = {}) {
  const entries: Entry[] = [];
  const told: unknown[] = [];
  const admit = createAdmit<number>({
    append: async (_signal, entry) => entries.push(entry),
    configuration: () => [wanting],
    inflate: createInflate({ bytesMax: 64 * 1024 }),
    reserve: () => () => told.push("released"),
    holdBackMs: () => null,
    stored: (signal, position, scan) => told.push({ stored: signal, position, services: [...scan.services] }),
    unrouted: (signal, scan) => told.push({ unrouted: signal, items: scan.items }),
    now: () => 5,
    ...more,
  });
  return { admit, entries, told };
}

describe("what is accepted", () => {
  test("is stored as the bytes that came, with its counts and its route, before it is told and answered", async () => {
    const { admit, entries, told } = receiver();
    const sent = gzipSync(body("metrics"));
    expect(await admit("metrics", request({ coding: "gzip", body: sent }))).toEqual({ accepted: true, items: 3 });
    expect(entries).toEqual([
      {
        receivedAtMs: 5,
        items: 3,
        encoding: "protobuf",
        coding: "gzip",
        bodyBytes: body("metrics").length,
        delta: true,
        cumulative: false,
        source: "otlp",
        route: ["grafana"],
        body: sent,
      },
    ]);
    expect(entries[0]?.body).toBe(sent);
    expect(told).toEqual([{ stored: "metrics", position: 1, services: [["outspan.test_logs", 3]] }]);
  });

  test("is answered only once the log has it", async () => {
    const flushed = Promise.withResolvers<number>();
    const appended = Promise.withResolvers<void>();
    const { admit, told } = receiver({
      append: () => {
        appended.resolve();
        return flushed.promise;
      },
    });
    let isAnswered = false;
    const answer = admit("traces", request()).then((admitted) => {
      isAnswered = true;
      return admitted;
    });
    await appended.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect([isAnswered, told]).toEqual([false, []]);
    flushed.resolve(1);
    expect(await answer).toEqual({ accepted: true, items: 1 });
  });

  test("JSON is stored as JSON", async () => {
    const { admit, entries } = receiver();
    await admit("traces", request({ encoding: "json", body: body("traces", "json") }));
    expect(entries).toMatchObject([{ encoding: "json", coding: "identity", items: 1 }]);
  });

  test("a coding that no destination takes, and gzip of several members, are stored inflated", async () => {
    const { admit, entries, told } = receiver();
    const two = Buffer.concat([body("traces"), body("traces")]);
    await admit("traces", request({ coding: "deflate", body: deflateSync(body("traces")) }));
    await admit("traces", request({ coding: "gzip", body: Buffer.concat([1, 2].map(() => gzipSync(body("traces")))) }));
    expect(entries.map(({ coding, items }) => ({ coding, items }))).toEqual([
      { coding: "identity", items: 1 },
      { coding: "identity", items: 2 },
    ]);
    expect(entries.map((entry) => Buffer.from(entry.body))).toEqual([Buffer.from(body("traces")), two]);
    expect(told.filter((what) => what === "released")).toHaveLength(2);
  });

  test("R16.5 nothing in it: success, and nothing is stored", async () => {
    const { admit, entries } = receiver();
    const empty = request({ body: emptyBatch("traces", "protobuf").body });
    expect(await admit("traces", empty)).toEqual({ accepted: true, items: 0 });
    expect(entries).toEqual([]);
  });

  test("wanted by no destination: success, counted, not stored", async () => {
    const { admit, entries, told } = receiver();
    expect(await admit("logs", request({ body: body("logs") }))).toEqual({ accepted: true, items: 1 });
    expect([entries, told]).toEqual([[], [{ unrouted: "logs", items: 1 }]]);
  });
});

describe("what is refused is neither stored nor counted", () => {
  test.each([
    ["no protobuf", { body: Buffer.from("hello") }, "invalid"],
    ["no JSON", { encoding: "json", body: Buffer.from("{") }, "invalid"],
    [
      "JSON that is no UTF-8",
      { encoding: "json", body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
      "invalid",
    ],
    ["no gzip", { coding: "gzip" }, "invalid"],
    ["a bomb", { coding: "gzip", body: gzipSync(Buffer.alloc(1024 * 1024)) }, "too_large"],
    ["another coding", { coding: "br" }, "unsupported"],
  ] as const)("R16.3 %s", async (_what, more, refused) => {
    const { admit, entries, told } = receiver();
    expect(await admit("traces", request(more))).toMatchObject({ accepted: false, refused });
    expect([entries, told]).toEqual([[], []]);
  });

  test("R16.3 more than 250,000 items, or millions of empty groups: too large, and it costs no time to say so", async () => {
    const twenty = createInflate({ bytesMax: 20 * 2 ** 20 });
    const { admit, entries } = receiver({ inflate: twenty });
    const nothing = writeDelimited(2, new Uint8Array());
    const spans = (count: number) => writeDelimited(1, writeDelimited(2, Buffer.alloc(2 * count, nothing)));
    const json = (count: number) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${"{},".repeat(count - 1)}{}]}]}]}`;
    const groups = Buffer.concat([spans(1), writeDelimited(1, Buffer.alloc(2_000_000, nothing))]);
    const point = writeDelimited(1, new Uint8Array());
    const points = writeDelimited(2, writeDelimited(5, Buffer.alloc(2 * 250_001, point)));
    const begun = process.cpuUsage();
    for (const [signal, more] of [
      ["traces", { body: spans(250_001) }],
      ["traces", { body: gzipSync(spans(10_000_000)), coding: "gzip" }],
      ["traces", { body: groups }],
      ["metrics", { body: writeDelimited(1, writeDelimited(2, points)) }],
      ["traces", { encoding: "json", body: Buffer.from(json(250_001)) }],
    ] as const) {
      expect(await admit(signal, request(more))).toMatchObject({
        refused: "too_large",
        message: expect.stringContaining("250,000 items"),
      });
    }
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(entries).toEqual([]);
    expect(await admit("traces", request({ body: spans(250_000) }))).toEqual({ accepted: true, items: 250_000 });
    const large = request({ encoding: "json", body: Buffer.from(json(250_000)) });
    expect(await admit("traces", large)).toEqual({ accepted: true, items: 250_000 });
  });

  test.each([
    ["traceId", '"zz"'],
    ["startTimeUnixNano", "1e400"],
    ["startTimeUnixNano", '"-1"'],
    ["name", "7"],
    ["kind", '"SPAN_KIND_OF_ITS_OWN"'],
  ])("R5.9 JSON that cannot be written as protobuf: %s is %s", async (key, value) => {
    const { admit, entries } = receiver();
    const json = Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"${key}":${value}}]}]}]}`);
    expect(await admit("traces", request({ encoding: "json", body: json }))).toMatchObject({ refused: "invalid" });
    expect(entries).toEqual([]);
  });

  test("a log that is full: come again; and it goes on when there is room", async () => {
    let isFull = true;
    const { admit, told } = receiver({
      append: async () => {
        if (isFull) throw logFull("ENOSPC");
        return 1;
      },
    });
    const answer = await admit("traces", request({ coding: "deflate", body: deflateSync(body("traces")) }));
    expect(answer).toMatchObject({ accepted: false, refused: "unavailable", retryAfterMs: expect.any(Number) });
    expect(told).toEqual(["released"]);
    isFull = false;
    expect(await admit("traces", request())).toEqual({ accepted: true, items: 1 });
  });

  test("any other failure of the log is a bug, and thrown", async () => {
    const { admit } = receiver({ append: () => Promise.reject(new TypeError("a bug")) });
    await expect(admit("traces", request())).rejects.toThrow("a bug");
  });

  test("a destination that refuses when it is full, and no room for what must be held inflated", async () => {
    const held = receiver({ holdBackMs: () => 7000 });
    expect(await held.admit("traces", request())).toMatchObject({ refused: "throttled", retryAfterMs: 7000 });
    const tight = receiver({ reserve: () => null });
    const inflated = request({ coding: "deflate", body: deflateSync(body("traces")) });
    expect(await tight.admit("traces", inflated)).toMatchObject({ refused: "unavailable" });
    expect([...held.entries, ...tight.entries]).toEqual([]);
  });
});
