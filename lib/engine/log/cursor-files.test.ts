// The journal of the cursors on a disk: flushed before it is left, whole again when a full disk has room, closed for good.
import { closeSync, mkdtempSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type JournalDisk, openCursorFiles } from "#lib/engine/log/cursor-files";

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), "outspan-journal-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const disk: JournalDisk = { write: writeSync, flush: async () => {}, close: closeSync };

test("A journal is on the disk before it is left for the next, and what comes meanwhile is in the next", async () => {
  const directory = place();
  const told: string[] = [];
  const gate = Promise.withResolvers<void>();
  const { files } = openCursorFiles(directory, {
    ...disk,
    async flush() {
      told.push("flush");
      await gate.promise;
      told.push("flushed");
    },
    close(fd) {
      told.push("close");
      closeSync(fd);
    },
  });
  files.append("before");
  const ended = files.snapshot(() => "all before");
  files.append("meanwhile");
  expect(told).toEqual(["flush"]);
  gate.resolve();
  await ended;
  expect(told).toEqual(["flush", "flushed", "close"]);
  files.close();
  const again = openCursorFiles(directory, disk);
  expect(again).toMatchObject({ snapshot: "all before", lines: ["meanwhile"], isDamaged: false });
  again.files.close();
});

test("While the disk is full each line costs its own bytes alone, nothing is said to be flushed, and all is written when there is room", async () => {
  const directory = place();
  let isFull = false;
  let offered = 0;
  const { files } = openCursorFiles(directory, {
    ...disk,
    write(fd, bytes) {
      offered += bytes.length;
      // A disk takes half of a line before it is full.
      if (isFull && bytes.length < 50) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      return writeSync(fd, isFull ? bytes.subarray(0, 30) : bytes);
    },
  });
  isFull = true;
  const lines = Array.from({ length: 5000 }, (_, index) =>
    `a line that is more than fifty bytes long: ${index}`.padEnd(60),
  );
  for (const line of lines) files.append(line);
  expect(offered).toBeLessThan(2 * 70 * lines.length);
  await expect(files.flush()).rejects.toThrow("could not be written");
  await expect(files.snapshot(() => "")).rejects.toThrow("could not be written");
  isFull = false;
  await files.flush();
  files.close();
  const again = openCursorFiles(directory, disk);
  expect(again.lines).toEqual(lines);
  expect(again.isDamaged).toBe(false);
  again.files.close();
});

test("Nothing goes into a journal that was closed, whoever has its file by now", async () => {
  const directory = place();
  const { files } = openCursorFiles(directory, disk);
  files.append("one");
  files.close();
  files.close();
  expect(() => files.append("two")).toThrow("closed");
  await expect(files.flush()).rejects.toThrow("closed");
  const again = openCursorFiles(directory, disk);
  expect(again.lines).toEqual(["one"]);
  again.files.close();
});
