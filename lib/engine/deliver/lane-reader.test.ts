import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLaneReader } from "#lib/engine/deliver/lane-reader";
import { type Cursors, openCursors } from "#lib/engine/log/cursors";
import { openLog, type TelemetryLog } from "#lib/engine/log/telemetry-log";

const lane = "traces/a";
let directory = "";
let log: TelemetryLog;
let cursors: Cursors;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "outspan-reader-"));
  log = await openLog({ directory, signal: "traces", clock: { now: () => 5 }, tailBytes: 0 });
  cursors = openCursors({ directory: join(directory, "cursors"), every: () => () => {} });
  cursors.open(lane, 0);
});
afterEach(async () => {
  await log.close();
  await cursors.stop();
  rmSync(directory, { recursive: true });
});

async function receive(count: number): Promise<void> {
  const body = Buffer.alloc(1000);
  const kind = { encoding: "protobuf", coding: "identity", delta: false, cumulative: false, source: "otlp" } as const;
  for (let index = 0; index < count; index++) {
    const entry = { receivedAtMs: 5, items: 1, bodyBytes: body.length, ...kind, route: ["a"], body };
    const { position, size, items } = await log.append(entry);
    cursors.received(lane, { position, size, items, bytes: size, receivedAtMs: 5 });
  }
}

test("What waits is never told without what lies before it, also when a batch is put back while the log is read", async () => {
  await receive(3);
  let meanwhile = () => {};
  const read: TelemetryLog["read"] = async (...asked) => {
    const found = await log.read(...asked);
    meanwhile();
    return found;
  };
  const reader = createLaneReader({ lane, destination: "a", log: { ...log, read }, cursors });
  await reader.fill(1);
  expect(reader.waiting()).toHaveLength(3);
  await receive(2);
  meanwhile = () => {
    meanwhile = () => {};
    reader.forget();
  };
  await reader.fill(100_000);
  expect(reader.waiting().map(({ position }) => position)[0]).toBe(0);
  expect(reader.take(5)).toMatchObject({ from: 0, to: log.end(), items: 5 });
});
