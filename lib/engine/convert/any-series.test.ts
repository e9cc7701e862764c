import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createConverter, restoreConverter } from "#lib/engine/convert/temporality";
import {
  metricsRequest,
  type PlainMetric,
  type PlainPoint,
  readMetrics,
} from "#lib/engine/convert/testing/metrics-request";

const nothing = { baseline: 0, out_of_order: 0, unconvertible: 0 };
const toDelta = () => createConverter({ to: "delta", since: 0n });
const toCumulative = () => createConverter({ to: "cumulative", since: 0n });

const attributes = fc.constantFrom<Record<string, string>>({}, { a: "1" }, { a: "1", b: "2" }, { b: "2", a: "1" });
const whole = fc.integer({ min: 0, max: 1_000_000 });

/** Windows one after another, now and then with a gap. */
function series(type: PlainMetric["type"]): fc.Arbitrary<PlainMetric> {
  const side = fc.record({ offset: fc.integer({ min: -20, max: 20 }), counts: fc.array(whole, { maxLength: 8 }) });
  const value = {
    gauge: fc.record({ int: whole }),
    sum: fc.oneof(fc.record({ int: fc.bigInt(0n, 2n ** 55n) }), fc.record({ int: whole })),
    histogram: fc
      .tuple(whole, fc.array(whole, { minLength: 3, maxLength: 3 }))
      .map(([sum, buckets]) => ({ count: buckets.reduce((all, one) => all + one, 0), sum, buckets, bounds: [1, 5] })),
    exponential: fc.record({ count: whole, sum: whole, zeroCount: whole, positive: side, negative: side }),
  }[type];
  const window = fc.record({ gap: fc.constantFrom(0, 0, 0, 7), length: fc.integer({ min: 1, max: 50 }) });
  return fc.array(fc.tuple(window, value), { minLength: 1, maxLength: 12 }).map((windows) => {
    let now = 10;
    const points = windows.map(([{ gap, length }, point]) => {
      const start = now + gap;
      now = start + length;
      return { start, time: now, ...point };
    });
    return { type, temporality: 1, points };
  });
}

/** Empty buckets at either end say nothing. */
function plain(point: PlainPoint): PlainPoint {
  const trimmed = (side: PlainPoint["positive"]) => {
    const first = side?.counts.findIndex((count) => count > 0) ?? -1;
    if (!side || first < 0) return undefined;
    const last = side.counts.findLastIndex((count) => count > 0);
    return { offset: side.offset + first, counts: side.counts.slice(first, last + 1) };
  };
  const int = point.int === undefined ? undefined : BigInt(point.int);
  return { ...point, int, scale: undefined, positive: trimmed(point.positive), negative: trimmed(point.negative) };
}

describe("for any series", () => {
  test.each(["sum", "histogram", "exponential"] as const)("R13.12 R13.7 delta, cumulative, delta again: %s", (type) => {
    fc.assert(
      fc.property(series(type), (metric) => {
        const there = toCumulative().convert(metricsRequest([metric]), 0);
        const back = toDelta().convert(there?.body ?? new Uint8Array(), 0);
        const points = readMetrics(back?.body ?? new Uint8Array()).flatMap((read) => read.points);
        expect(points.map(plain)).toEqual(metric.points.map(plain));
        expect(back?.tally).toEqual(nothing);
      }),
      { numRuns: 150, seed: 13 },
    );
  });

  const anyPoint = fc.record(
    { start: fc.nat(40), time: fc.nat(40), int: fc.integer({ min: -3, max: 9 }), flags: fc.nat(1), attributes },
    { requiredKeys: ["time"] },
  );
  const anyMetric = fc.record({
    type: fc.constantFrom("gauge" as const, "sum" as const),
    temporality: fc.constantFrom(0 as const, 1 as const, 2 as const),
    monotonic: fc.boolean(),
    name: fc.constantFrom("one", "two"),
    points: fc.array(anyPoint, { maxLength: 8 }),
  });
  const requests = fc.array(fc.array(anyMetric, { maxLength: 4 }), { maxLength: 5 });
  const to = fc.constantFrom("delta" as const, "cumulative" as const);

  test("what comes in goes out or is counted, and a restored converter goes on as the one before", () => {
    fc.assert(
      fc.property(to, requests, (direction, all) => {
        const settings = { to: direction, since: 5n };
        const converter = createConverter(settings);
        let restored = createConverter(settings);
        for (const metrics of all) {
          const body = metricsRequest(metrics);
          const converted = converter.convert(body, 0);
          const after = readMetrics(converted?.body ?? new Uint8Array()).flatMap((metric) => metric.points).length;
          const { baseline = 0, out_of_order = 0, unconvertible = 0 } = converted?.tally ?? {};
          const before = metrics.flatMap((metric) => metric.points).length;
          expect(after + baseline + out_of_order + unconvertible).toBe(before);
          expect(restored.convert(body, 0)).toEqual(converted);
          restored = restoreConverter(restored.snapshot()) ?? createConverter(settings);
        }
      }),
      { numRuns: 200, seed: 14 },
    );
  });

  test("bytes that are no metrics request are refused and change no state; nothing throws", () => {
    const body = metricsRequest([
      { type: "sum", temporality: 2, points: [{ start: 9, time: 10, int: 5, attributes: { a: "1" } }] },
    ]);
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(255), (at, byte) => {
        const converter = toDelta();
        const before = converter.snapshot();
        const broken = Uint8Array.from(body);
        broken[at] = byte;
        if (converter.convert(broken, 0) === null) expect(converter.snapshot()).toEqual(before);
      }),
      { numRuns: 1000, seed: 15 },
    );
  });
});
