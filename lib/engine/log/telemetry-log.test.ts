import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLogFull } from "#lib/engine/log/log-full";
import { type Damage, type Entry, isDamage, type LogRecord } from "#lib/engine/log/record";
import { type Disk, realDisk } from "#lib/engine/log/segment-writer";
import { type LogOptions, openLog, type TelemetryLog } from "#lib/engine/log/telemetry-log";

let directory = "";
const opened: TelemetryLog[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "outspan-log-"));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
  rmSync(directory, { recursive: true });
});

const clock = { now: () => 1_700_000_000_000 };

async function logOf(more: Partial<LogOptions> = {}): Promise<TelemetryLog> {
  const log = await openLog({ directory, signal: "traces", clock, tailBytes: 0, ...more });
  opened.push(log);
  return log;
}

function entry(text: string, more: Partial<Entry> = {}): Entry {
  const body = Buffer.from(text.padEnd(100, "."));
  const counts = { receivedAtMs: 5, items: 3, bodyBytes: body.length };
  const kind = { encoding: "protobuf", coding: "identity", delta: false, cumulative: true, source: "otlp" } as const;
  return { ...counts, ...kind, route: ["a", "b"], body, ...more };
}

async function all(log: TelemetryLog, bytesMax = 1000): Promise<(LogRecord | Damage)[]> {
  const found: (LogRecord | Damage)[] = [];
  for (let at = log.start(); at < log.end(); ) {
    const { records, next } = await log.read(at, bytesMax);
    expect(records[0]?.position).toBe(at);
    found.push(...records);
    at = next;
  }
  return found;
}

function texts(found: (LogRecord | Damage)[]): string[] {
  return found.map((each) => (isDamage(each) ? "damage" : Buffer.from(each.body).toString().replace(/\.+$/, "")));
}

function files(suffix: string): string[] {
  const folder = join(directory, "traces");
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(folder, name));
}

function file(suffix: string, index = 0): string {
  const path = files(suffix)[index];
  if (path === undefined) throw new Error(`No ${suffix} ${index}`);
  return path;
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  writeFileSync(path, bytes);
}

/** Appends one after another. */
async function fill(log: TelemetryLog, count: number, more: Partial<Entry> = {}): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (let index = 0; index < count; index += 1) records.push(await log.append(entry(`r${index}`, more)));
  return records;
}

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test("A record is read as it was appended: from memory, from disk and after a restart", async () => {
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

test("A start reads side files only, and one that is lost or damaged is made again by reading", async () => {
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
  const log = await logOf();
  await fill(log, 4);
  await log.close();
  flip(file(".log"), 20);
  const found = await all(await logOf());
  expect(texts(found)).toEqual(["damage", "r1", "r2", "r3"]);
  expect(found[2]).toMatchObject({ route: ["a", "b"] });
});

test("Bytes of a log inside a body are no records, also where the record around them is damaged", async () => {
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

test("A full disk refuses, leaves nothing behind and takes again when there is room, also after half a write", async () => {
  const real = realDisk();
  let left = Number.POSITIVE_INFINITY;
  const disk: Disk = {
    ...real,
    async write(fd, buffers, at) {
      const whole = Buffer.concat(buffers);
      if (left === 0) throw failing("ENOSPC");
      const part = whole.subarray(0, Math.min(left, 70));
      left -= part.length;
      return real.write(fd, [part], at);
    },
  };
  const log = await logOf({ disk });
  await fill(log, 2);
  const end = log.end();
  left = 90;
  const refused = await log.append(entry("lost")).catch((error: unknown) => error);
  expect(isLogFull(refused)).toBe(true);
  expect(refused).toMatchObject({ cause: { code: "ENOSPC" } });
  await expect(log.append(entry("lost too"))).rejects.toThrow("The log could not be written");
  expect(log.end()).toBe(end);
  left = Number.POSITIVE_INFINITY;
  expect((await log.append(entry("kept"))).position).toBe(end);
  await log.close();
  expect(texts(await all(await logOf()))).toEqual(["r0", "r1", "kept"]);
});

test("Positions never begin anew: also where a full disk left no segment, what comes next goes on behind what was", async () => {
  let isFull = false;
  const disk: Disk = {
    ...realDisk(),
    write: (...call) => (isFull ? Promise.reject(failing("ENOSPC")) : realDisk().write(...call)),
  };
  const log = await logOf({ disk });
  await fill(log, 2);
  const end = log.end();
  isFull = true;
  await expect(log.append(entry("lost"))).rejects.toThrow("The log could not be written");
  const refused = expect(log.append(entry("lost too"))).rejects.toThrow("The log could not be written");
  // What was delivered goes while the new segment, empty yet, is being written to.
  while (log.segments().length < 2) await setImmediate();
  await log.trim(end);
  await refused;
  expect([log.segments().length, log.start(), log.end()]).toEqual([0, end, end]);
  isFull = false;
  expect((await log.append(entry("kept"))).position).toBe(end);
  expect(texts(await all(log))).toEqual(["kept"]);
});

test("After a flush that failed nothing of it counts, and the next goes to a new segment", async () => {
  let fails = false;
  const disk: Disk = { ...realDisk(), fsync: () => (fails ? Promise.reject(failing("EIO")) : Promise.resolve()) };
  const log = await logOf({ disk });
  await fill(log, 2);
  fails = true;
  await expect(log.append(entry("lost"))).rejects.toMatchObject({ cause: { code: "EIO" } });
  fails = false;
  await log.append(entry("kept"));
  expect(log.segments()).toHaveLength(2);
  await log.close();
  expect(texts(await all(await logOf()))).toEqual(["r0", "r1", "kept"]);
});

test("Who waits for news is woken by it, and an abort ends the wait", async () => {
  const log = await logOf();
  const abort = new AbortController();
  const waits = log.changed(0, abort.signal);
  await log.append(entry("x"));
  await waits;
  await log.changed(0, abort.signal);
  const never = log.changed(log.end(), abort.signal);
  abort.abort(new Error("stopped"));
  await expect(never).rejects.toThrow("stopped");
});

test("kill -9 at any instant: everything that was acknowledged is there, whole and in order", async () => {
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
