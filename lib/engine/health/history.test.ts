// The history behind charts and rates: right across steps, restarts and a clock that is set back.
import { expect, test } from "vitest";
import { createHistory, type Totals } from "#lib/engine/health/history";

const at = (seconds: number) => Date.UTC(2026, 10, 21, 12) + seconds * 1000;
const totals = (received: number, delivered: number, more: Partial<Totals> = {}): Totals => ({
  ...{ received, delivered, lost: 0, queued: received - delivered, oldestAgeMs: 0 },
  ...more,
});

test("what was counted before the first sample is no rate of now", () => {
  const history = createHistory();
  history.sample(totals(1_000_000, 1_000_000), at(0));
  history.sample(totals(1_000_100, 1_000_050), at(5));
  expect(history.deliveredPerSecond()).toBe(10);
  expect(history.shown(at(5)).hour.received.at(-1)).toBe(100);
});

test("each step holds what happened in it, and the last one is now", () => {
  const history = createHistory();
  history.sample(totals(0, 0), at(0));
  history.sample(totals(5, 5), at(3));
  history.sample(totals(9, 8), at(12));
  const { hour, day } = history.shown(at(15));
  expect(hour.delivered.slice(-2)).toEqual([5, 3]);
  expect(hour.queued.at(-1)).toBe(1);
  expect(Date.parse(hour.from) + hour.received.length * hour.stepMs).toBe(at(20));
  expect(day.received.at(-1)).toBe(9);
});

test("a restart goes on with the chart, and the time between is empty", () => {
  const before = createHistory();
  before.sample(totals(0, 0), at(0));
  before.sample(totals(7, 7), at(1));
  const after = createHistory(before.saved());
  after.sample(totals(7, 7), at(21));
  after.sample(totals(9, 9), at(22));
  expect(after.shown(at(22)).hour.delivered.slice(-3)).toEqual([7, 0, 2]);
});

test("nothing ever happened: nothing is written down", () => {
  const history = createHistory();
  history.sample(totals(0, 0), at(0));
  history.sample(totals(0, 0), at(60));
  expect(history.saved()).toBeNull();
});

test("a clock that is set back loses nothing and invents nothing", () => {
  const history = createHistory();
  history.sample(totals(0, 0), at(100));
  history.sample(totals(4, 4), at(30));
  history.sample(totals(6, 6), at(101));
  expect(history.shown(at(101)).hour.delivered.reduce((sum, one) => sum + one, 0)).toBe(6);
  expect(history.deliveredPerSecond()).toBeGreaterThanOrEqual(0);
});

test("the age of what waits for a month is shown as it is, also after a restart", () => {
  const monthMs = 30 * 86_400_000;
  const before = createHistory();
  before.sample(totals(1, 0, { oldestAgeMs: monthMs }), at(0));
  const after = createHistory(before.saved());
  after.sample(totals(1, 0, { oldestAgeMs: monthMs + 10_000 }), at(10));
  expect(after.shown(at(10)).hour.oldestAgeMs.slice(-2)).toEqual([monthMs, monthMs + 10_000]);
});
