// Holds what the Collector wrote against what the report says was sent: every id, every attribute, every kind.
// Throws an AssertionError that names the difference.
import assert from "node:assert/strict";
import * as z from "zod";
import type { Histograms, Temporality } from "#lib/destination/schema";
import type { Signal } from "#lib/otlp/signal";

export type Ids = Record<string, string>;
export type MetricChoices = { temporality: Temporality; histograms: Histograms };

const Attributes = z
  .array(z.object({ key: z.string(), value: z.object({ stringValue: z.string() }) }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue])));
const Resource = z.object({ attributes: Attributes });
const Nanoseconds = z.string().regex(/^\d+$/).transform(BigInt);
const one = <Item extends z.ZodType>(item: Item) => z.tuple([item]).transform(([only]) => only);

const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: Attributes,
});
const Traces = z.object({
  resourceSpans: one(z.object({ resource: Resource, scopeSpans: one(z.object({ spans: one(Span) })) })),
});

const LogRecord = z.object({
  timeUnixNano: Nanoseconds,
  severityNumber: z.number(),
  severityText: z.string(),
  body: z.object({ stringValue: z.string() }),
  attributes: Attributes,
});
const Logs = z.object({
  resourceLogs: one(z.object({ resource: Resource, scopeLogs: one(z.object({ logRecords: one(LogRecord) })) })),
});

const Point = z.object({
  timeUnixNano: Nanoseconds,
  startTimeUnixNano: Nanoseconds.optional(),
  asInt: z.string().optional(),
  asDouble: z.number().optional(),
  count: z.string().optional(),
  sum: z.number().optional(),
  bucketCounts: z.array(z.string()).optional(),
  explicitBounds: z.array(z.number()).optional(),
  positive: z.object({ bucketCounts: z.array(z.string()) }).optional(),
});
const Data = z.object({
  aggregationTemporality: z.number().optional(),
  isMonotonic: z.boolean().optional(),
  dataPoints: one(Point),
});
const Metric = z.object({
  name: z.string(),
  gauge: Data.optional(),
  sum: Data.optional(),
  histogram: Data.optional(),
  exponentialHistogram: Data.optional(),
});
const Metrics = z.object({
  resourceMetrics: one(
    z.object({ resource: Resource, scopeMetrics: one(z.object({ metrics: z.tuple([Metric, Metric, Metric]) })) }),
  ),
});

/** `exported` is one line of the Collector's file exporter, `ids` the evidence of the signal's stage. */
export function checkItem(signal: Signal, exported: unknown, ids: Ids, choices: MetricChoices): void {
  if (signal === "traces") checkSpan(exported, ids);
  if (signal === "metrics") checkMetrics(exported, ids, choices);
  if (signal === "logs") checkLog(exported, ids);
}

function checkResource(resource: z.output<typeof Resource>, ids: Ids): void {
  assert.deepEqual(resource.attributes, {
    "service.name": "outspan.test_logs",
    "service.instance.id": ids["service.instance.id"],
    "outspan.run.id": ids["outspan.run.id"],
  });
  assert.equal(ids["service.name"], "outspan.test_logs");
}

function checkSpan(exported: unknown, ids: Ids): void {
  const { resource, scopeSpans } = Traces.parse(exported).resourceSpans;
  const span = scopeSpans.spans;
  checkResource(resource, ids);
  assert.match(span.traceId, /^[0-9a-f]{32}$/);
  assert.equal(span.traceId, ids.traceId);
  assert.equal(span.spanId, ids.spanId);
  assert.equal(span.name, "outspan.probe");
  assert.equal(span.kind, 1);
  assert.deepEqual(span.attributes, { "outspan.run.id": ids["outspan.run.id"] });
  assert.ok(span.endTimeUnixNano > span.startTimeUnixNano, "the span has a duration");
  checkRecent(span.endTimeUnixNano);
}

function checkLog(exported: unknown, ids: Ids): void {
  const { resource, scopeLogs } = Logs.parse(exported).resourceLogs;
  const record = scopeLogs.logRecords;
  checkResource(resource, ids);
  assert.equal(record.body.stringValue, "Hello from Outspan! 🚀");
  assert.equal(record.severityNumber, 9);
  assert.equal(record.severityText, "INFO");
  assert.deepEqual(record.attributes, { "outspan.run.id": ids["outspan.run.id"] });
  checkRecent(record.timeUnixNano);
}

function checkMetrics(exported: unknown, ids: Ids, choices: MetricChoices): void {
  const { resource, scopeMetrics } = Metrics.parse(exported).resourceMetrics;
  const [gauge, counter, histogram] = scopeMetrics.metrics;
  // Of synchronous instruments `lowmemory` makes delta, as `delta` does; a gauge has none.
  const temporality = choices.temporality === "cumulative" ? 2 : 1;
  checkResource(resource, ids);
  assert.equal([gauge, counter, histogram].map((metric) => metric.name).join(", "), ids.metrics);
  assert.equal(gauge.gauge?.dataPoints.asDouble, 1);
  assert.equal(gauge.gauge?.aggregationTemporality, undefined);
  assert.equal(counter.sum?.aggregationTemporality, temporality);
  assert.equal(counter.sum?.isMonotonic, true);
  assert.equal(counter.sum?.dataPoints.asInt, "1");
  const kind = choices.histograms === "explicit" ? histogram.histogram : histogram.exponentialHistogram;
  const other = choices.histograms === "explicit" ? histogram.exponentialHistogram : histogram.histogram;
  assert.ok(kind, `the histogram is ${choices.histograms}`);
  assert.equal(other, undefined);
  assert.equal(kind.aggregationTemporality, temporality);
  assert.equal(kind.dataPoints.count, "1");
  assert.equal(kind.dataPoints.sum, 3);
  const buckets = kind.dataPoints.bucketCounts ?? kind.dataPoints.positive?.bucketCounts ?? [];
  assert.equal(buckets.filter((count) => count !== "0").join(), "1");
  if (choices.histograms === "explicit")
    assert.equal(buckets.length, (kind.dataPoints.explicitBounds?.length ?? 0) + 1);
  for (const point of [gauge.gauge, counter.sum, kind]) checkRecent(point?.dataPoints.timeUnixNano ?? 0n);
}

function checkRecent(nanoseconds: bigint): void {
  const ageMs = Math.abs(Date.now() - Number(nanoseconds / 1_000_000n));
  assert.ok(ageMs < 60_000, `its time is ${ageMs} ms away from now`);
}
