import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { asWanted } from "#lib/engine/convert/as-wanted";
import { createConverter } from "#lib/engine/convert/temporality";
import { metricsRequest, type PlainMetric, readMetrics } from "#lib/engine/convert/testing/metrics-request";
import { scanRequest } from "#lib/otlp/scan";
import type { Signal } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";
import { concat, writeDelimited } from "#lib/otlp/wire";

const nothing = { baseline: 0, out_of_order: 0, unconvertible: 0 };
const gauge = metricsRequest([{ type: "gauge", points: [{ time: 10, double: 1.5 }] }]);
const counter = (...points: PlainMetric["points"]): Uint8Array =>
  metricsRequest([
    { type: "sum", temporality: 2, points },
    { type: "gauge", points: [{ time: 5, double: 1 }] },
  ]);
const first = counter({ start: 1, time: 10, int: 5 });
const second = counter({ start: 1, time: 20, int: 8 }, { start: 1, time: 15, int: 7 });

function stored(
  body: Uint8Array,
  coding: "identity" | "gzip" = "identity",
  encoding: "protobuf" | "json" = "protobuf",
) {
  const scan = scanRequest("metrics", body);
  const plain = encoding === "json" ? (toJson("metrics", body) ?? body) : body;
  return {
    ...{ encoding, coding, receivedAtMs: 1, bodyBytes: plain.length, items: scan?.items ?? 1 },
    ...(scan?.temporality ?? { delta: false, cumulative: true }),
    body: coding === "gzip" ? gzipSync(plain) : plain,
  };
}

/** Without the field of a version to come, which JSON cannot carry. */
const pointsOf = (json: Uint8Array) =>
  JSON.parse(Buffer.from(json).toString()).resourceMetrics[0].scopeMetrics[0].metrics;

describe("a record as it is wanted", () => {
  test("is the very bytes when nothing has to change, inflated where they were compressed", async () => {
    const converter = createConverter({ to: "delta", since: 100n });
    for (const coding of ["identity", "gzip"] as const) {
      const same = await asWanted("metrics", stored(gauge, coding), { encoding: "protobuf" }, converter);
      expect(same).toEqual({ body: gauge, items: 1, tally: nothing });
    }
    for (const [body, other] of [
      [gauge, converter],
      [first, null],
    ] as const) {
      const record = stored(body);
      expect((await asWanted("metrics", record, { encoding: "protobuf" }, other))?.body).toBe(record.body);
    }
  });

  test.each([
    ["protobuf", "json"],
    ["json", "protobuf"],
  ] as const)("R5.1 from %s it becomes %s, with all its items", async (encoding, wanted) => {
    const made = await asWanted("metrics", stored(first, "gzip", encoding), { encoding: wanted }, null);
    const json = wanted === "json" ? made?.body : toJson("metrics", made?.body ?? new Uint8Array());
    expect(json).toEqual(toJson("metrics", first));
    expect(made).toMatchObject({ items: 2, tally: nothing });
  });

  test.each([
    ["protobuf", "protobuf"],
    ["protobuf", "json"],
    ["json", "protobuf"],
    ["json", "json"],
  ] as const)(
    "R13.2 of %s that is cumulative, deltas in %s; what goes out and what is dropped are all items",
    async (encoding, wanted) => {
      const converter = createConverter({ to: "delta", since: 100n });
      const of = (body: Uint8Array) =>
        asWanted("metrics", stored(body, "gzip", encoding), { encoding: wanted }, converter);
      expect(await of(first)).toMatchObject({ items: 1, tally: { ...nothing, baseline: 1 } });
      const made = await of(second);
      expect(made).toMatchObject({ items: 2, tally: { ...nothing, out_of_order: 1 } });
      const body = made?.body ?? new Uint8Array();
      const [sum] = pointsOf(wanted === "json" ? body : (toJson("metrics", body) ?? body));
      expect(sum.sum).toEqual({
        dataPoints: [{ startTimeUnixNano: "10", timeUnixNano: "20", asInt: "3" }],
        aggregationTemporality: 1,
        isMonotonic: true,
      });
    },
  );

  test("R5.7 unknown fields stay where the encoding does not change", async () => {
    const converter = createConverter({ to: "delta", since: 0n });
    const made = await asWanted("metrics", stored(first), { encoding: "protobuf" }, converter);
    // readMetrics throws where the field of a version to come is lost.
    expect(readMetrics(made?.body ?? new Uint8Array())).toHaveLength(2);
  });

  test.each(["protobuf", "json"] as const)("what cannot be read is null: %s", async (encoding) => {
    const body = Buffer.from("{not this");
    const record = { ...stored(first), encoding, body, bodyBytes: body.length };
    const other = encoding === "json" ? "protobuf" : "json";
    expect(await asWanted("metrics" satisfies Signal, record, { encoding: other }, null)).toBeNull();
    const converter = createConverter({ to: "delta", since: 0n });
    expect(await asWanted("metrics", record, { encoding }, converter)).toBeNull();
  });

  test("what does not add up to the items that were received is null", async () => {
    const point = writeDelimited(1, new Uint8Array());
    const sum = concat([point, point, Uint8Array.of(0x10, 2, 0x18, 1)]);
    const metric = concat([writeDelimited(7, sum), writeDelimited(5, point)]);
    const odd = writeDelimited(1, writeDelimited(2, writeDelimited(2, metric)));
    const record = { ...stored(odd), cumulative: true };
    const converter = createConverter({ to: "delta", since: 0n });
    expect(await asWanted("metrics", record, { encoding: "protobuf" }, converter)).toBeNull();
  });
});
