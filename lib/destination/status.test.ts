import { expect, test } from "vitest";
import { Status, statusOf } from "#lib/destination/status";

const saved = {
  enabled: true,
  updatedAt: "2026-11-21T14:08:00.000Z",
  signals: { traces: { enabled: true }, metrics: { enabled: false } },
};

test("a destination that is on has nothing to send, its signals that are off are off", () => {
  const status = statusOf(saved);
  expect(status).toMatchObject({
    state: "nothing_to_send",
    since: saved.updatedAt,
    queue: { bytes: 0, oldestAt: null },
  });
  expect(Object.entries(status.signals).map(([signal, { state }]) => [signal, state])).toEqual([
    ["traces", "nothing_to_send"],
    ["metrics", "off"],
    ["logs", "off"],
  ]);
  expect(Status.parse(status)).toEqual(status);
});

test("off overrides everything, and the ledger balances at zero", () => {
  const status = statusOf({ ...saved, enabled: false });
  expect(status.state).toBe("off");
  for (const { state } of Object.values(status.signals)) expect(state).toBe("off");
  for (const { received, delivered, queued, rejected, dropped } of Object.values(status.ledger)) {
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(received).toBe(delivered + queued + rejected + lost);
  }
});
