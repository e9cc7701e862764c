// `npm test`: gates, unit and process tests, the build, the journeys in a real browser, then every closed door from outside. Sums what the test runners
// themselves reported; a step that cannot report (a gate, a build) counts as one failure when it fails, as nothing when
// it passes. `npm test -- unit journeys` runs the named steps alone.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { chromiumAdvice, findChromium } from "#e2e/chromium";
import { failedJourneys, failedUnits, failure, PlaywrightReport, VitestReport } from "#e2e/failed";

/** What failed is told once more at the end, where it is found. */
type Count = { passed: number; failed: number; told: string[] };

const root = path.join(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(tmpdir(), "outspan-test-"));

const SecurityReport = z.object({ passed: z.int(), failed: z.int(), findings: z.array(z.string()) });

const steps: { name: string; run: () => Promise<Count> }[] = [
  { name: "check", run: check },
  { name: "unit", run: unit },
  { name: "build", run: build },
  { name: "journeys", run: journeys },
  { name: "security", run: security },
];

async function check(): Promise<Count> {
  return silentStep("npm run check", (await run("npm", ["run", "--silent", "check"])) === 0);
}

async function unit(): Promise<Count> {
  const file = path.join(folder, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run("npm", ["run", "--silent", "unit", "--", ...reporters]);
  const report = VitestReport.parse(readJson(file));
  // A file that cannot be loaded, or an error outside a test, fails the run without failing a test.
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests;
  return { passed: report.numPassedTests, failed, told: failedUnits(report) };
}

async function build(): Promise<Count> {
  return silentStep("npm run build", (await run("npm", ["run", "--silent", "build"])) === 0);
}

async function journeys(): Promise<Count> {
  if (!findChromium()) return silentStep(chromiumAdvice, false);
  const file = path.join(folder, "playwright.json");
  const flags = ["test", "--config", "e2e/playwright.config.ts", "--reporter=list,json"];
  const code = await run("playwright", flags, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const report = PlaywrightReport.parse(readJson(file));
  const { stats } = report;
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed, told: failedJourneys(report) };
}

/** One test is one door, page, target or place that was searched. */
async function security(): Promise<Count> {
  const whole = await securityRun([]);
  // Who may knock and where secrets lie is what the database makes a difference to.
  const onPostgres = await securityRun(["postgres", "matrix", "canaries"]);
  return added(whole, onPostgres);
}

async function securityRun(parts: string[]): Promise<Count> {
  const file = path.join(folder, "security.json");
  const code = await run("node", ["e2e/security/run.ts", "--report", file, ...parts]);
  const { passed, failed, findings } = SecurityReport.parse(readJson(file));
  const told = findings.map((finding) => failure(`npm run security ${parts.join(" ")}`, finding));
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, told };
}

const nothing: Count = { passed: 0, failed: 0, told: [] };

function added(one: Count, other: Count): Count {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    told: [...one.told, ...other.told],
  };
}

function silentStep(what: string, isPassed: boolean): Count {
  if (isPassed) return nothing;
  console.log(`${what}: failed`);
  return { passed: 0, failed: 1, told: [failure(what, "")] };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function run(command: string, parameters: string[], environment: Record<string, string> = {}): Promise<number | null> {
  const own = path.join(root, "node_modules", ".bin");
  const env = { ...process.env, ...environment, PATH: `${own}${path.delimiter}${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: root, env, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new Error(`No step is called ${unknown}: ${steps.map((step) => step.name).join(", ")}`);
  let total = nothing;
  for (const step of steps.filter(({ name }) => named.length === 0 || named.includes(name))) {
    console.log(`\n== ${step.name}`);
    const count = await step.run().catch((error: unknown): Count => {
      console.log(error);
      return { passed: 0, failed: 1, told: [failure(`npm test: ${step.name}`, String(error))] };
    });
    total = added(total, count);
  }
  rmSync(folder, { recursive: true, force: true });
  if (total.told.length > 0) console.log(`\nWhat failed:\n${total.told.join("\n")}`);
  console.log(`\ntests: ${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

await main();
