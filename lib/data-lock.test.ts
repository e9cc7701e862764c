import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile } from "#lib/data-lock";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "outspan-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Another process that holds the lock until it is killed. */
async function holder(path: string) {
  const script = `
    import { lockFile } from "#lib/data-lock";
    const lock = await lockFile(${JSON.stringify(path)}, 0);
    process.stdout.write(lock === null ? "refused" : "held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [answer] = await once(child.stdout, "data");
  return { child, answer: String(answer) };
}

test("A lock is held by one at a time and can be taken again after its release", async () => {
  const path = join(directory, "engine.lock");
  const first = await lockFile(path, 0);
  expect(first).not.toBeNull();
  expect(await lockFile(path, 0)).toBeNull();
  first?.release();
  first?.release();
  const second = await lockFile(path, 0);
  expect(second).not.toBeNull();
  second?.release();
});

test("kill -9 of the holder frees its lock, and the one who waits gets it", async () => {
  const path = join(directory, "engine.lock");
  const { child, answer } = await holder(path);
  expect(answer).toBe("held");
  expect(await lockFile(path, 60)).toBeNull();
  const waiting = lockFile(path, 3000);
  child.kill("SIGKILL");
  const lock = await waiting;
  expect(lock).not.toBeNull();
  lock?.release();
});

test("A directory that does not exist is an error, not a lock that is held", async () => {
  await expect(lockFile(join(directory, "absent", "engine.lock"), 0)).rejects.toThrow();
});

test("A lock file is for its owner only: another user who may open it could keep Outspan out", async () => {
  const path = join(directory, "engine.lock");
  const lock = await lockFile(path, 0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await lockFile(path, 0)).toBeNull();
  lock?.release();
});
