// `npm run interop`: probe, conversions and real senders against the real OpenTelemetry Collector. Builds it, starts an Outspan, asks
// every case through POST /api/v1/probe, and holds the answers against what the Collector itself wrote. `-- all` also builds Prometheus
// and Jaeger and delivers to them, `-- receivers` does only that.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { failure } from "#e2e/failed";
import { buildCollector, hasGo } from "#e2e/interop/build-collector";
import { buildNginx } from "#e2e/interop/build-nginx";
import { buildReceivers } from "#e2e/interop/build-receivers";
import { buildSenders } from "#e2e/interop/build-senders";
import { type Case, casesFor } from "#e2e/interop/cases";
import { type Collector, credentials, startCollector } from "#e2e/interop/collector";
import { conversionChecks } from "#e2e/interop/conversion";
import { encodingChecks } from "#e2e/interop/encodings";
import { exportedCollectorChecks } from "#e2e/interop/exported-collector";
import { exportedDeclarativeChecks } from "#e2e/interop/exported-declarative";
import { checkItem, type Ids } from "#e2e/interop/items";
import { metricsLint } from "#e2e/interop/metrics-lint";
import { startNginx } from "#e2e/interop/nginx";
import { nginxCases } from "#e2e/interop/nginx-cases";
import { receiverChecks } from "#e2e/interop/receivers";
import { senderChecks } from "#e2e/interop/senders";
import { type Outspan, startOutspan } from "#e2e/outspan";
import { applyFix } from "#lib/destination/fix";
import type { ProbedDestination } from "#lib/destination/schema";
import { Report } from "#lib/otlp/report";
import { type Signal, signals } from "#lib/otlp/signal";

type Peers = { outspan: Outspan; collector: Collector; delivered: Set<string> };
type Check = { title: string; run: () => Promise<void> };

const seenWithinMs = 3000;

async function main(): Promise<void> {
  if (!hasGo()) {
    console.log(
      "The interop checks build the OpenTelemetry Collector and need Go on the PATH. There is none, so they are skipped.",
    );
    console.log("tests: 0 passed, 0 failed, skipped: no Go");
    return;
  }
  const [asked] = process.argv.slice(2);
  let failed = asked === "receivers" ? 0 : await againstCollector();
  if (asked === "receivers" || asked === "all") failed += await intoReceivers();
  process.exitCode = failed === 0 ? 0 : 1;
}

/** How many failed. */
async function intoReceivers(): Promise<number> {
  const built = await buildReceivers(console.log);
  tellLeftOut(built.leftOut);
  const receivers = await receiverChecks(built);
  try {
    return await runChecks(receivers.checks);
  } finally {
    await receivers.close();
  }
}

function tellLeftOut(leftOut: { name: string; why: string }[]): void {
  for (const { name, why } of leftOut) console.log(`  left out ${name}: ${why.trim().split("\n").at(-1)}`);
}

