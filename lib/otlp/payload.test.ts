import { randomBytes } from "node:crypto";
import {
  type ISerializer,
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { describe, expect, test } from "vitest";
import { emptyBatch, type ProbeItems, probeBatch } from "#lib/otlp/payload";
import { scanRequest } from "#lib/otlp/scan";
import { scanJson } from "#lib/otlp/scan-json";
import { signals } from "#lib/otlp/signal";
import { readFields } from "#lib/otlp/wire";

const now = 1_795_264_083_078_123_456n;
const counting = () => {
  let next = 0;
  return (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ & 0xff);
};
const make = (more: Partial<ProbeItems> = {}) =>
  probeBatch({
    signal: "traces",
    encoding: "protobuf",
    temporality: "cumulative",
    histograms: "explicit",
    now,
    random: counting(),
    runId: "run-1",
    ...more,
  });
const json = (more: Partial<ProbeItems>) =>
  JSON.parse(Buffer.from(make({ ...more, encoding: "json" }).batch.body).toString());

/**
 * The same items as OpenTelemetry's own JavaScript exporter writes them: an encoder that shares no line with ours. It adds
 * fields (dropped counts, flags, status), so every one of our fields must be among its own, at the same place and equal.
 */
const resource = (instance: string) => ({
  attributes: { "service.name": "outspan.test_logs", "service.instance.id": instance, "outspan.run.id": "run-1" },
});
const scope = { name: "outspan" };
const time = (nanoseconds: bigint) => [Number(nanoseconds / 1_000_000_000n), Number(nanoseconds % 1_000_000_000n)];
const attributes = { "outspan.run.id": "run-1" };

function reference(signal: ProbeItems["signal"], ids: Record<string, string>, items: Partial<ProbeItems>): unknown {
  const own = resource(ids["service.instance.id"] ?? "");
  if (signal === "traces") {
    return [
      {
        resource: own,
        instrumentationScope: scope,
        spanContext: () => ({ traceId: ids.traceId, spanId: ids.spanId, traceFlags: 0 }),
        ...{ name: "outspan.probe", kind: 0, startTime: time(now - 1_000_000n), endTime: time(now), attributes },
        ...{ status: { code: 0 }, events: [], links: [] },
        ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
      },
    ];
  }
  if (signal === "logs") {
    const body = "Hello from Outspan! 🚀";
    const when = { hrTime: time(now), hrTimeObserved: time(now) };
    const severity = { severityNumber: 9, severityText: "INFO" };
    return [
      { resource: own, instrumentationScope: scope, ...when, ...severity, body, attributes, droppedAttributesCount: 0 },
    ];
  }
  const aggregationTemporality = items.temporality === "cumulative" ? 1 : 0;
  const point = (value: unknown) => [
    { attributes: {}, startTime: time(now - 1_000_000_000n), endTime: time(now), value },
  ];
  const boundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];
  const summary = { count: 1, sum: 3, min: 3, max: 3 };
  const explicit = { ...summary, buckets: { boundaries, counts: [0, 1, ...Array(14).fill(0)] } };
  const positive = { offset: 3, bucketCounts: [1] };
  const exponential = { ...summary, scale: 1, zeroCount: 0, positive, negative: { offset: 0, bucketCounts: [] } };
  const histogram = items.histograms === "exponential" ? { type: 1, value: exponential } : { type: 0, value: explicit };
  const metric = (name: string, unit: string, valueType: number, dataPointType: number, value: unknown) => ({
    descriptor: { name, unit, description: "", valueType },
    ...{ dataPointType, aggregationTemporality, isMonotonic: true, dataPoints: point(value) },
  });
  const metrics = [
    metric("outspan.test.gauge", "1", 1, 2, 1),
    metric("outspan.test.counter", "1", 0, 3, 1),
    metric("outspan.test.histogram", "ms", 0, histogram.type, histogram.value),
  ];
  return { resource: own, scopeMetrics: [{ scope, metrics }] };
}

const serializers = {
  traces: { protobuf: ProtobufTraceSerializer, json: JsonTraceSerializer },
  metrics: { protobuf: ProtobufMetricsSerializer, json: JsonMetricsSerializer },
  logs: { protobuf: ProtobufLogsSerializer, json: JsonLogsSerializer },
};

