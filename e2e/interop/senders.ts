// Real senders into Outspan's receiver and on to the real Collector: what each of them sent is what the Collector wrote, to the item.
// Among them a second Collector with each of its exporters.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { cleanEnvironment } from "#e2e/environment";
import type { Sender, Senders } from "#e2e/interop/build-senders";
import type { Collector } from "#e2e/interop/collector";
import { freePorts } from "#e2e/interop/free-ports";
import { ended } from "#e2e/outspan";
import { type EngineProcess, startEngine } from "#e2e/soak/engine-process";

type Check = { title: string; run: () => Promise<void> };
export type SenderChecks = { checks: Check[]; close(): Promise<void> };

const count = 40;
const seenWithinMs = 10_000;

export async function senderChecks(senders: Senders, collector: Collector, binary: string): Promise<SenderChecks> {
  const folder = mkdtempSync(path.join(tmpdir(), "outspan-senders-"));
  const engine = await startEngine(folder, configurationFor(collector.ports.plain.http));
  const all = [...senders.ready, ...collectorSenders(senders.ready, binary, folder)];
  return {
    checks: all.map((sender) => ({
      title: `what ${sender.name} sends arrives, to the item`,
      run: () => checkSender(sender, engine, collector),
    })),
    async close() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configurationFor(port: number) {
  const enabled = { enabled: true };
  const connection = { transport: "http" as const, endpoint: `http://127.0.0.1:${port}` };
  const destination = { name: "Collector", connection, signals: { traces: enabled, metrics: enabled, logs: enabled } };
  return {
    listeners: [],
    webhooks: [],
    origin: "http://127.0.0.1",
    names: { namespace: "interop", environment: "interop", workspace: "interop" },
    destinations: [{ id: "collector", revision: 1, isPaused: false, destination }],
  };
}

async function checkSender(sender: Sender, engine: EngineProcess, collector: Collector): Promise<void> {
  const service = `interop-${sender.name.replace(/\W+/g, "-")}`;
  await sender.send({ address: sender.protocol === "grpc" ? engine.grpc : engine.http, service, count });
  const deadline = Date.now() + seenWithinMs;
  let arrived = itemsOf(collector, service);
  while (Date.now() < deadline && (arrived.spans < count || arrived.records < count || arrived.counted < 1)) {
    await wait(100);
    arrived = itemsOf(collector, service);
  }
  // telemetrygen tells of count points; a counter of an SDK counts to it in one.
  const counted = sender.name.includes("telemetrygen") ? "points" : "counted";
  assert.deepEqual(arrived, { ...arrived, spans: count, records: count, [counted]: count });
}

const Resource = z.object({
  attributes: z.array(z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) })),
});
const Many = z.array(z.unknown());
const Points = z.object({
  dataPoints: z.array(z.object({ asInt: z.string().optional(), asDouble: z.number().optional() })),
});
const Line = z.object({
  resourceSpans: z.array(z.object({ resource: Resource, scopeSpans: z.array(z.object({ spans: Many })) })).default([]),
  resourceLogs: z
    .array(z.object({ resource: Resource, scopeLogs: z.array(z.object({ logRecords: Many })) }))
    .default([]),
  resourceMetrics: z
    .array(
      z.object({
        resource: Resource,
        scopeMetrics: z.array(
          z.object({ metrics: z.array(z.looseObject({ sum: Points.optional(), gauge: Points.optional() })) }),
        ),
      }),
    )
    .default([]),
});

type Arrived = { spans: number; records: number; points: number; counted: number };

/** `counted` is the highest value of a point. */
function itemsOf(collector: Collector, service: string): Arrived {
  const found: Arrived = { spans: 0, records: 0, points: 0, counted: 0 };
  const isOwn = ({ resource }: { resource: z.output<typeof Resource> }): boolean =>
    resource.attributes.some(({ key, value }) => key === "service.name" && value.stringValue === service);
  for (const exported of collector.exports()) {
    if (!JSON.stringify(exported).includes(`"${service}"`)) continue;
    const line = Line.parse(exported);
    for (const { scopeSpans } of line.resourceSpans.filter(isOwn))
      for (const { spans } of scopeSpans) found.spans += spans.length;
    for (const { scopeLogs } of line.resourceLogs.filter(isOwn))
      for (const { logRecords } of scopeLogs) found.records += logRecords.length;
    const metrics = line.resourceMetrics
      .filter(isOwn)
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    for (const { sum, gauge } of metrics) {
      const points = (sum ?? gauge)?.dataPoints ?? [];
      found.points += points.length;
      found.counted = Math.max(found.counted, ...points.map(({ asInt, asDouble }) => Number(asInt ?? asDouble ?? 0)));
    }
  }
  return found;
}

/** telemetrygen into a second Collector, whose exporter is the sender then. */
function collectorSenders(ready: Sender[], binary: string, folder: string): Sender[] {
  const first = ready.find(({ name }) => name === "telemetrygen, grpc");
  if (!first) return [];
  return (["http", "grpc"] as const).map((protocol) => ({
    name: `telemetrygen by the Collector's ${protocol === "http" ? "otlphttp" : "otlp"} exporter`,
    protocol,
    async send(to) {
      const [port = 0] = await freePorts(1);
      const exporter =
        protocol === "http"
          ? { otlphttp: { endpoint: `http://${to.address}` } }
          : { otlp: { endpoint: to.address, tls: { insecure: true } } };
      const file = path.join(folder, `sending-${protocol}.json`);
      writeFileSync(file, JSON.stringify(sendingConfiguration(port, exporter)));
      const child = spawn(binary, ["--config", file], { env: cleanEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
      await new Promise<void>((resolve, reject) => {
        let words = "";
        child.stderr.on("data", (chunk: Buffer) => {
          words += chunk;
          if (words.includes("Everything is ready")) resolve();
        });
        child.once("exit", (code) => reject(new Error(`The Collector ended with ${code}:\n${words}`)));
      });
      await first.send({ ...to, address: `127.0.0.1:${port}` });
      // Its end sends what it holds.
      await ended(child);
    },
  }));
}

function sendingConfiguration(port: number, exporter: object): object {
  const pipeline = { receivers: ["otlp"], processors: ["batch"], exporters: Object.keys(exporter) };
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}` } } } },
    processors: { batch: {} },
    exporters: exporter,
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline },
    },
  };
}
