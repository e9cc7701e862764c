// A batch as a span of the log: parting and cutting lose nothing and double nothing.
import fc from "fast-check";
import { expect, test } from "vitest";
import { part, pieces, type QueuedBatch, queuedBatch, settled } from "#lib/engine/deliver/queued-batch";
import type { LogRecord } from "#lib/engine/log/record";

const record = (position: number, items: number): LogRecord => ({
  ...{ position, items, size: 10, receivedAtMs: position, encoding: "protobuf", coding: "identity", bodyBytes: 5 },
  ...{ delta: false, cumulative: false, source: "otlp", route: ["one"], body: new Uint8Array(5) },
});

test("a batch spans from where the one before ended, and knows where its own first record lies", () => {
  const batch = queuedBatch(100, [record(500, 2), record(700, 3)]);
  expect(batch).toMatchObject({ from: 100, first: 500, to: 710, requests: 2, items: 5, bytes: 20 });
});

test("two parts together are the whole span, and share when its trouble began", () => {
  const records = [record(0, 1), record(10, 2), record(20, 4)];
  const whole = { ...queuedBatch(0, records), corrupt: 3 };
  whole.root.firstRefusedAtMs = 7;
  const [left, right] = part(whole, records, 1);
  expect([left.from, left.to, right.from, right.to]).toEqual([0, 10, 10, 30]);
  expect(left.items + right.items).toBe(7);
  expect([left.corrupt, right.corrupt]).toEqual([3, 0]);
  expect([left.root.firstRefusedAtMs, right.root.firstRefusedAtMs]).toEqual([7, 7]);
});

test("the span of a request that was cut is settled by its last piece, with the sum of all", () => {
  const whole = { ...queuedBatch(0, [record(0, 6)]), corrupt: 1 };
  const body = new Uint8Array(1);
  const [first, second, third] = pieces(
    whole,
    [1, 2, 3].map((items) => ({ body, items })),
  );
  if (!first || !second || !third) throw new Error("Three pieces");
  expect(settled(second, { delivered: 2 })).toBeNull();
  const [half, rest] = pieces(
    third,
    [1, 2].map((items) => ({ body, items })),
  );
  if (!half || !rest) throw new Error("Two pieces");
  expect(settled(first, { rejected: 1 })).toBeNull();
  expect(settled(half, { dropped: { too_large: 1 } })).toBeNull();
  expect(settled(rest, { delivered: 2 })).toEqual({
    ...{ delivered: 4, rejected: 1, bytes: 10 },
    dropped: { too_large: 1, corrupt: 1 },
  });
});

test("a refused batch is halved by its requests down to single ones: none is lost, and their spans are the whole", () => {
  const down = (batch: QueuedBatch): QueuedBatch[] => {
    const records = batch.records ?? [];
    if (records.length < 2) return [batch];
    const halves = part(batch, records, Math.ceil(records.length / 2));
    expect(halves[0].requests - halves[1].requests).toBeLessThanOrEqual(1);
    return halves.flatMap(down);
  };
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), (counts) => {
      const records = counts.map((items, at) => record(at * 10, items));
      const single = down(queuedBatch(0, records));
      expect(single.flatMap((one) => one.records)).toEqual(records);
      expect(single.map(({ from }) => from)).toEqual(single.map((_, at) => at * 10));
      expect(single.at(-1)?.to).toBe(counts.length * 10);
    }),
  );
});
