// The numbers of what arrives at a destination, read from its bytes: protobuf or one JSON text. A delta of a counter tells the two
// points that it lies between. Throws, with what is wrong, where a request is none that was ever sent.
import { firstAtNano, nanosecondsApart } from "#e2e/soak/numbered-items";
import type { Signal } from "#lib/otlp/signal";
import { enter, nextField, openWalk, type Walk } from "#lib/otlp/wire-walk";

/** What a counter counted from one point to another; both by their numbers. */
export type Window = { series: string; from: number; to: number };
export type Arrived = { numbers: number[]; windows: Window[] };

/** Field numbers on the way from a request to what carries a number. */
const ways: Record<Signal, readonly number[][]> = {
  traces: [[1, 2, 2]],
  metrics: [
    [1, 2, 2, 5, 1],
    [1, 2, 2, 7],
  ],
  logs: [[1, 2, 2]],
};
const numberFields: Record<Signal, number> = { traces: 2, metrics: 6, logs: 10 };
const sumField = 7;
const delta = 1;

export function arrivedProtobuf(signal: Signal, body: Uint8Array): Arrived {
  const arrived: Arrived = { numbers: [], windows: [] };
  for (const way of ways[signal]) {
    each(openWalk(body), body.length, way, (walk, end) => {
      if (way.at(-1) === sumField) readSum(walk, end, arrived);
      else arrived.numbers.push(fieldsOf(walk, end).number(numberFields[signal]));
    });
  }
  return arrived;
}

export function arrivedJson(signal: Signal, body: Uint8Array): Arrived {
  // Two requests joined are no JSON text.
  const request = JSON.parse(Buffer.from(body).toString("utf8")) as { [key: string]: Level[] };
  const [resource, scope, items] = jsonNames[signal];
  const ids = (request[resource] ?? []).flatMap((one) => (one[scope] ?? []).flatMap((inner) => inner[items] ?? []));
  const numbers = ids.map(({ spanId }) => Buffer.from(String(spanId), "hex").readUInt32LE(0));
  if (numbers.length === 0) throw new Error("A request without an item");
  return { numbers, windows: [] };
}

type Level = { [key: string]: Level[] };
const jsonNames: Record<Signal, [resource: string, scope: string, items: string]> = {
  traces: ["resourceSpans", "scopeSpans", "spans"],
  metrics: ["resourceMetrics", "scopeMetrics", "metrics"],
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
};

type Found = (walk: Walk, end: number) => void;

/** Every message at the end of the way; leaves the walk behind the last. */
function each(walk: Walk, end: number, [next, ...rest]: readonly number[], found: Found): void {
  while (walk.at < end) {
    if (!nextField(walk, end)) throw new Error("Not protobuf");
    if (walk.number !== next) continue;
    const inner = enter(walk);
    if (inner < 0) throw new Error("Not a message");
    if (rest.length > 0) each(walk, inner, rest, found);
    else found(walk, inner);
    walk.at = inner;
  }
}

/** The last of each field of the message at the walk. */
function fieldsOf(walk: Walk, end: number) {
  const places = new Map<number, { start: number; end: number; varint: number }>();
  while (walk.at < end) {
    if (!nextField(walk, end)) throw new Error("Not protobuf");
    places.set(walk.number, { start: walk.start, end: walk.at, varint: walk.varint });
  }
  const { bytes } = walk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const eight = (field: number): number => {
    const place = places.get(field);
    if (!place || place.end - place.start !== 8) throw new Error("An item without a number");
    return place.start;
  };
  return {
    number: (field: number) => view.getUint32(eight(field), true),
    long: (field: number) => view.getBigUint64(eight(field), true),
    varint: (field: number) => places.get(field)?.varint ?? 0,
    place: (field: number) => places.get(field),
  };
}

function readSum(walk: Walk, end: number, arrived: Arrived): void {
  const from = walk.at;
  const isDelta = fieldsOf(walk, end).varint(2) === delta;
  walk.at = from;
  each(walk, end, [1], (point, pointEnd) => {
    const fields = fieldsOf(point, pointEnd);
    if (!isDelta) return void arrived.numbers.push(fields.number(6));
    const window = windowOf(point.bytes, fields);
    arrived.numbers.push(window.to);
    arrived.windows.push(window);
  });
}

function windowOf(bytes: Uint8Array, fields: ReturnType<typeof fieldsOf>): Window {
  const [from, to] = [fields.long(2), fields.long(3)].map((time) => Number((time - firstAtNano) / nanosecondsApart));
  const place = fields.place(7);
  if (from === undefined || to === undefined || !place) throw new Error("A delta without its window or series");
  const series = seriesOf(bytes, place);
  const counted = Number(fields.long(6));
  if (counted !== to - from) throw new Error(`${series}: ${counted} was told for what grew by ${to - from}`);
  return { series, from, to };
}

/** From the one attribute. */
function seriesOf(bytes: Uint8Array, { start, end }: { start: number; end: number }): string {
  let series = "";
  const walk = openWalk(bytes, start);
  each(walk, end, [2], (value, valueEnd) => {
    const text = fieldsOf(value, valueEnd).place(1);
    if (text) series = Buffer.from(bytes.subarray(text.start, text.end)).toString();
  });
  return series;
}
