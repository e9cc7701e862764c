import { describe, expect, test } from "vitest";
import { cumulative, delta, nothing, send, toCumulative, toDelta } from "#lib/engine/convert/testing/converted";
import {
  metricsRequest,
  type PlainMetric,
  type PlainPoint,
  readMetrics,
} from "#lib/engine/convert/testing/metrics-request";

describe("cumulative to delta", () => {
  test("R13.2 each delta starts where the point before it ended, and the metric says delta", () => {
    const body = metricsRequest([cumulative({ start: 1, time: 10, int: 5 }, { start: 1, time: 20, int: 7 })]);
    const [metric] = readMetrics(toDelta().convert(body, 0)?.body ?? new Uint8Array());
    expect(metric?.temporality).toBe(1);
    expect(metric?.points).toEqual([
      { start: 1, time: 10, int: 5n },
      { start: 10, time: 20, int: 2n },
    ]);
  });

  test("R13.8 the first point of a series that began before us is a baseline, one that began later is its delta", () => {
    const converter = toDelta(100n);
    expect(send(converter, cumulative({ start: 99, time: 110, int: 5, attributes: { a: "old" } })).tally).toEqual({
      ...nothing,
      baseline: 1,
    });
    expect(send(converter, cumulative({ start: 101, time: 110, int: 5, attributes: { a: "new" } })).points).toEqual([
      { start: 101, time: 110, int: 5n, attributes: { a: "new" } },
    ]);
    expect(send(converter, cumulative({ start: 99, time: 120, int: 8, attributes: { a: "old" } })).points).toEqual([
      { start: 110, time: 120, int: 3n, attributes: { a: "old" } },
    ]);
  });

  test("R13.7 after a reset with a later start the value is the delta", () => {
    const { points, tally } = send(
      toDelta(),
      cumulative({ start: 1, time: 10, int: 5 }, { start: 12, time: 20, int: 9 }, { start: 12, time: 30, int: 10 }),
    );
    expect(points.slice(1)).toEqual([
      { start: 12, time: 20, int: 9n },
      { start: 20, time: 30, int: 1n },
    ]);
    expect(tally).toEqual(nothing);
  });

  test("R13.7 a value that falls while the start stays is a new baseline: no delta is ever negative", () => {
    const { points, tally } = send(
      toDelta(),
      cumulative({ start: 1, time: 10, int: 5 }, { start: 1, time: 20, int: 2 }, { start: 1, time: 30, int: 3 }),
    );
    expect(points.slice(1)).toEqual([{ start: 20, time: 30, int: 1n }]);
    expect(tally).toEqual({ ...nothing, baseline: 1 });
  });

  test("R13.3 a reset with an unknown start (start = time) gives no rate and is the new baseline", () => {
    const { points, tally } = send(
      toDelta(),
      cumulative({ start: 1, time: 10, int: 5 }, { start: 20, time: 20, int: 50 }, { start: 20, time: 30, int: 52 }),
    );
    expect(points.slice(1)).toEqual([{ start: 20, time: 30, int: 2n }]);
    expect(tally).toEqual({ ...nothing, baseline: 1 });
  });

  test("R13.6 a start that moved into what is already told is a reset, never counted twice", () => {
    const { points, tally } = send(
      toDelta(),
      cumulative({ start: 1, time: 10, int: 5 }, { start: 6, time: 20, int: 9 }, { start: 6, time: 30, int: 11 }),
    );
    expect(points.slice(1)).toEqual([{ start: 20, time: 30, int: 2n }]);
    expect(tally).toEqual({ ...nothing, baseline: 1 });
  });

  test("R13.9 late and repeated points are counted and change nothing; a gap is spanned by one delta", () => {
    const { points, tally } = send(
      toDelta(),
      cumulative(
        { start: 1, time: 20, int: 5 },
        { start: 1, time: 20, int: 6 },
        { start: 1, time: 10, int: 2 },
        { start: 1, time: 90, int: 9 },
      ),
    );
    expect(points.slice(1)).toEqual([{ start: 20, time: 90, int: 4n }]);
    expect(tally).toEqual({ ...nothing, out_of_order: 2 });
  });

  test("R13.5 R12.1 gauges and up-down counters pass byte by byte, and so does what is delta already", () => {
    const metrics: PlainMetric[] = [
      { type: "gauge", points: [{ time: 10, double: 1.5 }] },
      { type: "sum", temporality: 2, monotonic: false, points: [{ start: 1, time: 10, int: -4 }] },
      delta({ start: 1, time: 10, int: 4 }),
    ];
    const body = metricsRequest(metrics);
    const converter = toDelta(1000n);
    for (const _ of [1, 2]) {
      const converted = converter.convert(body, 0);
      expect(Buffer.from(converted?.body ?? []).equals(body)).toBe(true);
      expect(converted?.tally).toEqual(nothing);
    }
  });

  test("R14.3 the order of attributes and of fields does not make a new stream; resource, scope, name and unit do", () => {
    const converter = toDelta(1000n);
    const point = { start: 1, int: 1 };
    send(converter, cumulative({ ...point, time: 10, attributes: { a: "1", b: "2" } }), {
      resource: { x: "1", y: "2" },
    });
    const again = cumulative({ ...point, time: 20, attributes: { b: "2", a: "1" } });
    const same = { resource: { y: "2", x: "1" }, reverse: true };
    expect(send(converter, again, same).tally).toEqual(nothing);
    const others = [
      send(converter, again, { resource: { x: "1", y: "3" } }),
      send(converter, again, { ...same, scope: "other" }),
      send(converter, { ...again, name: "other" }, same),
      send(converter, { ...again, unit: "s" }, same),
    ];
    expect(others.map(({ tally }) => tally.baseline)).toEqual([1, 1, 1, 1]);
  });

  test("R13.13 a point without a recorded value passes and ends its series", () => {
    const { points, tally } = send(
      toDelta(5n),
      cumulative({ start: 1, time: 10, int: 5 }, { start: 1, time: 20, flags: 1 }, { start: 1, time: 30, int: 9 }),
    );
    expect(points).toHaveLength(1);
    expect(tally).toEqual({ ...nothing, baseline: 2 });
  });

  test("R13.6 R13.10 histograms: buckets, count and sum are subtracted, min and max of the interval are unknown", () => {
    const bounds = [1, 2];
    const histogram = (...points: PlainPoint[]): PlainMetric => ({ type: "histogram", temporality: 2, points });
    const first = { start: 1, time: 10, count: 3, sum: 4, min: 1, max: 2, bounds, buckets: [1, 2, 0] };
    const second = { start: 1, time: 20, count: 5, sum: 9, min: 1, max: 4, bounds, buckets: [1, 3, 1] };
    const { points, tally } = send(
      toDelta(),
      histogram(first, second, { ...second, time: 30, bounds: [1, 3] }, { ...second, time: 40, bounds: [1] }),
    );
    expect(points).toEqual([first, { start: 10, time: 20, count: 2, sum: 5, bounds, buckets: [0, 1, 1] }]);
    expect(tally).toEqual({ baseline: 1, out_of_order: 0, unconvertible: 1 });
  });

  test("R13.6 exponential histograms meet at the coarser scale; another zero threshold is a reset", () => {
    const exponential = (...points: PlainPoint[]): PlainMetric => ({ type: "exponential", temporality: 2, points });
    const first = { start: 1, time: 10, count: 5, zeroCount: 1, scale: 1, positive: { offset: 3, counts: [1, 1, 2] } };
    const second = { start: 1, time: 20, count: 8, zeroCount: 2, scale: 0, positive: { offset: 1, counts: [1, 4, 1] } };
    const { points, tally } = send(
      toDelta(),
      exponential(first, second, { ...second, time: 30, zeroThreshold: 0.5 }, { ...second, time: 40, count: 4 }),
    );
    expect(points[1]).toEqual({
      start: 10,
      time: 20,
      count: 3,
      zeroCount: 1,
      scale: 0,
      positive: { offset: 2, counts: [1, 1] },
    });
    expect(tally).toEqual({ ...nothing, baseline: 2 });
  });
});

