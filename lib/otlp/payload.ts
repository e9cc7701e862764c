// The probe's real items (R9.6): one span, three data points, one log record, recognisable and harmless. Pure.
import type { Encoding, Histograms, Temporality } from "#lib/destination/schema";
import {
  boolean,
  double,
  doubles,
  element,
  encodeJson,
  encodeProtobuf,
  type Field,
  fixed64,
  fixed64s,
  id,
  integer,
  type Message,
  nested,
  sint32,
  text,
  uint64s,
} from "#lib/otlp/message";
import type { Batch } from "#lib/otlp/outcome";
import { makePadded, type Pads } from "#lib/otlp/payload-padding";
import type { Signal } from "#lib/otlp/signal";

export type ProbeItems = {
  signal: Signal;
  encoding: Encoding;
  temporality: Temporality;
  histograms: Histograms;
  /** Nanoseconds since 1970. */
  now: bigint;
  random: (bytes: number) => Uint8Array;
  /** The same for all signals of one probe, so that an operator finds them together. */
  runId: string;
  /** Size of the request, reached with more items; absent = one of each. */
  bytes?: number;
};

/** What R12.5 names as the default bounds of explicit histograms. */
const explicitBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];
const millisecond = 1_000_000n;
/** The points cover the last second; a cumulative one has its start there too. */
const window = 1000n * millisecond;
const greeting = "Hello from Outspan! 🚀";

/** `ids` are what an operator searches for at the vendor. The instance is new in each batch: one writer a series (R13.4). */
export function probeBatch(items: ProbeItems): { batch: Batch; ids: Record<string, string> } {
  // One draw for all ids: a call to the system costs more than its bytes.
  const drawn = items.random(40);
  const instanceId = uuid(drawn.subarray(0, 16));
  const resource = nested("resource", 1, [
    attribute(1, "service.name", "outspan.test_logs"),
    attribute(1, "service.instance.id", instanceId),
    attribute(1, "outspan.run.id", items.runId),
  ]);
  const ids = { "service.name": "outspan.test_logs", "service.instance.id": instanceId, "outspan.run.id": items.runId };
  const { signal, encoding, bytes } = items;
  const make = { traces: spans, metrics: points, logs: records }[signal];
  const encode = (pads: Pads) => {
    const made = make(items, resource, drawn.subarray(16), pads);
    return { ...made, body: encoding === "json" ? jsonBytes(made.message) : encodeProtobuf(made.message) };
  };
  const made = bytes === undefined ? encode([""]) : makePadded(bytes, encode, items.random, signal === "metrics");
  return { batch: { signal, encoding, body: made.body, items: made.count }, ids: { ...ids, ...made.ids } };
}

/** A valid request without items (R9.4): `{}` or zero bytes. */
export function emptyBatch(signal: Signal, encoding: Encoding): Batch {
  return { signal, encoding, body: encoding === "json" ? jsonBytes([]) : new Uint8Array(), items: 0 };
}

type Made = { message: Message; count: number; ids: Record<string, string> };

function spans(items: ProbeItems, resource: Field, drawn: Uint8Array, pads: Pads): Made {
  const traceId = hexId(drawn.subarray(0, 16));
  const spanId = hexId(drawn.subarray(16, 24));
  const more = pads.length > 1 ? items.random(8 * pads.length) : drawn;
  const made = pads.map((pad, at) =>
    element("spans", 2, [
      id("traceId", 1, traceId),
      id("spanId", 2, at === 0 ? spanId : hexId(more.subarray(8 * at, 8 * at + 8))),
      text("name", 5, "outspan.probe"),
      integer("kind", 6, 1),
      fixed64("startTimeUnixNano", 7, items.now - millisecond),
      fixed64("endTimeUnixNano", 8, items.now),
      attribute(9, "outspan.run.id", items.runId),
      ...padding(9, pad),
    ]),
  );
  const scope = element("scopeSpans", 2, [scopeField, ...made]);
  return {
    message: [element("resourceSpans", 1, [resource, scope])],
    count: made.length,
    ids: { traceId, spanId },
  };
}

function records(items: ProbeItems, resource: Field, _drawn: Uint8Array, pads: Pads): Made {
  const made = pads.map((pad) =>
    element("logRecords", 2, [
      fixed64("timeUnixNano", 1, items.now),
      integer("severityNumber", 2, 9),
      text("severityText", 3, "INFO"),
      nested("body", 5, [text("stringValue", 1, greeting)]),
      attribute(6, "outspan.run.id", items.runId),
      ...padding(6, pad),
      fixed64("observedTimeUnixNano", 11, items.now),
    ]),
  );
  const scope = element("scopeLogs", 2, [scopeField, ...made]);
  return { message: [element("resourceLogs", 1, [resource, scope])], count: made.length, ids: { body: greeting } };
}

