// What Prometheus says of /metrics: the linter that `promtool check metrics` runs, built from its Go module, over the text of an engine
// that has received, delivered and failed. What cannot be had here is named with the reason.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { buildOnce, run } from "#e2e/interop/build-once";
import type { Collector } from "#e2e/interop/collector";
import { type EngineProcess, startEngine } from "#e2e/soak/engine-process";
import type { EngineDestination } from "#lib/engine/protocol";

type Check = { title: string; run: () => Promise<void> };
type Linting = { checks: Check[]; leftOut: { name: string; why: string }[] };

const source = path.join(import.meta.dirname, "promlint");
const seenWithinMs = 10_000;

export async function metricsLint(collector: Collector, say: (line: string) => void): Promise<Linting> {
  try {
    const linter = await buildLinter(say);
    const title = "what promtool check metrics looks for is not in the text of /metrics";
    return { checks: [{ title, run: () => checkMetrics(linter, collector) }], leftOut: [] };
  } catch (error) {
    return { checks: [], leftOut: [{ name: "promlint", why: error instanceof Error ? error.message : String(error) }] };
  }
}

function buildLinter(say: (line: string) => void): Promise<string> {
  const files = ["main.go", "go.mod", "go.sum"].map((name) => readFileSync(path.join(source, name), "utf8"));
  return buildOnce({
    title: "the linter of Prometheus",
    madeOf: files.join(),
    kept: "promlint",
    say,
    async make(work) {
      cpSync(source, work, { recursive: true });
      await run("go", ["build", "-o", "promlint", "."], work, { GOFLAGS: "-buildvcs=false", GOWORK: "off" });
    },
  });
}

async function checkMetrics(linter: string, { ports, closedPort }: Collector): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-metrics-"));
  const data = path.join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  const engine = await startEngine(data, {
    ...{ listeners: [], webhooks: [], origin: "http://127.0.0.1" },
    names: { namespace: "interop", environment: "interop", workspace: "interop" },
    destinations: [destination("taken", ports.plain.http), destination("away", closedPort)],
  });
  try {
    const text = await told(engine);
    // Proof that the linter looks: the same without its help is found fault with.
    assert.match(lint(linter, text.replace(/^# HELP .*\n/gm, "")), /no help text/);
    assert.equal(lint(linter, text), "");
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function destination(id: string, port: number): EngineDestination {
  const connection = { transport: "http", endpoint: `http://127.0.0.1:${port}` } as const;
  const signals = { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } };
  return { id, revision: 1, isPaused: false, destination: { name: `"${id}"\n\\`, connection, signals } };
}

/** Once everything that may be absent is there: something delivered, something tried in vain. */
async function told({ http, client }: EngineProcess): Promise<string> {
  const span = { traceId: "5c".repeat(16), spanId: "a".repeat(16), name: "lint" };
  const response = await fetch(`http://${http}/v1/traces`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  assert.equal(response.status, 200);
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const metrics = await client.metrics();
    const text = metrics.ok ? metrics.data : "";
    const isTold =
      /last_success_timestamp_seconds\{/.test(text) && /attempts_total\{.*outcome="retry"\} [1-9]/.test(text);
    if (isTold) return text;
    assert.ok(Date.now() < deadline, `/metrics does not tell of a delivery and a failure:\n${text}`);
    await wait(50);
  }
}

/** What it finds; "" = nothing. */
function lint(linter: string, text: string): string {
  const { stdout, stderr, error } = spawnSync(linter, { input: text, encoding: "utf8" });
  if (error) throw error;
  return stdout + stderr;
}