describe("delta to cumulative", () => {
  test("R13.12 aligned windows add up and the first start stays", () => {
    const { points } = send(
      toCumulative(),
      delta({ start: 1, time: 10, int: 5 }, { start: 10, time: 20, double: 1.5 }),
    );
    expect(points).toEqual([
      { start: 1, time: 10, int: 5n },
      { start: 1, time: 20, double: 6.5 },
    ]);
  });

  test("R13.12 a gap begins anew at its end, an overlap after what is told, an older point is dropped", () => {
    const { points, tally } = send(
      toCumulative(),
      delta(
        { start: 1, time: 10, int: 5 },
        { start: 15, time: 20, int: 2 },
        { start: 18, time: 30, int: 3 },
        { start: 10, time: 15, int: 9 },
        { start: 30, time: 40, int: 1 },
      ),
    );
    expect(points.slice(1)).toEqual([
      { start: 15, time: 20, int: 2n },
      { start: 20, time: 30, int: 3n },
      { start: 20, time: 40, int: 4n },
    ]);
    expect(tally).toEqual({ ...nothing, out_of_order: 1 });
  });

  test("R12.1 up-down counters are added up too, below zero if need be, and gauges pass", () => {
    const points = [
      { start: 1, time: 10, int: 2 },
      { start: 10, time: 20, int: -5 },
    ];
    expect(send(toCumulative(), { ...delta(...points), monotonic: false }).points[1]).toEqual({
      start: 1,
      time: 20,
      int: -3n,
    });
    expect(send(toCumulative(), delta(...points)).tally).toEqual({ ...nothing, unconvertible: 1 });
    expect(send(toCumulative(), { type: "gauge", points: [{ time: 1, double: 2 }] }).points).toHaveLength(1);
  });

  test("R13.12 more than int64 holds begins anew", () => {
    const most = 2n ** 63n - 1n;
    const { points } = send(toCumulative(), delta({ start: 1, time: 10, int: most }, { start: 10, time: 20, int: 1 }));
    expect(points[1]).toEqual({ start: 10, time: 20, int: 1n });
  });

  test("R12.5 exponential buckets far apart stay at most 160, at a coarser scale, and none is lost", () => {
    const at = (start: number, offset: number): PlainPoint => {
      const side = { offset, counts: [1, 2] };
      return { start, time: start + 10, count: 3, zeroCount: 0, scale: 20, positive: side, min: offset, max: offset };
    };
    const metric: PlainMetric = { type: "exponential", temporality: 1, points: [at(10, -5000), at(20, 900_000)] };
    const last = send(toCumulative(), metric).points[1];
    const counts = last?.positive?.counts ?? [];
    expect(counts.length).toBeLessThanOrEqual(160);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(last).toMatchObject({ count: 6, min: -5000, max: 900_000 });
  });
});
