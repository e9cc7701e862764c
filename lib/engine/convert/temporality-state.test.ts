import { describe, expect, test } from "vitest";
import { createConverter, restoreConverter } from "#lib/engine/convert/temporality";
import { cumulative, nothing, send, toDelta } from "#lib/engine/convert/testing/converted";
import { metricsRequest, type PlainMetric } from "#lib/engine/convert/testing/metrics-request";
import { writeDelimited, writeFixed64 } from "#lib/otlp/wire";

describe("state", () => {
  test("R13.13 is bounded: a new stream finds no room, those held go on, silent ones make room", () => {
    const converter = createConverter({ to: "delta", since: 0n, maxBytes: 10_000, staleMs: 1000 });
    const at = (time: number, name: number) =>
      cumulative({ start: 1, time, int: time, attributes: { name: `${name}` } });
    const many = Array.from({ length: 100 }, (_, index) => send(converter, at(10, index)).tally.unconvertible);
    expect(many[0]).toBe(0);
    expect(many.filter((dropped) => dropped === 0).length).toBeGreaterThan(10);
    expect(many[99]).toBe(1);
    expect(send(converter, at(20, 0)).points[0]?.int).toBe(10n);
    const later = converter.convert(metricsRequest([at(30, 99)]), 2000);
    expect(later?.tally).toEqual(nothing);
  });

  test("R13.13 R13.8 a stream that was forgotten and comes back is not told twice; one that began since is new", () => {
    const ms = 1_000_000;
    const converter = createConverter({ to: "delta", since: 0n, staleMs: 1000 });
    const at = (start: number, time: number, int: number, name: string, nowMs: number) => {
      const metric = cumulative({ start: start * ms, time: time * ms, int, attributes: { name } });
      return converter.convert(metricsRequest([metric]), nowMs);
    };
    expect(at(1, 100, 5, "one", 100)?.tally).toEqual(nothing);
    expect(at(1, 5000, 9, "one", 5000)?.tally).toEqual({ ...nothing, baseline: 1 });
    expect(at(99, 5000, 9, "before", 5000)?.tally).toEqual({ ...nothing, baseline: 1 });
    expect(at(101, 5000, 9, "after", 5000)?.tally).toEqual(nothing);
    expect(restoreConverter(converter.snapshot())?.snapshot()).toEqual(converter.snapshot());
    expect(
      send(converter, cumulative({ start: ms, time: 6000 * ms, flags: 1, attributes: { name: "one" } })).points,
    ).toHaveLength(1);
    expect(at(4900, 7000, 10, "one", 7000)?.tally).toEqual({ ...nothing, baseline: 1 });
  });

  test("R13.9 a point dated ahead is taken; those dated before it are late, until the stream is forgotten", () => {
    const ms = 1_000_000;
    const converter = createConverter({ to: "delta", since: 0n, staleMs: 1000 });
    const at = (time: number, int: number, nowMs: number, start = 1) =>
      converter.convert(metricsRequest([cumulative({ start: start * ms, time: time * ms, int })]), nowMs)?.tally;
    expect(at(100, 5, 100)).toEqual(nothing);
    expect(at(1_000_000, 6, 200)).toEqual(nothing);
    expect(at(300, 7, 300)).toEqual({ ...nothing, out_of_order: 1 });
    expect(at(1_000_001, 8, 400)).toEqual(nothing);
    expect(at(2000, 9, 2000)).toEqual({ ...nothing, baseline: 1 });
    expect(at(2100, 10, 2100)).toEqual(nothing);
    // It is forgotten as of its arrival: streams that begin now are new.
    const fresh = cumulative({ start: 2050 * ms, time: 2100 * ms, int: 1, attributes: { name: "fresh" } });
    expect(converter.convert(metricsRequest([fresh]), 2100)?.tally).toEqual(nothing);
  });

  test("R13.13 is bounded in bytes: a stream that grows beyond them is counted, and goes on where it was", () => {
    const converter = createConverter({ to: "delta", since: 0n, maxBytes: 10_000 });
    const at = (time: number, length: number): PlainMetric => {
      const positive = { offset: 0, counts: new Array<number>(length).fill(time) };
      return { type: "exponential", temporality: 2, points: [{ start: 1, time, count: time * length, positive }] };
    };
    expect(send(converter, at(10, 2)).tally).toEqual(nothing);
    expect(send(converter, at(20, 5000)).tally).toEqual({ ...nothing, unconvertible: 1 });
    expect(send(converter, at(30, 2)).points).toMatchObject([{ start: 10, time: 30, count: 40 }]);
  });

  test("a snapshot that cannot be read is said to be none", () => {
    expect(restoreConverter(Uint8Array.of(1, 2, 3))).toBeNull();
  });

  test("R14.3 attributes nested without end exhaust no stack", () => {
    let value = Buffer.alloc(0);
    for (let depth = 0; depth < 3000; depth++) value = Buffer.from(writeDelimited(5, writeDelimited(1, value)));
    const attribute = writeDelimited(7, Buffer.concat([writeDelimited(1, Buffer.from("k")), writeDelimited(2, value)]));
    const time = Buffer.concat([Buffer.from([0x19]), writeFixed64(10n), Buffer.from([0x31]), writeFixed64(1n)]);
    const sum = Buffer.concat([writeDelimited(1, Buffer.concat([attribute, time])), Buffer.from([0x10, 2, 0x18, 1])]);
    const body = [2, 2, 1].reduce<Uint8Array>((inner, number) => writeDelimited(number, inner), writeDelimited(7, sum));
    expect(toDelta().convert(body, 0)?.tally).toEqual({ ...nothing, baseline: 1 });
  });
});
