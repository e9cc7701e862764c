// What the disk refuses is not in the log, and the log goes on.

import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { isLogFull, logFullCode } from "#lib/engine/log/log-full";
import { type Disk, realDisk } from "#lib/engine/log/segment-writer";
import { all, entry, failing, fill, logPlace, texts } from "#lib/engine/log/testing/log";
import { listenToLog } from "#lib/log";

test("A full disk refuses, leaves nothing behind and takes again when there is room, also after half a write", async () => {
  const { logOf } = logPlace();
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
  const { logOf } = logPlace();
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
  const { logOf } = logPlace();
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

test.each(["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO"])(
  "The disk says %s: it is refused as such, and the code can be told",
  async (code) => {
    const { logOf } = logPlace();
    const log = await logOf({ disk: { ...realDisk(), write: () => Promise.reject(failing(code)) } });
    const refused = await log.append(entry("lost")).catch((error: unknown) => error);
    expect([isLogFull(refused), logFullCode(refused)]).toEqual([true, code]);
  },
);

test("What is no refusal of the disk is no full disk: rejected as it is, logged once until something is written again", async () => {
  const { logOf } = logPlace();
  const lines: string[] = [];
  onTestFinished(listenToLog((line) => lines.push(line)));
  const real = realDisk();
  const bug = new TypeError("a bug");
  let failure: Error | null = failing("EMFILE");
  const write: Disk["write"] = (...call) => (failure ? Promise.reject(failure) : real.write(...call));
  const log = await logOf({ disk: { ...real, write } });
  for (const error of [failure, failure, bug]) {
    failure = error;
    const refused = await log.append(entry("lost")).catch((each: unknown) => each);
    expect(refused).toBe(error);
    expect([isLogFull(refused), logFullCode(refused)]).toEqual([false, null]);
  }
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "error", signal: "traces", error: { name: "Error" } });
  expect(lines[0]).toContain("EMFILE");
  failure = null;
  await log.append(entry("kept"));
  failure = bug;
  await expect(log.append(entry("lost"))).rejects.toBe(bug);
  expect(lines).toHaveLength(2);
});
