// What the charts' table says is what the charts draw.
import { expect, test } from "vitest";
import { summaryRows, throughputColumns } from "./series";

const series = {
  stepMs: 10_000,
  from: "2026-11-21T14:00:00.000Z",
  received: [10, 20, 30, 40, 50],
  delivered: [10, 20, 30, 0, 0],
  lost: [0, 0, 0, 1, 0],
  queued: [0, 0, 0, 39, 89],
  oldestAgeMs: [0, 0, 0, 5000, 15_000],
};

test("rows of the table add up to the whole, whatever their number", () => {
  for (const count of [1, 2, 3, 5, 12]) {
    const rows = summaryRows(series, count);
    expect(rows.reduce((sum, { received }) => sum + received, 0)).toBe(150);
    expect(rows.reduce((sum, { lost }) => sum + lost, 0)).toBe(1);
    expect(rows[0]?.queued).toBe(89);
  }
});

test("a step of ten seconds is drawn per second, at its own time", () => {
  const [times, received] = throughputColumns(series, 0);
  expect(received[1]).toBe(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(10);
});

test("no line is drawn for the time before the destination was created", () => {
  const [times, received, delivered] = throughputColumns(series, Date.parse("2026-11-21T14:00:25Z"));
  expect(times, "the time itself stays").toHaveLength(5);
  expect(received).toEqual([null, null, 3, 4, 5]);
  expect(delivered).toEqual([null, null, 3, 0, 0]);
});