/** Every leaf with its place: field numbers and wire types, or JSON keys. Repeated fields count up. */
function protobufLeaves(message: Uint8Array, place = ""): string[] {
  const fields = readFields(message) ?? [];
  const seen = new Map<number, number>();
  return fields.flatMap((field) => {
    const nth = seen.get(field.number) ?? 0;
    seen.set(field.number, nth + 1);
    const at = `${place}/${field.number}:${field.wire}[${nth}]`;
    if (field.wire === 0) return [`${at}=${field.varint}`];
    const inner = field.wire === 2 && field.bytes.length > 0 ? readFields(field.bytes) : null;
    // Text now and then reads as a message; then it does so on both sides.
    return inner ? protobufLeaves(field.bytes, at) : [`${at}=${Buffer.from(field.bytes).toString("hex")}`];
  });
}

function jsonLeaves(value: unknown, place = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${place}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => jsonLeaves(inner, `${place}/${key}`));
}

const leaves = {
  protobuf: protobufLeaves,
  json: (body: Uint8Array) => jsonLeaves(JSON.parse(Buffer.from(body).toString())),
};

describe("R5.*, the field numbers: our items are those that OpenTelemetry's own encoder writes", () => {
  const kinds = [
    { signal: "traces" },
    { signal: "logs" },
    { signal: "metrics", temporality: "cumulative", histograms: "explicit" },
    { signal: "metrics", temporality: "delta", histograms: "exponential" },
  ] as const;
  const cases = kinds.flatMap((kind) => (["protobuf", "json"] as const).map((encoding) => ({ ...kind, encoding })));

  test.each(cases)("$signal $temporality $histograms in $encoding", ({ signal, encoding, ...metrics }) => {
    const { batch, ids } = make({ signal, encoding, ...metrics });
    const serializer: ISerializer<never, unknown> = serializers[signal][encoding];
    const theirs = serializer.serializeRequest(reference(signal, ids, metrics) as never);
    // Theirs writes 64-bit counts as JSON numbers, against R5.4; the test below says what ours are.
    const plain = (leaf: string) => (encoding === "json" ? leaf.replace(/="(\d+)"$/, "=$1") : leaf);
    const expected = leaves[encoding](theirs ?? new Uint8Array()).map(plain);
    const ours = leaves[encoding](batch.body).map(plain);
    expect(ours.length).toBeGreaterThan(8);
    expect(expected).toEqual(expect.arrayContaining(ours));
  });
});

type Group = { resource: { attributes: { key: string; value: { stringValue: string } }[] } };