async function againstCollector(): Promise<number> {
  const binary = await buildCollector(console.log);
  const made = await buildSenders(console.log);
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-interop-"));
  const collector = await startCollector(binary, folder);
  const outspan = await startOutspan();
  const senders = await senderChecks(made, collector, binary);
  const linting = await metricsLint(collector, console.log);
  const edge = await edgeOf(folder, collector);
  const declarative = await exportedDeclarativeChecks(console.log);
  tellLeftOut([...made.leftOut, ...linting.leftOut, ...edge.leftOut, ...declarative.leftOut]);
  try {
    const peers = { outspan, collector, delivered: new Set<string>() };
    return await runChecks([
      ...checksFor(peers, edge.cases),
      ...linting.checks,
      ...senders.checks,
      ...exportedCollectorChecks(binary),
      ...declarative.checks,
    ]);
  } finally {
    await edge.stop();
    await senders.close();
    await outspan.stop();
    await collector.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** nginx in front of the Collector, where it is to be had. */
async function edgeOf(folder: string, { ports, closedPort }: Collector) {
  const { binary, why } = await buildNginx(console.log);
  if (binary === null) return { cases: [], leftOut: [{ name: "nginx", why }], stop: async () => null };
  const nginx = await startNginx(binary, folder, { ...ports.plain, closed: closedPort });
  return { cases: nginxCases(nginx), leftOut: [], stop: nginx.stop };
}

function checksFor(peers: Peers, edge: Case[]): Check[] {
  return [
    ...[...casesFor(peers.collector), ...edge].map((one) => ({ title: one.title, run: () => checkCase(peers, one) })),
    { title: "a saved destination is probed with its sealed secrets", run: () => checkSaved(peers) },
    { title: "no probe delivered anything beyond its reported items", run: () => checkNothingElse(peers) },
    { title: "the Collector's debug exporter printed the items", run: async () => checkPrinted(peers.collector) },
    ...encodingChecks(peers.collector),
    ...conversionChecks(peers.collector),
  ];
}

async function runChecks(checks: Check[]): Promise<number> {
  let failed = 0;
  for (const check of checks) {
    const startedAt = performance.now();
    try {
      await check.run();
      console.log(`  passed  ${check.title} (${Math.round(performance.now() - startedAt)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(failure(check.title, error instanceof Error ? error.message : String(error)));
    }
  }
  console.log(`tests: ${checks.length - failed} passed, ${failed} failed`);
  return failed;
}

async function probe(outspan: Outspan, destination: ProbedDestination, sdk = false): Promise<Report> {
  const { status, body } = await outspan.api("POST", "/probe", { destination, sdk });
  assert.equal(status, 200, `POST /probe answered ${status}: ${JSON.stringify(body)}`);
  return Report.parse(body);
}

async function checkCase(peers: Peers, one: Case): Promise<void> {
  const report = await probe(peers.outspan, one.destination, one.sdk);
  const told = `\n${JSON.stringify({ verdict: report.verdict, diagnosis: report.diagnosis, stages: report.stages }, null, 1)}`;
  const { expected } = one;
  assert.equal(report.verdict, expected.verdict, `verdict ${report.verdict}, expected ${expected.verdict}${told}`);
  if (expected.verdict === "warning") {
    assert.deepEqual(
      report.diagnosis.map(({ code }) => code),
      [expected.code],
      told,
    );
    return;
  }
  await checkDelivered(peers, one.destination, report);
  if (expected.verdict === "accepted") {
    assert.deepEqual(report.diagnosis, []);
    if (one.sdk) assert.equal(statusesOf(report, "sdk").join(), "passed", told);
    return;
  }
  const concerned = expected.signals ?? [...signals];
  assert.ok(
    statusesOf(report, expected.stage, concerned).includes("failed"),
    `stage ${expected.stage} did not fail${told}`,
  );
  const diagnosis = report.diagnosis.find((candidate) => candidate.code === expected.code);
  assert.ok(diagnosis, `no diagnosis ${expected.code}${told}`);
  assert.deepEqual([...diagnosis.signals].sort(), [...concerned].sort(), told);
  if (expected.words) assert.ok(told.includes(expected.words), `the server's words are missing${told}`);
  if (!expected.isFixable) return;
  assert.ok(diagnosis.fix, `no fix${told}`);
  const repaired = applyFix(one.destination, diagnosis.fix);
  const again = await probe(peers.outspan, repaired);
  assert.equal(again.verdict, "accepted", `after "${diagnosis.fix.label}": ${JSON.stringify(again, null, 1)}`);
  await checkDelivered(peers, repaired, again);
}

function statusesOf(report: Report, stage: string, concerned: readonly Signal[] = signals): string[] {
  return report.stages
    .filter((candidate) => candidate.stage === stage)
    .filter((candidate) => candidate.signals.some((signal) => concerned.includes(signal)))
    .map((candidate) => candidate.status);
}

/** Each signal that the report calls passed is in the Collector's file, once, as described; no other is. */
async function checkDelivered(peers: Peers, destination: ProbedDestination, report: Report): Promise<void> {
  const metrics = destination.signals.metrics;
  const choices = {
    temporality: metrics?.temporality ?? "cumulative",
    histograms: metrics?.histograms ?? "explicit",
  } as const;
  for (const signal of signals) {
    const stage = report.stages.find((candidate) => candidate.stage === signal);
    if (stage?.status !== "passed") continue;
    const ids: Ids = z.record(z.string(), z.string()).parse(stage.evidence.ids);
    const instance = ids["service.instance.id"];
    assert.ok(instance, `the ${signal} stage names no service.instance.id`);
    const found = await exportsWith(peers.collector, instance);
    assert.equal(found.length, 1, `the Collector wrote the ${signal} item ${found.length} times`);
    checkItem(signal, found[0], ids, choices);
    peers.delivered.add(instance);
  }
}

async function exportsWith(collector: Collector, instance: string): Promise<Record<string, unknown>[]> {
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const found = collector.exports().filter((line) => JSON.stringify(line).includes(instance));
    if (found.length > 0 || Date.now() > deadline) return found;
    await wait(20);
  }
}

async function checkSaved({ outspan, collector, ...rest }: Peers): Promise<void> {
  const destination = {
    name: "Interop",
    connection: {
      transport: "http",
      endpoint: `http://127.0.0.1:${collector.ports.bearer.http}`,
      auth: { type: "bearer", token: credentials.token },
    },
    signals: { traces: { enabled: true }, metrics: { enabled: true }, logs: { enabled: true } },
  } as const;
  const saved = await outspan.api("POST", "/destinations", destination);
  assert.equal(saved.status, 201, JSON.stringify(saved.body));
  assert.ok(!JSON.stringify(saved.body).includes(credentials.token), "the answer holds the token");
  const { id } = z.object({ id: z.string() }).parse(saved.body);
  const { body } = await outspan.api("POST", `/destinations/${id}/probe`);
  const report = Report.parse(body);
  assert.equal(report.verdict, "accepted", JSON.stringify(report, null, 1));
  assert.ok(!JSON.stringify(report).includes(credentials.token), "the report holds the token");
  await checkDelivered({ outspan, collector, ...rest }, destination, report);
}

/** Extra checks and refused probes carry no items; the SDK check's own metric is the one exception. */
async function checkNothingElse({ collector, delivered }: Peers): Promise<void> {
  const strangers = collector
    .exports()
    .map((line) => JSON.stringify(line))
    .filter((line) => ![...delivered].some((instance) => line.includes(instance)))
    .filter((line) => !line.includes("outspan.test.sdk"));
  assert.deepEqual(strangers, []);
}

function checkPrinted(collector: Collector): void {
  for (const words of [
    "service.name: Str(outspan.test_logs)",
    "Body: Str(Hello from Outspan! 🚀)",
    "outspan.test.gauge",
  ]) {
    assert.ok(collector.printed().includes(words), `it did not print ${words}`);
  }
}

await main();
