// What the log may take where nobody set a cap.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { usualCap } from "#lib/engine/log/usual-cap";

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), "outspan-cap-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("Half of the free disk, and no more than 4 GiB", () => {
  const directory = place();
  expect(usualCap(directory, 1_000_001)).toBe(500_000);
  expect(usualCap(directory, 2 ** 40)).toBe(4 * 2 ** 30);
  expect(usualCap(directory)).toBeGreaterThan(0);
});

test("A restart takes nothing from a backlog: what the log itself took from the free disk is counted to it", () => {
  const directory = place();
  const traces = join(directory, "telemetry", "traces");
  mkdirSync(traces, { recursive: true });
  const fresh = usualCap(directory, 100_000);
  writeFileSync(join(traces, "0000000000000000.log"), Buffer.alloc(40_000));
  writeFileSync(join(directory, "telemetry", "health.json"), Buffer.alloc(1000));
  writeFileSync(join(directory, "console.db"), Buffer.alloc(5000));
  expect(usualCap(directory, 100_000 - 46_000)).toBe(fresh - 2500);
});

test("A disk that others have filled takes nothing from a backlog either", () => {
  const directory = place();
  const traces = join(directory, "telemetry", "traces");
  mkdirSync(traces, { recursive: true });
  writeFileSync(join(traces, "0000000000000000.log"), Buffer.alloc(40_000));
  expect(usualCap(directory, 0)).toBe(40_000);
});
