import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isSettled,
  type LaneState,
  ledgerOf,
  openLane,
  queueOf,
  type Received,
  receive,
  settleSpan,
} from "#lib/engine/log/lane-state";

function received(index: number) {
  return { position: index * 10, size: 10, items: 2, bytes: 10, receivedAtMs: index * 10_000 };
}

test("Spans settled in any order become one: nothing is remembered above the low-water mark when all is done", () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
  fc.assert(
    fc.property(order, (indexes) => {
      const lane = openLane(0);
      for (let index = 0; index < 7; index += 1) receive(lane, received(index));
      const done = new Set<number>();
      for (const index of indexes) {
        expect(settleSpan(lane, index * 10, index * 10 + 10, { delivered: 2, bytes: 10 })).toBe(true);
        done.add(index);
        let low = 0;
        while (done.has(low)) low += 1;
        expect(lane.low).toBe(low * 10);
        for (let each = 0; each < 7; each += 1) expect(isSettled(lane, each * 10 + 5)).toBe(done.has(each));
        for (const [at, span] of lane.beyond.entries())
          expect(span[0]).toBeGreaterThan(lane.beyond[at - 1]?.[1] ?? lane.low);
        expect(queueOf(lane).oldestAtMs).toBe(low === 7 ? null : low * 10_000);
      }
      expect(lane.beyond).toEqual([]);
      expect(ledgerOf(lane)).toEqual({ received: 14, delivered: 14, queued: 0, rejected: 0, dropped: {} });
    }),
    { numRuns: 200, seed: 4 },
  );
});

test("The memory of a backlog is bounded, and the age of its oldest stays exact", () => {
  const lane = openLane(0);
  for (let index = 0; index < 10_000; index += 1) receive(lane, received(index));
  expect(lane.marks.length).toBeLessThanOrEqual(64);
  expect(queueOf(lane)).toEqual({ items: 20_000, bytes: 100_000, oldestAtMs: 0 });
});

/** How much too old the oldest is said to be, at most, while the records are delivered one after another. */
function worstError(lane: LaneState, records: readonly Received[]): number {
  let worst = 0;
  let done = 0;
  for (const [index, { position, size, items, bytes }] of records.entries()) {
    settleSpan(lane, done, position + size, { delivered: items, bytes });
    done = position + size;
    const told = queueOf(lane).oldestAtMs;
    const next = records[index + 1];
    if (next === undefined) {
      expect(told).toBeNull();
      continue;
    }
    // It is never said to be younger than it is.
    if (told === null || told > next.receivedAtMs) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, next.receivedAtMs - told);
  }
  return worst;
}

test("A day of one record a second, then drained: the age of the oldest is never wrong by more than a 32nd of the day", () => {
  const lane = openLane(0);
  const daySeconds = 86_400;
  const records = Array.from({ length: daySeconds }, (_, index) => ({
    ...received(index),
    receivedAtMs: index * 1000,
  }));
  for (const record of records) receive(lane, record);
  expect(lane.marks.length).toBeLessThanOrEqual(64);
  expect(worstError(lane, records)).toBeLessThanOrEqual((daySeconds * 1000) / 32);
});

test("However records come, beside those of others, the age of the oldest is wrong by at most a second or a 32nd of the backlog's span", () => {
  const waits = fc.oneof(fc.nat(50), fc.nat(5000), fc.integer({ min: 0, max: 3_600_000 }));
  const arrival = fc.record({ waitMs: waits, others: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(arrival, { minLength: 2, maxLength: 400, size: "max" }), (arrivals) => {
      const lane = openLane(0);
      const records: Received[] = [];
      let [position, receivedAtMs] = [0, 0];
      for (const { waitMs, others } of arrivals) {
        position += others * 10;
        receivedAtMs += waitMs;
        records.push({ ...received(0), position, receivedAtMs });
        position += 10;
      }
      for (const record of records) receive(lane, record);
      expect(lane.marks.length).toBeLessThanOrEqual(64);
      const spanMs = receivedAtMs - (records[0]?.receivedAtMs ?? 0);
      expect(worstError(lane, records)).toBeLessThanOrEqual(Math.max(1000, spanMs / 32));
    }),
    { numRuns: 200, seed: 4 },
  );
});

test("After a lane was idle its oldest is what came then, not what was delivered long ago", () => {
  const lane = openLane(0);
  receive(lane, received(0));
  settleSpan(lane, 0, 10, { delivered: 2, bytes: 10 });
  receive(lane, received(5));
  expect(queueOf(lane)).toEqual({ items: 2, bytes: 10, oldestAtMs: 50_000 });
});
