import { type SpawnOptions, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trialRun } from "#lib/launcher/trial-run";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outspan-trial-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (command: string, parameters: string[], options: SpawnOptions) => spawn(command, parameters, options);

/** Stands where npm would. */
function command(script: string): string {
  const file = join(root, "npm");
  writeFileSync(file, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  return file;
}

test("without npm there is no trial run, and no failure", async () => {
  await trialRun({ root, command: "no-such-npm", run, limitMs: 1000 });
  expect(existsSync(join(root, ".cache/trial"))).toBe(false);
});

test("the printed link is opened once, then it is told to end, and its directory is gone", async () => {
  const opened: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    opened.push(request.url);
    response.end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const npm = command(`
    require("node:fs").writeFileSync(process.env.OUTSPAN_DATA_DIR + "/state", "");
    process.on("SIGTERM", () => process.exit(0));
    setInterval(() => {}, 1000);
    console.log("Create the first account  http://127.0.0.1:${port}/setup?token=t");`);
  await trialRun({ root, command: npm, run, limitMs: 10_000 });
  server.closeAllConnections();
  server.close();
  expect(opened).toEqual(["/setup?token=t"]);
  expect(existsSync(join(root, ".cache/trial"))).toBe(false);
});

test("one that says nothing ends at the limit, and what a killed build left there is cleared", async () => {
  mkdirSync(join(root, ".cache/trial/old"), { recursive: true });
  const npm = command(`
    require("node:fs").writeFileSync("${root}/seen", require("node:fs").readdirSync(process.env.OUTSPAN_DATA_DIR).join());
    setInterval(() => {}, 1000);`);
  await trialRun({ root, command: npm, run, limitMs: 3000 });
  expect(readFileSync(join(root, "seen"), "utf8")).toBe("");
});

test("an .env reaches neither its database nor its address: those of the trial are set, and empty", async () => {
  writeFileSync(
    join(root, ".env"),
    "DATABASE_URL=postgres://prod\nOUTSPAN_URL=https://prod\nPORT=3000\nOUTSPAN_API_KEY=k\n",
  );
  const npm = command(`
    process.loadEnvFile("${root}/.env");
    const { DATABASE_URL, OUTSPAN_URL, PORT, OUTSPAN_API_KEY } = process.env;
    require("node:fs").writeFileSync("${root}/seen", JSON.stringify([DATABASE_URL, OUTSPAN_URL, PORT, OUTSPAN_API_KEY]));`);
  await trialRun({ root, command: npm, run, limitMs: 10_000 });
  expect(JSON.parse(readFileSync(join(root, "seen"), "utf8"))).toEqual(["", "", "0", ""]);
});
