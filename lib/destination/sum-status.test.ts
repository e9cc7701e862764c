import { expect, test } from "vitest";
import { isBalanced } from "#lib/destination/ledger";
import type { State, Status } from "#lib/destination/status";
import { sumReceivers, sumStatus } from "#lib/destination/sum-status";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function status(
  state: State,
  more: { items?: number; queued?: number; since?: string; recent?: number[] } = {},
): Status {
  const { items = 0, queued = 0, since = at(0), recent = [] } = more;
  const one = { state, since, lastSuccessAt: null, nextAttemptAt: null, lastOutcome: null };
  const quiet = { ...one, state: "nothing_to_send" as const };
  const none = { received: 0, delivered: 0, queued: 0, rejected: 0, dropped: {} };
  const dropped = { expired: 1 };
  return {
    state,
    since,
    signals: { traces: one, metrics: quiet, logs: quiet },
    ledger: {
      traces: { received: items + queued + 1, delivered: items, queued, rejected: 0, dropped },
      metrics: none,
      logs: none,
    },
    queue: { bytes: queued, oldestAt: queued > 0 ? since : null, bytesMax: 100, fullAt: null },
    sources: [{ source: "otlp", lastReceivedAt: since }],
    rate: { deliveredPerSecond: 1, recent },
    diagnosis: state === "refused" ? [{ code: "x", title: "X" } as Status["diagnosis"][number]] : [],
  };
}

test("one node alone is what it says", () => {
  const only = status("delivering", { items: 3 });
  expect(sumStatus(only, [])).toBe(only);
});

test("counts, queues and rates are summed, and the ledger balances as its parts do", () => {
  const summed = sumStatus(status("delivering", { items: 3, queued: 2, recent: [1, 2, 3] }), [
    status("delivering", { items: 10, queued: 5, since: at(5), recent: [7] }),
  ]);
  expect(summed.ledger.traces).toEqual({
    received: 22,
    delivered: 13,
    queued: 7,
    rejected: 0,
    dropped: { expired: 2 },
  });
  expect(isBalanced(summed.ledger.traces)).toBe(true);
  expect(summed.queue).toEqual({ bytes: 7, oldestAt: at(0), bytesMax: 200, fullAt: null });
  expect(summed.rate).toEqual({ deliveredPerSecond: 2, recent: [1, 2, 10] });
  expect(summed.sources).toEqual([{ source: "otlp", lastReceivedAt: at(5) }]);
});

test("the worst state of all nodes counts, with its own beginning and its diagnosis once", () => {
  const summed = sumStatus(status("delivering", { since: at(1) }), [
    status("refused", { since: at(9) }),
    status("refused", { since: at(5) }),
  ]);
  expect(summed).toMatchObject({
    state: "refused",
    since: at(5),
    signals: { traces: { state: "refused", since: at(5) } },
  });
  expect(summed.diagnosis).toHaveLength(1);
});

test("what a service sent to several nodes is one line, the busiest first; addresses stay this node's", () => {
  const counts = { traces: 1, metrics: 2, logs: 3 };
  const receiver = (http: string, items: number) => ({
    ...{
      http,
      grpc: null,
      tls: false,
      token: false,
      keys: 0,
      asksForKey: false,
      problems: [http],
      accepted: counts,
      unrouted: counts,
    },
    services: [{ service: "shop", signal: "traces" as const, items, lastReceivedAt: at(items) }],
    ...{ log: { bytes: 1, bytesMax: 10 }, containers: null },
  });
  expect(sumReceivers(receiver("a:1", 3), [receiver("b:1", 4)])).toMatchObject({
    http: "a:1",
    problems: ["a:1"],
    accepted: { traces: 2, metrics: 4, logs: 6 },
    services: [{ service: "shop", items: 7, lastReceivedAt: at(4) }],
    log: { bytes: 2, bytesMax: 20 },
  });
});
