import { expect, test, vi } from "vitest";
import { supervise } from "#lib/launcher/supervise";

/** A child that says "up", and ignores SIGTERM. */
const stubborn = `process.on("SIGTERM", () => {}); process.send("up"); setInterval(() => {}, 1000);`;

function start(script: string, onMessage: (message: unknown) => void) {
  return supervise(
    { name: "child", command: process.execPath, arguments: ["-e", script], environment: () => ({}) },
    { onMessage, onEnd: () => false },
  );
}

test("a child that ignores SIGTERM is killed when its grace is over", async () => {
  const up = Promise.withResolvers<unknown>();
  const child = start(stubborn, up.resolve);
  expect(await up.promise).toBe("up");
  const startedAt = performance.now();
  await child.stop(50);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(45);
});

test("the last words of a child that ends at once arrive before its end is told", async () => {
  const heard: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  supervise(
    {
      name: "child",
      command: process.execPath,
      arguments: ["-e", `process.send("x".repeat(150_000)); process.send("last", () => process.exit(1));`],
      environment: () => ({}),
    },
    {
      onMessage: (message) => heard.push(message),
      onEnd: () => {
        heard.push("ended");
        ended.resolve();
        return false;
      },
    },
  );
  await ended.promise;
  expect(heard.slice(-2)).toEqual(["last", "ended"]);
});

test("a command that does not exist is an end like any other", async () => {
  const ended = Promise.withResolvers<number>();
  supervise(
    { name: "child", command: "/does/not/exist", arguments: [], environment: () => ({}) },
    {
      onMessage: () => {},
      onEnd: ({ failures }) => {
        ended.resolve(failures);
        return false;
      },
    },
  );
  expect(await ended.promise).toBe(1);
});

test("a message to a child that is gone is dropped", async () => {
  const up = Promise.withResolvers<unknown>();
  const child = start(`process.send("up", () => process.exit(0));`, up.resolve);
  await up.promise;
  await child.stop(1000);
  expect(() => child.send({ kind: "go" })).not.toThrow();
});

/** Ends at once, but hands its channel to a process of its own that goes on for a while: "exit" long before "close". */
const held = `
  const { spawn } = require("node:child_process");
  const heir = spawn(process.execPath, ["-e", "setTimeout(() => {}, 3000)"], { detached: true, stdio: ["ignore", "ignore", "ignore", 3] });
  process.send({ heir: heir.pid, pid: process.pid }, () => process.exit(0));`;

test("a child that has ended and whose channel is still open is not waited for", async () => {
  const told = Promise.withResolvers<unknown>();
  const child = start(held, told.resolve);
  const { heir, pid } = (await told.promise) as { heir: number; pid: number };
  // Signal 0 fails once its end was taken note of, which is when "exit" is told.
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), { interval: 10 });
  await child.stop(1000);
  process.kill(heir, "SIGKILL");
});

test("a command that does not exist has nothing to wait for", async () => {
  const program = { name: "child", command: "/does/not/exist", arguments: [], environment: () => ({}) };
  await supervise(program, { onMessage: () => {}, onEnd: () => false }).stop(1000);
});
