// Requests whose every item carries a number: how a lost or doubled item is known by itself. A span and a log record carry it as
// their span id, a data point as its value; a point of a counter carries it as its time too, so that any delta tells which two
// points it lies between. Read back in arrived-numbers.ts.
import {
  boolean,
  element,
  encodeJson,
  encodeProtobuf,
  type Field,
  fixed64,
  id,
  integer,
  nested,
  text,
} from "#lib/otlp/message";
import type { Signal } from "#lib/otlp/signal";

/** The upper half of a number's eight bytes; also how its place in a body is found. */
const valueMarker = 0x5b3c_2d1e;
const timeMarker = 0x4a7b_6c5d;
const placeholder = (marker: number, index: number): bigint => (BigInt(marker) << 32n) | BigInt(index);
const nanoseconds = () => BigInt(Date.now()) * 1_000_000n;

/** The points of one run lie a microsecond apart, from here on; its counters have counted since an hour before. */
export const firstAtNano = nanoseconds();
export const nanosecondsApart = 1000n;
const countedSinceNano = firstAtNano - 3_600_000_000_000n;

/** `series`: its items are points of cumulative counters, one each, of a sender of that name. */
export type Numbered = { signal: Signal; count: number; series?: string };

/** Makes the request of items numbered from `first` on; the body is the caller's until the next call. */
export function numberedRequests(numbered: Numbered): (first: number) => Uint8Array {
  const body = Buffer.from(encodeProtobuf(template(numbered)));
  const { count, series } = numbered;
  const values = placesOf(body, valueMarker, count);
  const times = placesOf(body, timeMarker, series === undefined ? 0 : count);
  return (first) => {
    values.forEach((place, index) => {
      body.writeUInt32LE(first + index, place);
    });
    times.forEach((place, index) => {
      body.writeBigUInt64LE(firstAtNano + BigInt(first + index) * nanosecondsApart, place);
    });
    return body;
  };
}

/** The same in OTLP's JSON; spans and log records. */
export function numberedJson(numbered: Numbered): (first: number) => Uint8Array {
  const written = JSON.stringify(encodeJson(template(numbered)));
  const marker = spanId(placeholder(valueMarker, 0)).slice(8);
  const parts = written.split(new RegExp(`(?<=")[0-9a-f]{8}(?=${marker}")`));
  if (parts.length !== numbered.count + 1) throw new Error(`Found ${parts.length - 1} places for numbers`);
  const number = Buffer.alloc(4);
  return (first) => {
    const text = parts.map((part, index) => {
      if (index === 0) return part;
      number.writeUInt32LE(first + index - 1);
      return number.toString("hex") + part;
    });
    return Buffer.from(text.join(""));
  };
}

function placesOf(body: Buffer, marker: number, count: number): number[] {
  const places: number[] = [];
  const pattern = Buffer.alloc(4);
  pattern.writeUInt32LE(marker);
  for (let at = body.indexOf(pattern); at !== -1; at = body.indexOf(pattern, at + 1)) places.push(at - 4);
  if (places.length !== count) throw new Error(`Found ${places.length} of ${count} places for numbers`);
  return places;
}

const attribute = (number: number, key: string, value: string): Field =>
  element("attributes", number, [text("key", 1, key), nested("value", 2, [text("stringValue", 1, value)])]);

const names: Record<Signal, [resource: string, scope: string]> = {
  traces: ["resourceSpans", "scopeSpans"],
  metrics: ["resourceMetrics", "scopeMetrics"],
  logs: ["resourceLogs", "scopeLogs"],
};

function template({ signal, count, series }: Numbered): Field[] {
  const resource = nested("resource", 1, [attribute(1, "service.name", `soak-${signal}`)]);
  const numbers = Array.from({ length: count }, (_, index) => placeholder(valueMarker, index));
  const metric = series === undefined ? gauge : (values: bigint[]) => counters(values, series);
  const items =
    signal === "metrics" ? [metric(numbers)] : numbers.map((number) => (signal === "traces" ? span : record)(number));
  const [ofResource, ofScope] = names[signal];
  return [element(ofResource, 1, [resource, element(ofScope, 2, items)])];
}

function spanId(number: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return bytes.toString("hex");
}

const span = (number: bigint): Field =>
  element("spans", 2, [
    id("traceId", 1, `${"5c".repeat(8)}${spanId(1n)}`),
    id("spanId", 2, spanId(number)),
    text("name", 5, "GET /orders/{id}"),
    integer("kind", 6, 2),
    fixed64("startTimeUnixNano", 7, nanoseconds()),
    fixed64("endTimeUnixNano", 8, nanoseconds() + 5_000_000n),
    attribute(9, "http.route", "/orders/{id}"),
  ]);

const record = (number: bigint): Field =>
  element("logRecords", 2, [
    fixed64("timeUnixNano", 1, nanoseconds()),
    integer("severityNumber", 2, 9),
    nested("body", 5, [text("stringValue", 1, "Order taken")]),
    id("spanId", 10, spanId(number)),
  ]);

const gauge = (numbers: bigint[]): Field =>
  element("metrics", 2, [
    text("name", 1, "soak.number"),
    nested(
      "gauge",
      5,
      numbers.map((number) =>
        element("dataPoints", 1, [fixed64("timeUnixNano", 3, nanoseconds()), fixed64("asInt", 6, number)]),
      ),
    ),
  ]);

/** Numbers only grow, so they are what a counter counted. */
const counters = (numbers: bigint[], series: string): Field =>
  element("metrics", 2, [
    text("name", 1, "soak.counted"),
    nested("sum", 7, [
      ...numbers.map((number, index) =>
        element("dataPoints", 1, [
          attribute(7, "series", `${series}-${index}`),
          fixed64("startTimeUnixNano", 2, countedSinceNano),
          fixed64("timeUnixNano", 3, placeholder(timeMarker, index)),
          fixed64("asInt", 6, number),
        ]),
      ),
      integer("aggregationTemporality", 2, 2),
      boolean("isMonotonic", 3, true),
    ]),
  ]);
