import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Start, serve } from "#lib/launcher/serve";
import type { Program } from "#lib/launcher/supervise";
import { fail, ok, type Result } from "#lib/result";

let directory = "";
let stopping = new AbortController();
let running: Promise<Result<void>> = Promise.resolve(ok(undefined));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "outspan-serve-"));
  writeFileSync(join(directory, "events"), "");
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort();
  await running;
  rmSync(directory, { recursive: true });
});

/** Every fake appends what happens to one file: `console start 123`. */
const prelude = `
  const note = (what) => require("fs").appendFileSync(process.env.EVENTS, process.argv[1] + " " + what + " " + process.pid + "\\n");
  note("start");
  process.on("SIGTERM", () => { note("end"); process.exit(0); });
  process.once("disconnect", () => process.exit(1));
`;
const goodConsole = `${prelude}
  process.once("message", () => {
    note("port=" + process.env.PORT);
    process.send({ kind: "ready", url: "http://127.0.0.1:4711", port: 4711, setupLink: "http://127.0.0.1:4711/setup?token=" + process.pid, warning: null });
  });
  process.send({ kind: "settings", dataDirectory: "/state" });`;
const goodEngine = `${prelude}
  process.send({ kind: "ready", http: null, grpc: null, problems: [] });
  setInterval(() => {}, 1000);`;

function program(name: string, script: string): Program {
  return {
    name,
    command: process.execPath,
    arguments: ["-e", script, name],
    environment: () => ({ PORT: "0", EVENTS: join(directory, "events") }),
  };
}

function run(parts: { console?: string; engine?: string; prepare?: Start["prepare"] }): { said: string[] } {
  const said: string[] = [];
  running = serve({
    console: program("console", parts.console ?? goodConsole),
    engine: program("engine", parts.engine ?? goodEngine),
    onReload: () => {},
    prepare: parts.prepare ?? (async () => ok(undefined)),
    say: (line) => said.push(line),
    stopping: stopping.signal,
  });
  return { said };
}

function events(): string[] {
  return readFileSync(join(directory, "events"), "utf8").trimEnd().split("\n");
}

