import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { whyUnread } from "#lib/provision/expand";
import { files } from "#lib/provision/files";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "outspan-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function why(name: string): string {
  try {
    return `read: ${Buffer.byteLength(files.read(name))}`;
  } catch (error) {
    return whyUnread(error);
  }
}

test("a pipe that nobody writes to and a device without end stop nothing: they are refused", () => {
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const refused = "is a pipe or a device: only files are read";
  expect([why(pipe), why("/dev/zero"), why("/dev/null")]).toEqual([refused, refused, refused]);
});

test("a file is read through links, a folder and what is not there are told, of a huge one only the beginning is read", () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "é".repeat(100_000));
  symlinkSync("file", path.join(folder, "link"));
  expect(files.read(path.join(folder, "link"))).toBe("é".repeat(100_000));
  expect([why(folder), why(path.join(folder, "none"))]).toEqual(["is a folder", "is not there"]);
  truncateSync(file, 3_000_000_000);
  expect(why(file)).toBe(`read: ${4 * 1024 * 1024 + 1}`);
});
