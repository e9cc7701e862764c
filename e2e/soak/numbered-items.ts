// Requests whose every item carries a number, and the numbers read back from what arrives: how a lost or doubled item is known by
// itself. A span and a log record carry it as their span id, a data point as its value. Knows no socket.
import { element, encodeProtobuf, type Field, fixed64, id, integer, nested, text } from "#lib/otlp/message";
import type { Signal } from "#lib/otlp/signal";
import { enter, nextField, openWalk, type Walk } from "#lib/otlp/wire-walk";

/** The upper half of a number's eight bytes; also how its place in a body is found. */
const marker = 0x5b3c_2d1e;
const placeholder = (index: number): bigint => (BigInt(marker) << 32n) | BigInt(index);
const nanoseconds = () => BigInt(Date.now()) * 1_000_000n;

/** Makes the request of `count` items numbered from `first` on; the body is the caller's until the next call. */
export function numberedRequests(signal: Signal, count: number): (first: number) => Uint8Array {
  const body = Buffer.from(encodeProtobuf(template(signal, count)));
  const places = placesOf(body);
  if (places.length !== count) throw new Error(`Found ${places.length} of ${count} places for numbers`);
  return (first) => {
    places.forEach((place, index) => {
      body.writeUInt32LE(first + index, place);
    });
    return body;
  };
}

function placesOf(body: Buffer): number[] {
  const places: number[] = [];
  const pattern = Buffer.alloc(4);
  pattern.writeUInt32LE(marker);
  for (let at = body.indexOf(pattern); at !== -1; at = body.indexOf(pattern, at + 1)) places.push(at - 4);
  return places;
}

const attribute = (number: number, key: string, value: string): Field =>
  element("attributes", number, [text("key", 1, key), nested("value", 2, [text("stringValue", 1, value)])]);

function template(signal: Signal, count: number): Field[] {
  const resource = nested("resource", 1, [attribute(1, "service.name", `soak-${signal}`)]);
  const numbers = Array.from({ length: count }, (_, index) => placeholder(index));
  const items =
    signal === "metrics" ? [gauge(numbers)] : numbers.map((number) => (signal === "traces" ? span : record)(number));
  return [element("resource", 1, [resource, element("scope", 2, items)])];
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

/** Field numbers on the way from a request to a number. */
const ways: Record<Signal, readonly number[]> = {
  traces: [1, 2, 2, 2],
  metrics: [1, 2, 2, 5, 1, 6],
  logs: [1, 2, 2, 10],
};

/** null: not a request, or an item without a number. */
export function numbersOf(signal: Signal, body: Uint8Array): number[] | null {
  const numbers: number[] = [];
  return collect(openWalk(body), body.length, ways[signal], numbers) ? numbers : null;
}

function collect(walk: Walk, end: number, [next, ...rest]: readonly number[], numbers: number[]): boolean {
  while (walk.at < end) {
    if (!nextField(walk, end)) return false;
    if (walk.number !== next) continue;
    if (rest.length === 0) {
      if (walk.at - walk.start !== 8) return false;
      const view = new DataView(walk.bytes.buffer, walk.bytes.byteOffset + walk.start, 8);
      numbers.push(view.getUint32(0, true));
      continue;
    }
    const inner = enter(walk);
    if (inner < 0 || !collect(walk, inner, rest, numbers)) return false;
  }
  return true;
}
