import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isTrusted, makeSocketDirectory, socketPath } from "#lib/engine/socket-path";

const long = (name: string) => `/srv/${name.padEnd(120, "x")}`;

test("the socket lies in the data directory", () => {
  expect(socketPath("/srv/outspan/data")).toBe("/srv/outspan/data/engine.sock");
});

test("a path too long for a socket address moves below the temporary directory, the same for both processes", () => {
  const path = socketPath(long("a"));
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
  expect(socketPath(long("a"))).toBe(path);
  expect(socketPath(long("b"))).not.toBe(path);
});

test("that directory is trusted only while it is closed to others", () => {
  const path = socketPath(long(`test-${process.pid}`));
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
  expect(makeSocketDirectory(path)).toBe(true);
  chmodSync(dirname(path), 0o777);
  expect(isTrusted(path)).toBe(false);
});

test("a directory that another put there is not taken over", () => {
  const path = socketPath(long(`other-${process.pid}`));
  mkdirSync(dirname(path), { mode: 0o755 });
  chmodSync(dirname(path), 0o755);
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
  expect(makeSocketDirectory(path)).toBe(false);
  expect(isTrusted(join("/srv/outspan", "engine.sock"))).toBe(true);
});
