// What is appended is on disk before its sender hears of it, and is read as it came.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { isDamage } from "#lib/engine/log/record";
import { type Disk, realDisk } from "#lib/engine/log/segment-writer";
import { all, clock, entry, fill, logPlace, texts } from "#lib/engine/log/testing/log";

test("A record is read as it was appended: from memory, from disk and after a restart", async () => {
  const { logOf } = logPlace();
  const log = await logOf({ tailBytes: 1 << 20 });
  const given = entry("x", { encoding: "json", coding: "gzip", delta: true, source: "audit", items: 7 });
  const appended = await log.append(given);
  expect(appended).toEqual({ ...given, position: 0, size: appended.size });
  expect((await log.read(0, 1)).records).toEqual([appended]);
  expect(await log.read(appended.size, 1)).toEqual({ records: [], next: appended.size });
  await log.close();
  const again = await logOf();
  expect((await again.read(0, 1)).records).toEqual([appended]);
  expect(again.end()).toBe(appended.size);
});

test("Nobody is answered before the flush, and one flush serves all that wait", async () => {
  const { logOf } = logPlace();
  const gate = Promise.withResolvers<void>();
  let flushes = 0;
  const disk: Disk = {
    ...realDisk(),
    async fsync() {
      flushes += 1;
      await gate.promise;
    },
  };
  const log = await logOf({ disk });
  let answered = 0;
  const first = log.append(entry("0")).then(() => (answered += 1));
  while (flushes === 0) await setImmediate();
  const others = Array.from({ length: 20 }, (_, index) => log.append(entry(`${index}`)).then(() => (answered += 1)));
  expect({ answered, end: log.end() }).toEqual({ answered: 0, end: 0 });
  gate.resolve();
  await Promise.all([first, ...others]);
  expect({ answered, flushes }).toEqual({ answered: 21, flushes: 2 });
});

test("Positions grow over segments, closed segments are counted per destination, and whole ones are trimmed", async () => {
  const { files, logOf } = logPlace();
  const log = await logOf({ segmentBytes: 300 });
  const records = await fill(log, 8, { route: ["a"] });
  expect(texts(await all(log))).toEqual(["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"]);
  const [first, second] = log.segments();
  expect(first?.lanes.get("a")?.items).toBe(6);
  expect(first?.closedAtMs).toBe(clock.now());
  await log.trim((second?.end ?? 0) - 1);
  expect(log.start()).toBe(second?.start);
  await log.trim(log.end());
  expect(log.segments()).toHaveLength(1);
  expect(files(".side")).toHaveLength(0);
  expect((await log.read(0, 1)).records[0]?.position).toBe(log.start());
  const last = records.at(-1);
  expect(log.end()).toBe((last?.position ?? 0) + (last?.size ?? 0));
});

test("kill -9 at any instant: everything that was acknowledged is there, whole and in order", async () => {
  const { directory, logOf } = logPlace();
  const script = `
    import { openLog } from "#lib/engine/log/telemetry-log";
    const log = await openLog({ directory: ${JSON.stringify(directory)}, signal: "traces", clock: { now: () => 1 }, segmentBytes: 20000 });
    let number = 0;
    const one = async () => {
      for (;;) {
        const body = Buffer.from(String(number++).padEnd(700, "."));
        const { position } = await log.append({ receivedAtMs: 1, items: 1, encoding: "protobuf", coding: "identity",
          bodyBytes: 700, delta: false, cumulative: false, source: "otlp", route: ["a"], body });
        process.stdout.write(position + " " + body.toString().replace(/\\.+$/, "") + "\\n");
      }
    };
    await Promise.all([one(), one(), one(), one()]);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
    if (said.length > 4000) child.kill("SIGKILL");
  });
  await once(child, "close");
  const log = await logOf({ segmentBytes: 20_000 });
  const found = await all(log);
  const held = new Map(found.map((each, index) => [String(each.position), texts(found)[index]]));
  const lines = said.split("\n").slice(0, -1);
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) {
    const [position = "", text] = line.split(" ");
    expect(held.get(position)).toBe(text);
  }
  expect(found.some(isDamage)).toBe(false);
});
