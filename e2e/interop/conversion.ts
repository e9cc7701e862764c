// Our conversion of temporality against the Collector's processors: the same requests through both, held against each other
// point by point. Also OTLP's JSON and protobuf as we write them, against what the Collector reads and writes.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Collector } from "#e2e/interop/collector";
import { type ConversionCase, conversionCases, type SentMetric, type SentPoint } from "#e2e/interop/conversion-cases";
import { createConverter } from "#lib/engine/convert/temporality";
import { toJson } from "#lib/otlp/to-json";
import { toProtobuf } from "#lib/otlp/to-protobuf";

type Json = Record<string, unknown>;
type Check = { title: string; run: () => Promise<void> };

const seenWithinMs = 3000;
const second = 1_000_000_000n;

export function conversionChecks(collector: Collector): Check[] {
  const startedAt = BigInt(Date.now()) * 1_000_000n;
  return conversionCases.map((one) => ({
    title: `to ${one.to}: ${one.title}${one.differs ? ` (differs: ${one.differs.why})` : ""}`,
    run: () => checkCase(collector, one, startedAt),
  }));
}

async function checkCase(collector: Collector, one: ConversionCase, startedAt: bigint): Promise<void> {
  // After both began: a stream that starts later is new under their eyes.
  const base = BigInt(Math.ceil(Date.now() / 1000) + 1) * second;
  const requests = one.requests.map((metrics) => requestOf(one, metrics, base));
  const theirs = rowsOf(await converted(collector, one, requests), base);
  const ours = rowsOf(ourConverted(one, requests, startedAt, base), base);
  assert.deepEqual(
    { ours: without(ours, theirs), theirs: without(theirs, ours) },
    { ours: one.differs?.ours ?? [], theirs: one.differs?.theirs ?? [] },
  );
  assert.ok(ours.length > 0, "nothing was converted");
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return rows.filter((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function requestOf({ title, to }: ConversionCase, metrics: readonly SentMetric[], base: bigint): Json {
  const nanoseconds = (seconds: number): string => String(base + BigInt(seconds) * second);
  const point = ({ from, at, attributes = [], ...values }: SentPoint): Json => ({
    ...{ startTimeUnixNano: nanoseconds(from), timeUnixNano: nanoseconds(at), ...values },
    attributes: attributes.map((attribute) => attributeOf(...(attribute.split("=") as [string, string]))),
  });
  const metric = ({ kind, temporality, isMonotonic = true, name = "requests", points }: SentMetric): Json => ({
    name,
    [kind]: {
      dataPoints: points.map(point),
      ...(kind === "gauge" ? {} : { aggregationTemporality: temporality ?? (to === "delta" ? 2 : 1) }),
      ...(kind === "sum" ? { isMonotonic } : {}),
    },
  });
  const resource = { attributes: [attributeOf("case", `${to}: ${title}`)] };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: metrics.map(metric) }] }] };
}

function attributeOf(key: string, value: string): Json {
  return { key, value: { stringValue: value } };
}

function ourConverted({ to }: ConversionCase, requests: readonly Json[], since: bigint, base: bigint): Json[] {
  const converter = createConverter({ to, since });
  // Received after the last of its points.
  const receivedAtMs = Number(base / 1_000_000n) + 1_000_000;
  return requests.map((request) => {
    const protobuf = toProtobuf("metrics", Buffer.from(JSON.stringify(request)));
    const made = protobuf && converter.convert(protobuf, receivedAtMs);
    const json = made && toJson("metrics", made.body);
    assert.ok(json, "our conversion does not read the request");
    return JSON.parse(Buffer.from(json).toString());
  });
}

/** What the Collector wrote of the case, once a gauge that was sent last is there. */
async function converted(collector: Collector, one: ConversionCase, requests: readonly Json[]): Promise<Json[]> {
  const { http } = collector.ports[one.to === "delta" ? "to_delta" : "to_cumulative"];
  const last: SentMetric = { kind: "gauge", name: "last", points: [{ from: 0, at: 0, asInt: "1" }] };
  for (const request of [...requests, requestOf(one, [last], 0n)]) {
    const response = await fetch(`http://127.0.0.1:${http}/v1/metrics`, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify(request),
    });
    assert.equal(response.status, 200, await response.text());
  }
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const mine = collector.exports().filter((line) => JSON.stringify(line).includes(`"${one.to}: ${one.title}"`));
    if (mine.some((line) => JSON.stringify(line).includes('"name":"last"'))) return mine.slice(0, -1);
    assert.ok(Date.now() < deadline, "the Collector did not write the case");
    await wait(20);
  }
}

type Read = { [key: string]: Read[] } & Json;

/** A point in a line; what is empty or zero and need not be said is left out. */
function rowsOf(exports: readonly Json[], base: bigint): string[] {
  const metrics = (exports as Read[])
    .flatMap((one) => one.resourceMetrics ?? [])
    .flatMap((resource) => resource.scopeMetrics ?? [])
    .flatMap((scope) => scope.metrics ?? []);
  return metrics.flatMap((metric) => {
    const kind = ["gauge", "sum", "histogram", "exponentialHistogram"].find((name) => name in metric) ?? "none";
    const data = metric[kind] as unknown as { dataPoints?: Json[]; aggregationTemporality?: number };
    const temporality = ["", " delta", " cumulative"][data.aggregationTemporality ?? 0];
    return (data.dataPoints ?? []).map((point) => `${metric.name}${temporality} ${rowOf(point, base)}`);
  });
}

function rowOf({ attributes = [], startTimeUnixNano = "0", timeUnixNano, ...values }: Json, base: bigint): string {
  const named = (attributes as { key: string; value: { stringValue: string } }[])
    .map(({ key, value }) => `${key}=${value.stringValue}`)
    .sort()
    .join(",");
  const seconds = (time: unknown): string =>
    BigInt(String(time)) === 0n ? "?" : String((BigInt(String(time)) - base) / second);
  return `{${named}} (${seconds(startTimeUnixNano)}, ${seconds(timeUnixNano)}] ${JSON.stringify(plain(values))}`;
}

function plain(values: Json): Json {
  const entries = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    if (key === "positive" || key === "negative") return [[key, trimmed(value as Side)]];
    const isDefault = value === 0 || value === "0" || (Array.isArray(value) && value.length === 0);
    return isDefault && !["sum", "min", "max", "asInt", "asDouble"].includes(key) ? [] : [[key, value]];
  });
  const said = entries.filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.sort(([one], [other]) => (one < other ? -1 : 1)));
}

type Side = { offset?: number; bucketCounts?: string[] };

/** Empty buckets at either end say nothing. */
function trimmed({ offset = 0, bucketCounts = [] }: Side): string | undefined {
  const first = bucketCounts.findIndex((count) => count !== "0");
  if (first < 0) return undefined;
  const last = bucketCounts.findLastIndex((count) => count !== "0");
  return `${offset + first}: ${bucketCounts.slice(first, last + 1).join(" ")}`;
}
