// What damage in the files costs: the record it hit, and nothing else.

import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLog } from "#lib/engine/log/telemetry-log";
import { all, clock, entry, fill, flip, logPlace, texts } from "#lib/engine/log/testing/log";

test("A start reads side files only, and one that is lost or damaged is made again by reading", async () => {
  const { file, files, logOf } = logPlace();
  const log = await logOf({ segmentBytes: 300 });
  await fill(log, 8);
  const before = log.segments();
  await log.close();
  rmSync(file(".side", 0));
  flip(file(".side", 0), 30);
  const again = await logOf({ segmentBytes: 300 });
  expect(again.segments()).toEqual(before);
  expect(texts(await all(again))).toHaveLength(8);
  expect(files(".side")).toHaveLength(before.length - 1);
});

test("A torn tail is cut at the last whole record wherever it is torn, and appending goes on there", async () => {
  const { directory, file, logOf } = logPlace();
  const log = await logOf();
  const records = await fill(log, 3);
  await log.close();
  const path = file(".log");
  const whole = readFileSync(path);
  const last = records[2]?.position ?? 0;
  for (let length = last; length < whole.length; length += 7) {
    writeFileSync(path, whole.subarray(0, length));
    const again = await openLog({ directory, signal: "traces", clock });
    expect(again.end()).toBe(last);
    await again.append(entry("new"));
    expect(texts(await all(again))).toEqual(["r0", "r1", "new"]);
    await again.close();
  }
});

test("Any flipped bit damages its own record alone: all others are read, and the damage is counted where it is known", async () => {
  const { directory, file, logOf } = logPlace();
  const log = await logOf();
  const records = await fill(log, 5);
  await log.close();
  const path = file(".log");
  const whole = readFileSync(path);
  const [, second, third] = records;
  for (let at = second?.position ?? 0; at < (third?.position ?? 0); at += 1) {
    writeFileSync(path, whole);
    flip(path, at);
    const again = await openLog({ directory, signal: "traces", clock, tailBytes: 0 });
    const found = await all(again);
    expect(texts(found)).toEqual(["r0", "damage", "r2", "r3", "r4"]);
    expect(found[1]).toMatchObject({ position: second?.position, size: second?.size });
    await again.close();
  }
  writeFileSync(path, whole);
  flip(path, (third?.position ?? 0) - 1);
  expect((await all(await logOf()))[1]).toMatchObject({ items: 3, route: ["a", "b"] });
});

test("A flipped bit in the record that tells a route takes no other record's route", async () => {
  const { file, logOf } = logPlace();
  const log = await logOf();
  await fill(log, 4);
  await log.close();
  flip(file(".log"), 20);
  const found = await all(await logOf());
  expect(texts(found)).toEqual(["damage", "r1", "r2", "r3"]);
  expect(found[2]).toMatchObject({ route: ["a", "b"] });
});

test("Bytes of a log inside a body are no records, also where the record around them is damaged", async () => {
  const { directory, file, logOf } = logPlace();
  const other = await logOf();
  await fill(other, 3);
  const stolen = readFileSync(file(".log"));
  const log = await openLog({ directory: join(directory, "second"), signal: "traces", clock, tailBytes: 0 });
  await log.append(entry("x", { body: stolen }));
  await log.append(entry("y"));
  await log.close();
  flip(join(directory, "second/traces/0000000000000000.log"), 10);
  const again = await openLog({ directory: join(directory, "second"), signal: "traces", clock, tailBytes: 0 });
  expect(texts(await all(again))).toEqual(["damage", "y"]);
  await again.close();
});

test("A segment that is lost, cut short or emptied is damage of its own span, and no position is given twice", async () => {
  const { file, files, logOf } = logPlace();
  const log = await logOf({ segmentBytes: 300 });
  await fill(log, 8);
  const end = log.end();
  await log.close();
  rmSync(file(".log", 0));
  truncateSync(file(".log", 0), 200);
  rmSync(file(".log", files(".log").length - 1));
  const again = await logOf({ segmentBytes: 300, from: end });
  const found = await all(again);
  expect(texts(found)).toEqual(["damage", "r2", "damage", "r4", "r5", "damage"]);
  expect(found.reduce((sum, { size }) => sum + size, 0)).toBe(end);
  expect((await again.append(entry("new"))).position).toBe(end);
});

test("A body that is damaged takes nothing from its record's time: it is as old as it is", async () => {
  const { file, logOf } = logPlace();
  const log = await logOf();
  const records = await fill(log, 3, { receivedAtMs: 77_000 });
  await log.close();
  flip(file(".log"), (records[2]?.position ?? 0) - 1);
  expect((await all(await logOf()))[1]).toMatchObject({ damaged: true, items: 3, receivedAtMs: 77_000 });
});
