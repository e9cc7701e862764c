// Metrics requests written and read by roads of their own (lib/otlp/message, lib/otlp/wire): for the conversion's tests.
import {
  boolean,
  double,
  doubles,
  element,
  encodeProtobuf,
  type Field,
  fixed64,
  fixed64s,
  integer,
  nested,
  sint32,
  text,
  uint64s,
} from "#lib/otlp/message";
import { bytesOf, integerOf, readFields, textOf, type WireField } from "#lib/otlp/wire";

type Side = { offset: number; counts: number[] };
export type PlainPoint = {
  start?: number;
  time: number;
  attributes?: Record<string, string>;
  int?: bigint | number;
  double?: number;
  flags?: number;
  count?: number;
  sum?: number;
  min?: number;
  max?: number;
  bounds?: number[];
  buckets?: number[];
  scale?: number;
  zeroCount?: number;
  zeroThreshold?: number;
  positive?: Side;
  negative?: Side;
};
export type PlainMetric = {
  type: "gauge" | "sum" | "histogram" | "exponential";
  temporality?: 0 | 1 | 2;
  monotonic?: boolean;
  name?: string;
  unit?: string;
  points: PlainPoint[];
};
const numbers = { gauge: 5, sum: 7, histogram: 9, exponential: 10 };
const places = { gauge: 7, sum: 7, histogram: 9, exponential: 1 };

/** `reverse`: fields of every level in descending order, as the Collector writes them. */
type Surroundings = { resource?: Record<string, string>; scope?: string; reverse?: boolean };

export function metricsRequest(metrics: PlainMetric[], around: Surroundings = {}): Uint8Array {
  const order = (fields: Field[]) => (around.reverse ? fields.toReversed() : fields);
  const attributes = (number: number, values: Record<string, string> = {}) =>
    Object.entries(values).map(([key, value]) =>
      element("attributes", number, order([text("key", 1, key), nested("value", 2, [text("stringValue", 1, value)])])),
    );
  const side = (number: number, { offset, counts }: Side) =>
    nested("side", number, order([sint32("offset", 1, offset), uint64s("bucketCounts", 2, counts.map(BigInt))]));
  const point = (type: PlainMetric["type"], given: PlainPoint): Field[] => {
    const fields = [...attributes(places[type], given.attributes), fixed64("time", 3, BigInt(given.time))];
    const put = <T>(value: T | undefined, field: (value: T) => Field) =>
      value !== undefined && fields.push(field(value));
    const explicit = type === "histogram";
    put(given.start, (value) => fixed64("start", 2, BigInt(value)));
    put(given.double, (value) => double("asDouble", 4, value));
    put(given.int, (value) => fixed64("asInt", 6, BigInt(value)));
    put(given.flags, (value) => integer("flags", type === "gauge" || type === "sum" ? 8 : 10, value));
    put(given.count, (value) => fixed64("count", 4, BigInt(value)));
    put(given.sum, (value) => double("sum", 5, value));
    put(given.buckets, (value) => fixed64s("bucketCounts", 6, value.map(BigInt)));
    put(given.bounds, (value) => doubles("explicitBounds", 7, value));
    put(given.scale, (value) => sint32("scale", 6, value));
    put(given.zeroCount, (value) => fixed64("zeroCount", 7, BigInt(value)));
    put(given.positive, (value) => side(8, value));
    put(given.negative, (value) => side(9, value));
    put(given.min, (value) => double("min", explicit ? 11 : 12, value));
    put(given.max, (value) => double("max", explicit ? 12 : 13, value));
    put(given.zeroThreshold, (value) => double("zeroThreshold", 14, value));
    // A field of a version that is yet to come.
    fields.push(text("future", 100, "kept"));
    return order(fields);
  };
  const metric = (given: PlainMetric): Field => {
    const data = given.points.map((one) => element("dataPoints", 1, point(given.type, one)));
    if (given.temporality) data.push(integer("aggregationTemporality", 2, given.temporality));
    if (given.type === "sum") data.push(boolean("isMonotonic", 3, given.monotonic ?? true));
    const named = [text("name", 1, given.name ?? "requests"), text("unit", 3, given.unit ?? "1")];
    return element("metrics", 2, order([...named, nested(given.type, numbers[given.type], order(data))]));
  };
  const scope = nested("scope", 1, [text("name", 1, around.scope ?? "test")]);
  const resource = nested("resource", 1, attributes(1, around.resource ?? { "service.name": "shop" }));
  const scopeMetrics = element("scopeMetrics", 2, order([scope, ...metrics.map(metric)]));
  return encodeProtobuf([element("resourceMetrics", 1, order([resource, scopeMetrics]))]);
}

