import { expect, test } from "vitest";
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