/** Padding makes the gauge longer, a point a millisecond: few series, whatever the size. */
function points(items: ProbeItems, resource: Field, _drawn: Uint8Array, pads: Pads): Made {
  // Counter and Histogram are delta under "delta" and under "lowmemory" alike (table of section 12); a gauge has none.
  const temporality = integer("aggregationTemporality", 2, items.temporality === "cumulative" ? 2 : 1);
  const time = [fixed64("startTimeUnixNano", 2, items.now - window), fixed64("timeUnixNano", 3, items.now)];
  const gauge = pads.map((pad, at) => {
    const sampledAt = items.now - BigInt(pads.length - 1 - at) * millisecond;
    return element("dataPoints", 1, [
      fixed64("timeUnixNano", 3, sampledAt),
      double("asDouble", 4, 1),
      ...padding(7, pad),
    ]);
  });
  const counter = [
    element("dataPoints", 1, [...time, fixed64("asInt", 6, 1n)]),
    temporality,
    boolean("isMonotonic", 3, true),
  ];
  const histogram =
    items.histograms === "explicit"
      ? nested("histogram", 9, [element("dataPoints", 1, [...time, ...explicitPoint()]), temporality])
      : nested("exponentialHistogram", 10, [element("dataPoints", 1, [...time, ...exponentialPoint()]), temporality]);
  const metrics = [
    metric("outspan.test.gauge", "1", nested("gauge", 5, gauge)),
    metric("outspan.test.counter", "1", nested("sum", 7, counter)),
    metric("outspan.test.histogram", "ms", histogram),
  ];
  const scope = element("scopeMetrics", 2, [scopeField, ...metrics]);
  const names = "outspan.test.gauge, outspan.test.counter, outspan.test.histogram";
  return {
    message: [element("resourceMetrics", 1, [resource, scope])],
    count: gauge.length + 2,
    ids: { metrics: names },
  };
}

function padding(number: number, pad: string): Field[] {
  return pad === "" ? [] : [attribute(number, "outspan.padding", pad)];
}

/** One measurement of 3 ms: bucket (0, 5] (R12.6: bounds are upper-inclusive, one bucket more than bounds). */
function explicitPoint(): Message {
  const counts = [...explicitBounds, Number.POSITIVE_INFINITY].map((bound) => (bound === 5 ? 1n : 0n));
  return [
    fixed64("count", 4, 1n),
    double("sum", 5, 3),
    fixed64s("bucketCounts", 6, counts),
    doubles("explicitBounds", 7, explicitBounds),
    double("min", 11, 3),
    double("max", 12, 3),
  ];
}

/** The same measurement at scale 1 (base √2), where bucket 3 is (2.83, 4]. */
function exponentialPoint(): Message {
  return [
    fixed64("count", 4, 1n),
    double("sum", 5, 3),
    sint32("scale", 6, 1),
    fixed64("zeroCount", 7, 0n),
    nested("positive", 8, [sint32("offset", 1, 3), uint64s("bucketCounts", 2, [1n])]),
    double("min", 12, 3),
    double("max", 13, 3),
  ];
}

const scopeField = nested("scope", 1, [text("name", 1, "outspan")]);

function metric(name: string, unit: string, data: Field): Field {
  return element("metrics", 2, [text("name", 1, name), text("unit", 3, unit), data]);
}

function attribute(number: number, key: string, value: string): Field {
  return element("attributes", number, [text("key", 1, key), nested("value", 2, [text("stringValue", 1, value)])]);
}

/** All-zero ids are invalid (R14.7): the first byte is never zero. */
function hexId(random: Uint8Array): string {
  const drawn = Buffer.from(random);
  drawn[0] = (drawn[0] ?? 0) | 1;
  return drawn.toString("hex");
}

function uuid(random: Uint8Array): string {
  const drawn = Buffer.from(random);
  drawn[6] = ((drawn[6] ?? 0) & 0x0f) | 0x40;
  drawn[8] = ((drawn[8] ?? 0) & 0x3f) | 0x80;
  return drawn.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function jsonBytes(message: Message): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(encodeJson(message)));
}
