// The processes as an operator sees them: ready line, exit codes, signals, who ends with whom. No browser.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import { cleanEnvironment } from "#e2e/environment";
import { type Outspan, startOutspan } from "#e2e/outspan";

const root = join(import.meta.dirname, "..");

/** Runs the launcher to its end: for starts that are meant to fail. */
async function launch(environment: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, ["lib/launcher/main.ts"], {
    cwd: root,
    env: cleanEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], out, error] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  const lines = `${out}${error}`.split("\n").filter((line) => line !== "" && !line.startsWith('{"time"'));
  return { code, lines };
}

/** A zombie has ended; it waits for an init that takes its time. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/stat") || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

async function bothChildren(outspan: Outspan): Promise<{ console: number; engine: number }> {
  let found = outspan.children();
  await expect
    .poll(() => {
      found = outspan.children();
      return found.console !== null && found.engine !== null;
    })
    .toBe(true);
  return { console: found.console ?? 0, engine: found.engine ?? 0 };
}

test("the ready line says where, and the set-up link stands below it while there is no account", async () => {
  const outspan = await startOutspan();
  const lines = outspan.output().split("\n");
  const { http, grpc } = outspan.otlp;
  expect(lines).toContain(`Outspan ready  ${outspan.url}  (OTLP ${http}, ${grpc})`);
  expect(outspan.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const page = await fetch(outspan.setupLink ?? "");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Create account");
  expect(await outspan.stop()).toBe(0);
});

test("whoever reads the ready line may test at once", async () => {
  const outspan = await startOutspan();
  expect((await outspan.api("GET", "/health")).body).toMatchObject({ status: "ok", engine: "running" });
  expect(await outspan.stop()).toBe(0);
});

test("a second instance on the same data directory exits 1 in one line; the first goes on", async () => {
  const outspan = await startOutspan();
  const second = await launch({ PORT: "0", OUTSPAN_DATA_DIR: outspan.dataDirectory });
  expect(second.code).toBe(1);
  expect(second.lines).toHaveLength(1);
  expect(second.lines[0]).toContain(`another Outspan is running on the data directory ${outspan.dataDirectory}`);
  expect((await fetch(`${outspan.url}/api/v1/health`)).status).toBe(200);
  await outspan.stop();
});

test("an occupied port exits 1 in one line that names it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { code, lines } = await launch({ PORT: String(port), OUTSPAN_DATA_DIR: test.info().outputPath("data") });
  other.close();
  expect(code).toBe(1);
  expect(lines).toEqual([
    `Outspan cannot start: port ${port} on 127.0.0.1 is already in use; stop what uses it, or set PORT`,
  ]);
});

test("a wrong setting exits 1 in one line without its value", async () => {
  const { code, lines } = await launch({
    OUTSPAN_API_KEY: "too-short",
    OUTSPAN_DATA_DIR: test.info().outputPath("data"),
  });
  expect(code).toBe(1);
  expect(lines).toEqual(["Outspan cannot start: OUTSPAN_API_KEY must have 32 characters or more"]);
});

test("a data directory that cannot be one exits 1 in one line", async () => {
  const { code, lines } = await launch({ PORT: "0", OUTSPAN_DATA_DIR: "/dev/null/data" });
  expect(code).toBe(1);
  expect(lines).toEqual([
    "Outspan cannot start: OUTSPAN_DATA_DIR /dev/null/data cannot be used: a part of the path is not a directory",
  ]);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} ends all three within 10 s, exit 0`, async () => {
    const outspan = await startOutspan();
    const children = await bothChildren(outspan);
    process.kill(outspan.pid, signal);
    await expect.poll(() => isAlive(outspan.pid), { timeout: 10_000 }).toBe(false);
    expect(isAlive(children.console)).toBe(false);
    expect(isAlive(children.engine)).toBe(false);
    expect(await outspan.stop()).toBe(0);
  });
}

test("npm start passes SIGTERM on: exit 0, and nobody is left", async () => {
  const npm: ChildProcess = spawn("npm", ["start"], {
    cwd: root,
    env: cleanEnvironment({ PORT: "0", OUTSPAN_DATA_DIR: test.info().outputPath("data") }),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = await new Promise<string>((resolve) => {
    let output = "";
    npm.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      const ready = /Outspan ready {2}(\S+)/.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    });
  });
  npm.kill("SIGTERM");
  const [code] = await once(npm, "exit");
  expect(code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("a killed console comes back on the same port, the engine stays", async () => {
  const outspan = await startOutspan();
  const before = await bothChildren(outspan);
  process.kill(before.console, "SIGKILL");
  await expect
    .poll(
      () =>
        fetch(`${outspan.url}/login`).then(
          (page) => page.status,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBe(200);
  const after = await bothChildren(outspan);
  expect(after.console).not.toBe(before.console);
  expect(after.engine).toBe(before.engine);
  expect(await outspan.stop()).toBe(0);
});

test("a killed engine is back, and health says so meanwhile and afterwards", async () => {
  const outspan = await startOutspan();
  const before = await bothChildren(outspan);
  process.kill(before.engine, "SIGKILL");
  const health = () => outspan.api("GET", "/health").then(({ body }) => (body as { engine: string }).engine);
  await expect.poll(health, { timeout: 2000, intervals: [20] }).toBe("stopped");
  await expect.poll(health, { timeout: 15_000 }).toBe("running");
  expect(outspan.children().console).toBe(before.console);
  expect(await outspan.stop()).toBe(0);
});

test("when the launcher is killed, console and engine are gone within 1 s, and the next start succeeds", async () => {
  const outspan = await startOutspan();
  const { console: consoleProcess, engine } = await bothChildren(outspan);
  process.kill(outspan.pid, "SIGKILL");
  await expect.poll(() => isAlive(consoleProcess) || isAlive(engine), { timeout: 1000, intervals: [20] }).toBe(false);
  const port = new URL(outspan.url).port;
  const next = await startOutspan({ OUTSPAN_DATA_DIR: outspan.dataDirectory, PORT: port });
  expect(next.url).toBe(outspan.url);
  expect(await next.stop()).toBe(0);
  await outspan.stop();
});
