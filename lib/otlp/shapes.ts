// OTLP v1's messages, each field once: its name in JSON, its number and how it is written in either form (R5.*). What is
// not listed is an unknown field. Pure: a table, no reading and no writing.
import type { Signal } from "#lib/otlp/signal";

/** How a value is written; in the order of frequency. */
export const kinds = {
  text: 0,
  message: 1,
  /** uint64 and int64 as eight bytes, without and with a sign. */
  fixed64: 2,
  sfixed64: 3,
  /** trace and span ids: bytes that are hex in JSON (R5.2). */
  hex: 4,
  enum: 5,
  int64: 6,
  uint64: 7,
  int32: 8,
  uint32: 9,
  sint32: 10,
  fixed32: 11,
  double: 12,
  bool: 13,
  bytes: 14,
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

export type Shape = {
  fields: FieldShape[];
  byNumber: (FieldShape | undefined)[];
  byKey: Map<string, FieldShape>;
  /** By `keyHash`, a place for each field (the factors were searched so that no two of a message share one). */
  byHash: (FieldShape | undefined)[];
};

export type FieldShape = {
  number: number;
  key: string;
  keyBytes: Uint8Array;
  kind: Kind;
  /** Wire type of one element. */
  wire: 0 | 1 | 2 | 5;
  repeated: boolean;
  /** Its absence differs from its default: `optional` or one of a oneof (R5.8). */
  hasPresence: boolean;
  /** A message has at most one oneof. */
  oneof: boolean;
  shape: Shape | null;
  /** What senders call an enum's values though R5.3 forbids it. */
  names: readonly string[];
  /** Its place in `fields`. */
  at: number;
};

type Given = Partial<Pick<FieldShape, "repeated" | "hasPresence" | "oneof" | "shape" | "names">> & {
  number: number;
  kind: Kind;
};

const wires: Record<Kind, 0 | 1 | 2 | 5> = [2, 2, 1, 1, 2, 0, 0, 0, 0, 0, 0, 5, 1, 0, 2];

const hashPlaces = 64;

/** Of a key of ASCII bytes; `start` and `end` without its quotes. */
export function keyHash(bytes: Uint8Array, start: number, end: number): number {
  return ((bytes[start] ?? 0) + (bytes[end - 1] ?? 0) * 9 + (end - start) * 14) & (hashPlaces - 1);
}

const scalar =
  (kind: Kind) =>
  (number: number): Given => ({ number, kind });
const text = scalar(kinds.text);
const hex = scalar(kinds.hex);
const fixed64 = scalar(kinds.fixed64);
const sfixed64 = scalar(kinds.sfixed64);
const int64 = scalar(kinds.int64);
const int32 = scalar(kinds.int32);
const uint32 = scalar(kinds.uint32);
const sint32 = scalar(kinds.sint32);
const fixed32 = scalar(kinds.fixed32);
const double = scalar(kinds.double);
const bool = scalar(kinds.bool);
const one = (number: number, shape: Shape): Given => ({ number, kind: kinds.message, shape });
const many = (number: number, shape: Shape): Given => ({ ...one(number, shape), repeated: true });
const list = (given: Given): Given => ({ ...given, repeated: true });
const optional = (given: Given): Given => ({ ...given, hasPresence: true });
const choice = (given: Given): Given => ({ ...given, hasPresence: true, oneof: true });
const named = (number: number, prefix: string, names: string): Given => ({
  number,
  kind: kinds.enum,
  names: names.split(" ").map((name) => prefix + name),
});

function message(fields: Record<string, Given> = {}): Shape {
  return fill({ fields: [], byNumber: [], byKey: new Map(), byHash: [] }, fields);
}

/** Apart from `message`, so that a message can hold itself. */
function fill(shape: Shape, fields: Record<string, Given>): Shape {
  for (const [key, given] of Object.entries(fields)) {
    const field: FieldShape = {
      ...{ repeated: false, hasPresence: false, oneof: false, shape: null, names: [] },
      ...given,
      key,
      keyBytes: Buffer.from(key),
      wire: wires[given.kind],
      at: shape.fields.length,
    };
    shape.fields.push(field);
    shape.byKey.set(key, field);
    shape.byNumber[field.number] = field;
    const place = keyHash(field.keyBytes, 0, key.length);
    shape.byHash[place] ??= field;
  }
  // Dense lists are read faster.
  for (let number = 0; number < shape.byNumber.length; number++) shape.byNumber[number] ??= undefined;
  for (let place = 0; place < hashPlaces; place++) shape.byHash[place] ??= undefined;
  return shape;
}

const anyValue = message();
const keyValue = message({ key: text(1), value: one(2, anyValue), keyStrindex: int32(3) });
fill(anyValue, {
  stringValue: choice(text(1)),
  boolValue: choice(bool(2)),
  intValue: choice(int64(3)),
  doubleValue: choice(double(4)),
  arrayValue: choice(one(5, message({ values: many(1, anyValue) }))),
  kvlistValue: choice(one(6, message({ values: many(1, keyValue) }))),
  bytesValue: choice({ number: 7, kind: kinds.bytes }),
  stringValueStrindex: choice(int32(8)),
});

const resource = message({
  attributes: many(1, keyValue),
  droppedAttributesCount: uint32(2),
  entityRefs: many(
    3,
    message({ schemaUrl: text(1), type: text(2), idKeys: list(text(3)), descriptionKeys: list(text(4)) }),
  ),
});
const scope = message({
  name: text(1),
  version: text(2),
  attributes: many(3, keyValue),
  droppedAttributesCount: uint32(4),
});

const span = message({
  traceId: hex(1),
  spanId: hex(2),
  traceState: text(3),
  parentSpanId: hex(4),
  flags: fixed32(16),
  name: text(5),
  kind: named(6, "SPAN_KIND_", "UNSPECIFIED INTERNAL SERVER CLIENT PRODUCER CONSUMER"),
  startTimeUnixNano: fixed64(7),
  endTimeUnixNano: fixed64(8),
  attributes: many(9, keyValue),
  droppedAttributesCount: uint32(10),
  events: many(
    11,
    message({
      timeUnixNano: fixed64(1),
      name: text(2),
      attributes: many(3, keyValue),
      droppedAttributesCount: uint32(4),
    }),
  ),
  droppedEventsCount: uint32(12),
  links: many(
    13,
    message({
      traceId: hex(1),
      spanId: hex(2),
      traceState: text(3),
      attributes: many(4, keyValue),
      droppedAttributesCount: uint32(5),
      flags: fixed32(6),
    }),
  ),
  droppedLinksCount: uint32(14),
  status: one(15, message({ message: text(2), code: named(3, "STATUS_CODE_", "UNSET OK ERROR") })),
});

const severities = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const logRecord = message({
  timeUnixNano: fixed64(1),
  observedTimeUnixNano: fixed64(11),
  severityNumber: named(
    2,
    "SEVERITY_NUMBER_",
    ["UNSPECIFIED", ...severities.flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`])].join(" "),
  ),
  severityText: text(3),
  body: one(5, anyValue),
  attributes: many(6, keyValue),
  droppedAttributesCount: uint32(7),
  flags: fixed32(8),
  traceId: hex(9),
  spanId: hex(10),
  eventName: text(12),
});

const exemplars = message({
  filteredAttributes: many(7, keyValue),
  timeUnixNano: fixed64(2),
  asDouble: choice(double(3)),
  asInt: choice(sfixed64(6)),
  spanId: hex(4),
  traceId: hex(5),
});
const times = { startTimeUnixNano: fixed64(2), timeUnixNano: fixed64(3) };
const numberPoint = message({
  attributes: many(7, keyValue),
  ...times,
  asDouble: choice(double(4)),
  asInt: choice(sfixed64(6)),
  exemplars: many(5, exemplars),
  flags: uint32(8),
});
const histogramPoint = message({
  attributes: many(9, keyValue),
  ...times,
  count: fixed64(4),
  sum: optional(double(5)),
  bucketCounts: list(fixed64(6)),
  explicitBounds: list(double(7)),
  exemplars: many(8, exemplars),
  flags: uint32(10),
  min: optional(double(11)),
  max: optional(double(12)),
});
const buckets = message({ offset: sint32(1), bucketCounts: list({ number: 2, kind: kinds.uint64 }) });
const exponentialPoint = message({
  attributes: many(1, keyValue),
  ...times,
  count: fixed64(4),
  sum: optional(double(5)),
  scale: sint32(6),
  zeroCount: fixed64(7),
  positive: one(8, buckets),
  negative: one(9, buckets),
  flags: uint32(10),
  exemplars: many(11, exemplars),
  min: optional(double(12)),
  max: optional(double(13)),
  zeroThreshold: double(14),
});
const summaryPoint = message({
  attributes: many(7, keyValue),
  ...times,
  count: fixed64(4),
  sum: double(5),
  quantileValues: many(6, message({ quantile: double(1), value: double(2) })),
  flags: uint32(8),
});
const temporality = {
  aggregationTemporality: named(2, "AGGREGATION_TEMPORALITY_", "UNSPECIFIED DELTA CUMULATIVE"),
};
const metric = message({
  name: text(1),
  description: text(2),
  unit: text(3),
  gauge: choice(one(5, message({ dataPoints: many(1, numberPoint) }))),
  sum: choice(one(7, message({ dataPoints: many(1, numberPoint), ...temporality, isMonotonic: bool(3) }))),
  histogram: choice(one(9, message({ dataPoints: many(1, histogramPoint), ...temporality }))),
  exponentialHistogram: choice(one(10, message({ dataPoints: many(1, exponentialPoint), ...temporality }))),
  summary: choice(one(11, message({ dataPoints: many(1, summaryPoint) }))),
  metadata: many(12, keyValue),
});

const group = (key: string, item: Shape): Shape =>
  message({ scope: one(1, scope), [key]: many(2, item), schemaUrl: text(3) });
const groups = (key: string, inner: Shape): Shape =>
  message({ resource: one(1, resource), [key]: many(2, inner), schemaUrl: text(3) });

/** The export request of each signal, which is also its `TracesData`, `MetricsData`, `LogsData`. */
export const requestShapes: Record<Signal, Shape> = {
  traces: message({ resourceSpans: many(1, groups("scopeSpans", group("spans", span))) }),
  metrics: message({ resourceMetrics: many(1, groups("scopeMetrics", group("metrics", metric))) }),
  logs: message({ resourceLogs: many(1, groups("scopeLogs", group("logRecords", logRecord))) }),
};