/** All metrics of a request, each with its points; what is empty or absent is left out. */
export function readMetrics(body: Uint8Array): PlainMetric[] {
  return each(body, 1)
    .flatMap((resource) => each(resource, 2))
    .flatMap((scope) => each(scope, 2))
    .map(readMetric);
}

function readMetric(bytes: Uint8Array): PlainMetric {
  const fields = readFields(bytes) ?? [];
  const types = ["gauge", "sum", "histogram", "exponential"] as const;
  const type = types.find((one) => fields.some((field) => field.number === numbers[one])) ?? "gauge";
  const data = bytesOf(fields, numbers[type]) ?? new Uint8Array();
  const temporality = Number(integerOf(readFields(data) ?? [], 2)) as 0 | 1 | 2;
  const points = each(data, 1).map((point) => readPlainPoint(readFields(point) ?? [], type));
  return { type, temporality, name: textOf(fields, 1) ?? "", unit: textOf(fields, 3) ?? "", points };
}

function readPlainPoint(fields: WireField[], type: PlainMetric["type"]): PlainPoint {
  if (textOf(fields, 100) !== "kept") throw new Error("An unknown field is lost");
  const eight = (number: number) => fields.find((field) => field.number === number && field.wire === 1);
  const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = <T>(number: number, as: (view: DataView) => T) => {
    const field = eight(number);
    return field && field.wire !== 0 ? as(view(field.bytes)) : undefined;
  };
  const real = (number: number) => read(number, (at) => at.getFloat64(0, true));
  const whole = (number: number) => read(number, (at) => Number(at.getBigUint64(0, true)));
  const list = <T>(number: number, as: (view: DataView, at: number) => T) => {
    const packed = bytesOf(fields, number);
    return packed ? Array.from({ length: packed.length / 8 }, (_, index) => as(view(packed), index * 8)) : undefined;
  };
  const simple = type === "gauge" || type === "sum";
  const explicit = type === "histogram";
  const point: PlainPoint = { start: whole(2), time: whole(3) ?? 0 };
  if (simple) Object.assign(point, { double: real(4), int: read(6, (at) => at.getBigInt64(0, true)) });
  else
    Object.assign(point, {
      count: whole(4),
      sum: real(5),
      min: real(explicit ? 11 : 12),
      max: real(explicit ? 12 : 13),
    });
  if (explicit) point.buckets = list(6, (at, place) => Number(at.getBigUint64(place, true)));
  if (explicit) point.bounds = list(7, (at, place) => at.getFloat64(place, true));
  if (!simple && !explicit) {
    const sides = { positive: readSide(bytesOf(fields, 8)), negative: readSide(bytesOf(fields, 9)) };
    Object.assign(point, {
      scale: unzigzag(integerOf(fields, 6)),
      zeroCount: whole(7),
      zeroThreshold: real(14),
      ...sides,
    });
  }
  const attributes = Object.fromEntries(contents(fields, places[type]).map(readAttribute));
  if (Object.keys(attributes).length > 0) point.attributes = attributes;
  return Object.fromEntries(Object.entries(point).filter(([, value]) => value !== undefined)) as PlainPoint;
}

function readAttribute(bytes: Uint8Array): [string, string] {
  const fields = readFields(bytes) ?? [];
  return [textOf(fields, 1) ?? "", textOf(readFields(bytesOf(fields, 2) ?? new Uint8Array()) ?? [], 1) ?? ""];
}

function readSide(bytes: Uint8Array | null): Side | undefined {
  if (!bytes) return undefined;
  const fields = readFields(bytes) ?? [];
  // The varints of a packed list, each as a field of its own.
  const packed = bytesOf(fields, 2) ?? new Uint8Array();
  const counts: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of packed) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte > 0x7f) continue;
    counts.push(value);
    [value, factor] = [0, 1];
  }
  return { offset: unzigzag(integerOf(fields, 1)), counts };
}

function unzigzag(value: bigint): number {
  return Number((value >> 1n) ^ -(value & 1n));
}

function each(bytes: Uint8Array, number: number): Uint8Array[] {
  const fields = readFields(bytes);
  if (!fields) throw new Error("The request is no protobuf");
  return contents(fields, number);
}

function contents(fields: WireField[], number: number): Uint8Array[] {
  return fields.flatMap((field) => (field.number === number && field.wire === 2 ? [field.bytes] : []));
}
