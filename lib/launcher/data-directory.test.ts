import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeDataDirectory } from "#lib/launcher/data-directory";

let parent = "";

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "outspan-data-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a missing directory is made, closed to others, and taken", async () => {
  const path = join(parent, "deep", "data");
  const taken = await takeDataDirectory(path);
  expect(taken.ok).toBe(true);
  expect(modeOf(path)).toBe(0o700);
  if (taken.ok) taken.data.release();
});

test("an empty directory that is open to others (a fresh volume) is closed", async () => {
  chmodSync(parent, 0o755);
  const taken = await takeDataDirectory(parent);
  expect(modeOf(parent)).toBe(0o700);
  if (taken.ok) taken.data.release();
});

test("a shared directory that was named by mistake keeps its mode", async () => {
  writeFileSync(join(parent, "somebody-elses"), "");
  chmodSync(parent, 0o755);
  const taken = await takeDataDirectory(parent);
  expect(modeOf(parent)).toBe(0o755);
  if (taken.ok) taken.data.release();
});

test("a directory that is taken is refused in one line that names it, and free again after its release", async () => {
  const first = await takeDataDirectory(parent);
  const second = await takeDataDirectory(parent);
  expect(!second.ok && second.error.message).toContain(`another Outspan is running on the data directory ${parent}`);
  if (first.ok) first.data.release();
  const third = await takeDataDirectory(parent);
  expect(third.ok).toBe(true);
  if (third.ok) third.data.release();
});

test("a path that is a file, or leads through one, is refused in one line", async () => {
  const file = join(parent, "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "data")]) {
    const taken = await takeDataDirectory(path);
    expect(!taken.ok && taken.error.message).toMatch(/^OUTSPAN_DATA_DIR .* cannot be used: [^\n]+$/);
  }
});