describe("validity for a strict receiver", () => {
  test("R5.2, R14.7 ids are 32 and 16 hex digits, never zero, and the operator is shown them", () => {
    const { ids } = make({ random: (bytes) => new Uint8Array(bytes) });
    expect(ids.traceId).toMatch(/^(?!0+$)[\da-f]{32}$/);
    expect(ids.spanId).toMatch(/^(?!0+$)[\da-f]{16}$/);
    const [span] = json({ signal: "traces" }).resourceSpans[0].scopeSpans[0].spans;
    expect(span).toMatchObject({ traceId: expect.stringMatching(/^[\da-f]{32}$/), kind: 1 });
    expect(span).not.toHaveProperty("parentSpanId");
    expect(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)).toBe(1_000_000n);
  });

  test("R9.6 every signal is recognisable: service, a new instance, the run, the scope", () => {
    const instances = signals.map((signal) => {
      const [groups] = Object.values<Group[]>(json({ signal, random: counting() }));
      const own = groups?.[0]?.resource.attributes ?? [];
      const values = Object.fromEntries(own.map(({ key, value }) => [key, value.stringValue]));
      expect(values).toMatchObject({ "service.name": "outspan.test_logs", "outspan.run.id": "run-1" });
      return values["service.instance.id"];
    });
    expect(instances[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test.each([
    ["cumulative", 2],
    ["delta", 1],
    ["lowmemory", 1],
  ] as const)(
    "section 12: under %s the counter and the histogram are %i, the gauge has none",
    (temporality, expected) => {
      const [scopeMetrics] = json({ signal: "metrics", temporality }).resourceMetrics[0].scopeMetrics;
      const [gauge, counter, histogram] = scopeMetrics.metrics;
      expect(gauge.gauge).not.toHaveProperty("aggregationTemporality");
      expect(counter.sum).toMatchObject({ aggregationTemporality: expected, isMonotonic: true });
      expect(histogram.histogram.aggregationTemporality).toBe(expected);
      // R13.1, R13.3: start before time, or the point says nothing about rates.
      const [point] = counter.sum.dataPoints;
      expect(BigInt(point.startTimeUnixNano)).toBeLessThan(BigInt(point.timeUnixNano));
    },
  );

  test("R12.6 there is one bucket more than bounds, and the buckets sum up to the count", () => {
    const { metrics } = json({ signal: "metrics" }).resourceMetrics[0].scopeMetrics[0];
    const [point] = metrics[2].histogram.dataPoints;
    expect(point.bucketCounts).toHaveLength(point.explicitBounds.length + 1);
    const total = point.bucketCounts.reduce((sum: bigint, count: string) => sum + BigInt(count), 0n);
    expect(total).toBe(BigInt(point.count));
  });

  test("R5.3, R5.4, R5.5 64-bit integers are strings, enums and 32-bit integers numbers", () => {
    const { metrics } = json({ signal: "metrics", histograms: "exponential" }).resourceMetrics[0].scopeMetrics[0];
    expect(metrics[1].sum.dataPoints[0]).toEqual({
      startTimeUnixNano: "1795264082078123456",
      timeUnixNano: "1795264083078123456",
      asInt: "1",
    });
    const [point] = metrics[2].exponentialHistogram.dataPoints;
    expect(point).toMatchObject({
      count: "1",
      sum: 3,
      scale: 1,
      zeroCount: "0",
      positive: { offset: 3, bucketCounts: ["1"] },
    });
  });

  test("R15.1, R15.2 the log record is INFO, with both times", () => {
    const [record] = json({ signal: "logs" }).resourceLogs[0].scopeLogs[0].logRecords;
    expect(record).toMatchObject({
      severityNumber: 9,
      severityText: "INFO",
      body: { stringValue: "Hello from Outspan! 🚀" },
      timeUnixNano: String(now),
      observedTimeUnixNano: String(now),
    });
  });

  test("the batch counts spans, data points and log records", () => {
    expect(signals.map((signal) => make({ signal }).batch.items)).toEqual([1, 3, 1]);
  });

  test("R9.4 an empty request is zero bytes or {}", () => {
    expect(emptyBatch("logs", "protobuf")).toMatchObject({ items: 0, body: new Uint8Array() });
    expect(Buffer.from(emptyBatch("logs", "json").body).toString()).toBe("{}");
  });
});

describe("a request of a wanted size", () => {
  const sizes = [16, 64, 1024].map((kib) => kib * 1024);
  test.each(signals.flatMap((signal) => (["protobuf", "json"] as const).map((encoding) => ({ signal, encoding }))))(
    "is exactly as long as asked for, its items counted: $signal in $encoding",
    ({ signal, encoding }) => {
      for (const bytes of sizes) {
        const { batch } = make({ signal, encoding, bytes });
        expect(batch.body.length).toBe(bytes);
        expect(batch.items).toBe((encoding === "json" ? scanJson : scanRequest)(signal, batch.body)?.items);
        expect(batch.items).toBeGreaterThan(bytes / 1400);
      }
    },
  );

  test("8 MiB too, whose spans have ids of their own and whose points are of two series, in order", () => {
    const { batch } = make({ signal: "metrics", encoding: "json", bytes: 8 * 1024 * 1024 });
    expect(batch.body.length).toBe(8 * 1024 * 1024);
    const [gauge] = JSON.parse(Buffer.from(batch.body).toString()).resourceMetrics[0].scopeMetrics[0].metrics;
    type Point = { timeUnixNano: string; attributes: { value: { stringValue: string } }[] };
    const points: Point[] = gauge.gauge.dataPoints;
    expect(new Set(points.map(({ attributes }) => attributes[0]?.value.stringValue)).size).toBe(2);
    const times = points.map(({ timeUnixNano }) => BigInt(timeUnixNano));
    expect(times).toEqual([...times].sort((one, other) => (one < other ? -1 : 1)));
    expect(times.at(-1)).toBe(now);
    const spans = json({ signal: "traces", bytes: 64 * 1024, random: randomBytes }).resourceSpans[0].scopeSpans[0]
      .spans;
    const ids = spans.map(({ spanId }: { spanId: string }) => spanId);
    expect(new Set(ids).size).toBe(spans.length);
  });

  test("smaller than one item it is one item", () => {
    expect(make({ bytes: 10 }).batch).toEqual(make().batch);
  });
});
