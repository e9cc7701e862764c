// Receivers of one signal that are not the Collector: telemetry goes through an Outspan of its own into Prometheus (metrics, which
// takes no deltas: conversion makes them fit) and into Jaeger (traces), and is looked for where an operator would, in their query APIs.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import type { BuiltReceivers } from "#e2e/interop/build-receivers";
import { jaegerProbes, prometheusProbes } from "#e2e/interop/receiver-probes";
import { startJaeger, startPrometheus } from "#e2e/interop/receiver-processes";
import { type EngineProcess, startEngine } from "#e2e/soak/engine-process";
import type { Destination } from "#lib/destination/schema";

type Check = { title: string; run: () => Promise<void> };
export type ReceiverChecks = { checks: Check[]; close(): Promise<void> };

const seenWithinMs = 15_000;
const service = "interop-receivers";
const requests = 5;

export async function receiverChecks(built: BuiltReceivers): Promise<ReceiverChecks> {
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-receivers-"));
  const running: { stop(): Promise<unknown> }[] = [];
  const close = async () => {
    for (const one of running.reverse()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const engineFor = async ({ destination, stop }: { destination: Destination; stop(): Promise<unknown> }) => {
    running.push({ stop });
    const engine = await engineTo(path.join(folder, `outspan-${running.length}`), destination);
    running.push(engine);
    return engine;
  };
  const checks: Check[] = [];
  try {
    if (built.prometheus !== null) {
      const prometheus = await startPrometheus(built.prometheus, folder);
      const engine = await engineFor(prometheus);
      const off = await startPrometheus(built.prometheus, folder, false);
      running.push(off);
      checks.push(...prometheusProbes(engine, prometheus.url, off.url), ...prometheusChecks(engine, prometheus.url));
    }
    if (built.jaeger !== null) {
      const jaeger = await startJaeger(built.jaeger, folder);
      const engine = await engineFor(jaeger);
      const title = "Jaeger: 5 traces of a parent and a child sent to Outspan are found by its query API, linked";
      checks.push(...jaegerProbes(engine, jaeger.destination, jaeger.overHttp));
      checks.push({ title, run: () => checkJaeger(engine, jaeger.query) });
    }
    return { checks, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function engineTo(folder: string, destination: Destination): Promise<EngineProcess> {
  mkdirSync(folder, { mode: 0o700 });
  return startEngine(folder, {
    listeners: [],
    webhooks: [],
    origin: "http://127.0.0.1",
    names: { namespace: "interop", environment: "interop", workspace: "interop" },
    destinations: [{ id: "receiver", revision: 1, isPaused: false, destination }],
  });
}

type Json = Record<string, unknown>;
const second = 1_000_000_000n;
const delta = 1;
const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };

async function send(engine: EngineProcess, signal: "traces" | "metrics", body: Json): Promise<void> {
  const response = await fetch(`http://${engine.http}/v1/${signal}`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Sent alone, each to the deltas: refused as they are, seen as totals by way of Outspan. */
function prometheusChecks(engine: EngineProcess, url: string): Check[] {
  const begun = BigInt(Math.floor(Date.now() / 1000) - requests) * second;
  const window = (index: number) => ({
    startTimeUnixNano: String(begun + BigInt(index) * second),
    timeUnixNano: String(begun + BigInt(index + 1) * second),
  });
  const sum = (name: string, index: number): Json => ({
    ...{ name, unit: "1" },
    sum: { aggregationTemporality: delta, isMonotonic: true, dataPoints: [{ ...window(index), asInt: "7" }] },
  });
  const histogram = (name: string, index: number): Json => ({
    ...{ name, unit: "s" },
    histogram: {
      aggregationTemporality: delta,
      dataPoints: [{ ...window(index), count: "3", sum: 1.5, explicitBounds: [0.5, 1], bucketCounts: ["1", "2", "0"] }],
    },
  });
  const request = (metric: Json): Json => ({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] });
  return [
    {
      title: "Prometheus itself refuses a delta, so that what follows is conversion's",
      async run() {
        const response = await fetch(`${url}/api/v1/otlp/v1/metrics`, {
          ...{ method: "POST", headers: { "content-type": "application/json" } },
          body: JSON.stringify(request(sum("interop.refused", 0))),
        });
        assert.ok(response.status >= 400, `it answered ${response.status}`);
        assert.match(await response.text(), /invalid temporality/);
      },
    },
    {
      title: "Prometheus: 5 delta sums of 7 sent to Outspan are a counter of 35 by its query API",
      async run() {
        for (let index = 0; index < requests; index++)
          await send(engine, "metrics", request(sum("interop.sum", index)));
        await reaches(url, `{__name__=~"interop_sum.*",service_name="${service}"}`, 7 * requests);
      },
    },
    {
      title: "Prometheus: 5 delta histograms of 3 sent to Outspan are a histogram of 15 by its query API",
      async run() {
        for (let index = 0; index < requests; index++)
          await send(engine, "metrics", request(histogram("interop.time", index)));
        await reaches(url, `{__name__=~"interop_time.*_count",service_name="${service}"}`, 3 * requests);
        await reaches(url, `{__name__=~"interop_time.*_bucket",le="0.5",service_name="${service}"}`, requests);
        await reaches(url, `{__name__=~"interop_time.*_sum",service_name="${service}"}`, 1.5 * requests);
      },
    },
    {
      title: "the ledger of all that went to Prometheus is right",
      run: () => checkLedger(engine, "metrics", 2 * requests),
    },
  ];
}

const Found = z.object({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) });

async function reaches(url: string, query: string, wanted: number): Promise<void> {
  const look = async () => {
    const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
    return Found.parse(await response.json()).data.result.map(({ value }) => Number(value[1]));
  };
  await seen(look, [wanted]);
}

async function seen<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const found = await look();
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    if (Date.now() > deadline) return assert.deepEqual(found, wanted);
    await wait(100);
  }
}

async function checkLedger(engine: EngineProcess, signal: "traces" | "metrics", items: number): Promise<void> {
  const look = async () => {
    const status = await engine.client.status();
    return status.ok ? (status.data.items[0]?.ledger[signal] ?? null) : null;
  };
  await seen<unknown>(look, { received: items, delivered: items, queued: 0, rejected: 0, dropped: {} });
}

const Traces = z.object({
  data: z.array(
    z.object({
      traceID: z.string(),
      spans: z.array(
        z.object({ operationName: z.string(), references: z.array(z.object({ spanID: z.string() })).default([]) }),
      ),
    }),
  ),
});

async function checkJaeger(engine: EngineProcess, query: string): Promise<void> {
  const startNano = BigInt(Date.now() - 1000) * 1_000_000n;
  const times = { startTimeUnixNano: String(startNano), endTimeUnixNano: String(startNano + 5_000_000n) };
  const traceOf = (index: number): string => `${"5c".repeat(15)}0${index}`;
  for (let index = 0; index < requests; index++) {
    const parent = { traceId: traceOf(index), spanId: `a0000000000000a${index}`, name: "parent", kind: 2, ...times };
    const child = { ...parent, spanId: `c0000000000000c${index}`, parentSpanId: parent.spanId, name: "child", kind: 1 };
    await send(engine, "traces", { resourceSpans: [{ resource, scopeSpans: [{ spans: [parent, child] }] }] });
  }
  const look = async () => {
    const response = await fetch(`${query}/api/traces?service=${service}&limit=100`);
    const { data } = Traces.parse(await response.json());
    const told = data.map(({ traceID, spans }) => {
      const child = spans.find(({ operationName }) => operationName === "child");
      return `${traceID} ${spans.length} ${child?.references[0]?.spanID}`;
    });
    return told.sort();
  };
  const wanted = Array.from({ length: requests }, (_, index) => `${traceOf(index)} 2 a0000000000000a${index}`);
  await seen(look, wanted);
  await checkLedger(engine, "traces", 2 * requests);
}
