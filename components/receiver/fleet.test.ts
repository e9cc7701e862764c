// The rates at the top of the list.
import { expect, test } from "vitest";
import { type Fleet, grownOf, ratesOf } from "./fleet";

const none = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };

function seen(atMs: number, traces: number): Fleet {
  const counts = { traces, metrics: 0, logs: 0 };
  return {
    atMs,
    receiver: { http: null, grpc: null, tls: false, token: false, problems: [], accepted: counts, unrouted: counts },
    ledger: { traces: none, metrics: none, logs: none },
  };
}

test("what came in is told per second; an engine that began anew tells nothing false", () => {
  expect(ratesOf(seen(1000, 100), seen(3000, 1324))?.traces).toBe(612);
  expect(ratesOf(seen(1000, 100), seen(3000, 5))).toBeNull();
  expect(ratesOf(null, seen(3000, 5))).toBeNull();
});

test("what reached no destination is what came since the look before; what was before is no news", () => {
  expect(grownOf(null, seen(1000, 100))).toBeNull();
  expect(grownOf(seen(1000, 100), seen(3000, 100))?.some).toBe(false);
  expect(grownOf(seen(1000, 100), seen(3000, 104))).toEqual({ counts: { traces: 4, metrics: 0, logs: 0 }, some: true });
  expect(grownOf(seen(1000, 100), seen(3000, 5)), "an engine that began anew").toBeNull();
});
