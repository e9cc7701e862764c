import fc from "fast-check";
import { expect, test } from "vitest";
import { isSettled, ledgerOf, openLane, queueOf, receive, settleSpan } from "#lib/engine/log/lane-state";

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

test("After a lane was idle its oldest is what came then, not what was delivered long ago", () => {
  const lane = openLane(0);
  receive(lane, received(0));
  settleSpan(lane, 0, 10, { delivered: 2, bytes: 10 });
  receive(lane, received(5));
  expect(queueOf(lane)).toEqual({ items: 2, bytes: 10, oldestAtMs: 50_000 });
});
