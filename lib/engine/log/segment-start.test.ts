import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Entry } from "#lib/engine/log/record";
import { openStore } from "#lib/engine/log/store";
import { openLog } from "#lib/engine/log/telemetry-log";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "outspan-start-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const clock = { now: () => 5 };
const given: Entry = {
  ...{ receivedAtMs: 5, items: 1, encoding: "protobuf", coding: "identity", bodyBytes: 100, delta: false },
  ...{ cumulative: false, source: "otlp", route: ["a"], body: Buffer.alloc(100, "x") },
};
const logOf = () => openLog({ directory, signal: "traces", clock, segmentBytes: 300, tailBytes: 0 });

async function fill(): Promise<void> {
  const log = await logOf();
  for (let index = 0; index < 8; index += 1) await log.append(given);
  await log.close();
}

test("A disk that takes no byte is no reason not to start: what is in the log is read, though its side files are lost", async () => {
  await fill();
  const folder = join(directory, "traces");
  for (const name of readdirSync(folder)) if (name.endsWith(".side")) rmSync(join(folder, name));
  const script = `
    import { openStore } from "#lib/engine/log/store";
    const store = await openStore({ directory: ${JSON.stringify(directory)}, segmentBytes: 300, clock: { now: () => 5 } });
    const { records } = await store.logs.traces.read(0, 1e6);
    const body = Buffer.alloc(100);
    const entry = { ...records[0], body };
    const answer = await store.logs.traces.append(entry).catch((error) => error.message);
    console.log(JSON.stringify([records.length, store.cursors.queue("traces/a").items, answer]));
    await store.close();`;
  // A file may grow by no byte: as on a full disk, every write is refused.
  const child = spawn(
    "sh",
    ["-c", 'ulimit -f 0; exec "$0" "$@"', process.execPath, "--input-type=module", "-e", script],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  await once(child, "close");
  expect(JSON.parse(said || "null")).toEqual([2, 8, "The log could not be written"]);
  const log = await logOf();
  expect(log.segments().length).toBe(readdirSync(folder).filter((name) => name.endsWith(".log")).length);
  await log.close();
});

test("A directory that is named like a file of the log is none: what is there is read, what comes is taken", async () => {
  for (const name of ["0000000000000000.log", "0000000000000000.side", "0000000000000300.side.tmp"])
    mkdirSync(join(directory, "traces", name), { recursive: true });
  for (const name of ["cursors", "cursors.previous", "cursors.journal.1", "cursors.journal.7"])
    mkdirSync(join(directory, "cursors", name), { recursive: true });
  const store = await openStore({ directory, segmentBytes: 300, clock });
  store.cursors.open("traces/a", 0);
  await store.logs.traces.append(given);
  expect((await store.logs.traces.read(0, 1000)).records).toHaveLength(1);
  await store.cursors.flush();
  await store.close();
  const again = await openStore({ directory, segmentBytes: 300, clock });
  expect(again.cursors.lanes()).toEqual(["traces/a"]);
  await again.close();
});
