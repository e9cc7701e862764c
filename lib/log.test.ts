import { expect, test } from "vitest";
import { createLog } from "#lib/log";

function written(act: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  act(
    createLog(
      (line) => lines.push(line),
      () => new Date("2026-11-21T12:00:00Z"),
    ),
  );
  return lines;
}

test("an event is one JSON line with level, time, message and fields", () => {
  const lines = written((log) => log.warn("The engine ended\nand is started again", { code: 1, at: { step: "dns" } }));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.endsWith("\n")).toBe(true);
  expect(lines[0]?.trimEnd()).not.toContain("\n");
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    time: "2026-11-21T12:00:00.000Z",
    level: "warn",
    message: "The engine ended\nand is started again",
    code: 1,
    at: { step: "dns" },
  });
});

test("a field cannot pose as level, time or message", () => {
  const [line = ""] = written((log) => log.error("real", { message: "forged", level: "info", time: "never" }));
  expect(JSON.parse(line)).toMatchObject({ level: "error", message: "real", message_: "forged" });
});

test.each([
  "authorization",
  "Authorization",
  "api-key",
  "apiKey",
  "clientKey",
  "token",
  "secretAccessKey",
  "password",
  "passwd",
  "Cookie",
  "set-cookie",
  "credentials",
])("what stands under %s is hidden, however deep", (name) => {
  const [line = ""] = written((log) => {
    log.info("x", { [name]: "sk-1", list: [{ headers: { [name]: ["sk-2"] } }] });
  });
  expect(line).not.toContain("sk-");
});

test("credentials inside texts and errors are hidden", () => {
  const cause = new Error("sent Authorization: Bearer sk-abcdefgh");
  const error = new Error("cannot reach postgres://outspan:sk-password@db/x", { cause });
  const lines = written((log) => {
    log.error("failed with postgres://outspan:sk-password@db/x", { error });
    log.error("Basic c2stcGFzc3dvcmQ=");
  });
  expect(lines.join("")).not.toMatch(/sk-|c2stcGFzc3dvcmQ/);
  expect(lines[0]).toContain("@db/x");
});

test("what cannot be JSON is said in a few words instead of failing the caller", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const lines = written((log) => log.info("x", { loop, big: 10n, bytes: Buffer.from("abc"), nothing: undefined }));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ big: "10", bytes: "[3 bytes]" });
});

test("a key of our own making is cut after its prefix, wherever it stands", () => {
  const key = `outspan_7Qm2${"x9dLr4TzB1".repeat(4)}abcde`;
  const [line = ""] = written((log) => log.warn(`GET /x?key=${key}`, { reason: `refused ${key}.` }));
  expect(line).not.toContain(key.slice(12));
  expect(JSON.parse(line)).toMatchObject({
    message: "GET /x?key=outspan_7Qm2[hidden]",
    reason: "refused outspan_7Qm2[hidden].",
  });
});