function pids(what: string): number[] {
  return events()
    .filter((line) => line.startsWith(what))
    .map((line) => Number(line.split(" ").at(-1)));
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

test("the ready line and the set-up link are said once the console answers", async () => {
  const { said } = run({});
  await until(() => expect(said).toHaveLength(2));
  const [pid] = pids("console start");
  expect(said).toEqual([
    "Outspan ready  http://127.0.0.1:4711",
    `Create the first account  http://127.0.0.1:4711/setup?token=${pid}`,
  ]);
});

test("nothing touches the data directory before it is taken: neither engine nor the rest of the console", async () => {
  const asked: string[] = [];
  const taken = Promise.withResolvers<Result<void>>();
  const { said } = run({
    prepare: (path) => {
      asked.push(path);
      return taken.promise;
    },
  });
  await until(() => expect(asked).toEqual(["/state"]));
  expect(events().map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["console start"]);
  taken.resolve(ok(undefined));
  await until(() => expect(pids("engine start")).toHaveLength(1));
  await until(() => expect(said[0]).toMatch(/^Outspan ready/));
});

test("a directory that cannot be taken ends it with that reason", async () => {
  run({ prepare: async () => fail("conflict", "another Outspan is running") });
  expect(await running).toMatchObject({ ok: false, error: { message: "another Outspan is running" } });
  expect(pids("engine start")).toEqual([]);
});

test("a console that refuses to start ends it with its reason, at once", async () => {
  const refusing = `${prelude} process.send({ kind: "refused", reason: "PORT must be a number" }, () => process.exit(1));`;
  run({ console: refusing });
  expect(await running).toMatchObject({ ok: false, error: { message: "PORT must be a number" } });
  expect(pids("console start")).toHaveLength(1);
});

test("a console that never answers is given up after three tries", async () => {
  run({ console: `${prelude} process.exit(7);` });
  const outcome = await running;
  expect(!outcome.ok && outcome.error.message).toContain("ended 3 times before it answered");
  expect(pids("console start")).toHaveLength(3);
});

test("a killed console is back on the port of its first start, with its new link said; the engine stays", async () => {
  const { said } = run({});
  await until(() => expect(said).toHaveLength(2));
  await until(() => expect(pids("engine start")).toHaveLength(1));
  process.kill(pids("console start")[0] ?? 0, "SIGKILL");
  await until(() => expect(said).toHaveLength(3));
  expect(said[2]).toBe(`Create the first account  http://127.0.0.1:4711/setup?token=${pids("console start")[1]}`);
  expect(events().filter((line) => line.includes("port="))).toEqual([
    expect.stringContaining("port=0"),
    expect.stringContaining("port=4711"),
  ]);
  expect(pids("engine start")).toHaveLength(1);
});

test("a killed engine is started again; the console stays", async () => {
  const { said } = run({});
  await until(() => expect(said).toHaveLength(2));
  await until(() => expect(pids("engine start")).toHaveLength(1));
  process.kill(pids("engine start")[0] ?? 0, "SIGKILL");
  await until(() => expect(pids("engine start")).toHaveLength(2));
  expect(pids("console start")).toHaveLength(1);
});

test("what the console warns of stands below the ready line, once", async () => {
  const { said } = run({ console: goodConsole.replace("warning: null", 'warning: "Careful"') });
  await until(() => expect(said.slice(0, 2)).toEqual(["Outspan ready  http://127.0.0.1:4711", "Careful"]));
  process.kill(pids("console start")[0] ?? 0, "SIGKILL");
  await until(() => expect(pids("console port=0").length + pids("console port=4711").length).toBe(2));
  await until(() => expect(said.filter((line) => line.startsWith("Create the first account"))).toHaveLength(2));
  expect(said.filter((line) => line === "Careful")).toHaveLength(1);
});

const receivingEngine = (message: object) =>
  `${prelude} note("http=" + process.env.OUTSPAN_OTLP_HTTP); process.send(${JSON.stringify(message)}); setInterval(() => {}, 1000);`;

test("the ready line says where the receiver is, and a restarted engine comes back on the same ports", async () => {
  const engine = receivingEngine({ kind: "ready", http: "127.0.0.1:5001", grpc: "127.0.0.1:5002", problems: [] });
  const { said } = run({ engine });
  await until(() =>
    expect(said[0]).toBe("Outspan ready  http://127.0.0.1:4711  (OTLP 127.0.0.1:5001, 127.0.0.1:5002)"),
  );
  process.kill(pids("engine start")[0] ?? 0, "SIGKILL");
  await until(() => expect(events().filter((line) => line.startsWith("engine http="))).toHaveLength(2));
  expect(events().findLast((line) => line.startsWith("engine http="))).toContain("http=127.0.0.1:5001");
});

test("a receiver that is off is no bracket, and why it is off stands below", async () => {
  const engine = receivingEngine({ kind: "ready", http: null, grpc: null, problems: ["127.0.0.1:4318 is taken"] });
  const { said } = run({ engine });
  await until(() => expect(said[0]).toBe("Outspan ready  http://127.0.0.1:4711\n  127.0.0.1:4318 is taken"));
});

test("an engine that refuses to start ends all with its line: a port given explicitly is taken", async () => {
  const refusing = `${prelude} process.send({ kind: "refused", reason: "OUTSPAN_OTLP_HTTP: 127.0.0.1:1 is taken" }, () => process.exit(1));`;
  run({ engine: refusing });
  expect(await running).toEqual(fail("invalid", "OUTSPAN_OTLP_HTTP: 127.0.0.1:1 is taken"));
});

test("an engine that cannot start is tried again and takes nobody along", async () => {
  const { said } = run({ engine: `${prelude} process.exit(1);` });
  await until(() => expect(pids("engine start").length).toBeGreaterThan(2));
  // Said all the same, a few seconds later.
  await until(() => expect(said[0]).toBe("Outspan ready  http://127.0.0.1:4711"));
  expect(pids("console start")).toHaveLength(1);
});

test("told to stop, both end by SIGTERM, the console first, and nothing is started again", async () => {
  const { said } = run({});
  await until(() => expect(said).toHaveLength(2));
  await until(() => expect(pids("engine start")).toHaveLength(1));
  stopping.abort();
  expect(await running).toEqual(ok(undefined));
  expect(events().filter((line) => line.includes(" end "))).toEqual([
    expect.stringContaining("console end"),
    expect.stringContaining("engine end"),
  ]);
  expect(pids("console start")).toHaveLength(1);
});

test("told to stop while the build runs, it ends without starting an engine", async () => {
  const built = Promise.withResolvers<Result<void>>();
  const asked = Promise.withResolvers<void>();
  run({
    prepare: () => {
      asked.resolve();
      return built.promise;
    },
  });
  await asked.promise;
  stopping.abort();
  expect(await running).toEqual(ok(undefined));
  built.resolve(ok(undefined));
  await built.promise;
  expect(pids("engine start")).toEqual([]);
});
