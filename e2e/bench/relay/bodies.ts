// The requests of the relay bench: spans of about 300 bytes with seven attributes, eight a trace, and cumulative counters that grow.
// Built once before anything is measured; one template, its ids and times written over.
import { randomFillSync, randomInt } from "node:crypto";
import { gzipSync } from "node:zlib";
import { boolean, element, encodeProtobuf, type Field, fixed64, id, integer, nested, text } from "#lib/otlp/message";
import { toJson } from "#lib/otlp/to-json";

export type Shape = {
  kind: "spans" | "counters";
  items: number;
  encoding: "protobuf" | "json";
  isGzip: boolean;
  /** Every span that is sent has a number of its own in its id. Plain protobuf only. */
  isNumbered?: boolean;
};

const spansPerTrace = 8;
const routes = ["/orders/{id}", "/cart/items", "/checkout/payment", "/products/search"];

const attribute = (key: string, value: Field): Field =>
  element("attributes", 9, [text("key", 1, key), nested("value", 2, [value])]);
const words = (value: string): Field => text("stringValue", 1, value);
const whole = (value: number): Field => integer("intValue", 3, value);

function resource(name: string): Field {
  const named = (key: string, value: string): Field =>
    element("attributes", 1, [text("key", 1, key), nested("value", 2, [words(value)])]);
  return nested("resource", 1, [named("service.name", name), named("deployment.environment.name", "bench")]);
}

/** Where something is written over: found again by its bytes, of which nothing else consists. */
const ids = { trace: "a7a7a7a7c2a7c2a7", parent: "b5b5b5b5c2a7c2a7", span: "c3c3c3c3c2a7c2a7" };
const times = { startedAt: 0x18b3_c4d5_0000_0001n, endedAt: 0x18b3_c4d5_0000_0002n };
const counts = { time: 0x18b3_c4d5_0000_0003n, value: 0x00c4_c4c4_0000_0004n };

/** Where the quiet destination is, below the sink. */
export const quietPath = "/quiet";

/** The second half of a numbered span's id; the first is its number. */
const numberedMark = Buffer.from("5b3c2d1e", "hex");
const spanIdHead = 0x1208;

/** Where the numbers of a body are. */
export function numberPlaces(body: Buffer): number[] {
  const places: number[] = [];
  for (let at = body.indexOf(numberedMark); at !== -1; at = body.indexOf(numberedMark, at + 1)) {
    // Chance may write the mark into another id.
    if (at >= 6 && body.readUInt16BE(at - 6) === spanIdHead) places.push(at - 4);
  }
  return places;
}

function littleEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function placesOf(body: Buffer, pattern: Buffer, count: number): number[] {
  const places: number[] = [];
  for (let at = body.indexOf(pattern); at !== -1; at = body.indexOf(pattern, at + pattern.length)) places.push(at);
  if (places.length !== count) throw new Error(`${places.length} places of ${count} were found`);
  return places;
}

function span(index: number): Field {
  const route = routes[index % routes.length] ?? "";
  return element("spans", 2, [
    id("traceId", 1, `${ids.trace}${ids.trace}`),
    id("spanId", 2, ids.span),
    id("parentSpanId", 4, ids.parent),
    text("name", 5, `GET ${route}`),
    integer("kind", 6, 2),
    fixed64("startTimeUnixNano", 7, times.startedAt),
    fixed64("endTimeUnixNano", 8, times.endedAt),
    attribute("http.request.method", words("GET")),
    attribute("http.route", words(route)),
    attribute("url.path", words(`/orders/${1000 + index}`)),
    attribute("http.response.status_code", whole(index % 50 === 0 ? 503 : 200)),
    attribute("server.address", words("shop.example.com")),
    attribute("user_agent.original", words("Mozilla/5.0 (X11; Linux x86_64)")),
    attribute("thread.id", whole(index % 16)),
  ]);
}

function spansTemplate(items: number): Buffer {
  const spans = Array.from({ length: items }, (_, index) => span(index));
  const scope = element("scopeSpans", 2, [nested("scope", 1, [text("name", 1, "bench")]), ...spans]);
  return Buffer.from(encodeProtobuf([element("resourceSpans", 1, [resource("shop"), scope])]));
}

/** Bodies for each sender, in the order in which it sends them. */
export function bodiesFor(shape: Shape, senders: number, each: number): Buffer[][] {
  const make = shape.kind === "spans" ? spanBodies(shape) : counterBodies(shape.items);
  return Array.from({ length: senders }, (_, sender) =>
    Array.from({ length: each }, (_, index) => finished(make(sender, index), shape)),
  );
}

function finished(plain: Buffer, { encoding, isGzip, kind }: Shape): Buffer {
  const signal = kind === "spans" ? "traces" : "metrics";
  const body = encoding === "json" ? Buffer.from(toJson(signal, plain) ?? "") : plain;
  return isGzip ? gzipSync(body) : Buffer.from(body);
}

type Make = (sender: number, index: number) => Buffer;

function spanBodies({ items, isNumbered }: Shape): Make {
  const template = spansTemplate(items);
  const hex = (text: string): Buffer => Buffer.from(text, "hex");
  const traces = placesOf(template, hex(`${ids.trace}${ids.trace}`), items);
  const spanIds = placesOf(template, hex(ids.span), items);
  const others = [...spanIds, ...placesOf(template, hex(ids.parent), items)];
  const started = placesOf(template, littleEndian(times.startedAt), items);
  const ended = placesOf(template, littleEndian(times.endedAt), items);
  return () => {
    const trace = Buffer.alloc(16);
    traces.forEach((place, index) => {
      if (index % spansPerTrace === 0) randomFillSync(trace);
      trace.copy(template, place);
    });
    for (const place of others) randomFillSync(template, place, 8);
    if (isNumbered) for (const place of spanIds) numberedMark.copy(template, place + 4);
    started.forEach((place, index) => {
      const low = randomInt(2 ** 31);
      template.writeUInt32LE(low, place);
      template.writeUInt32LE(low + randomInt(2 ** 28), ended[index] ?? 0);
    });
    return Buffer.from(template);
  };
}

/** As many streams as items, of each sender its own; every request one step later and one higher. */
function counterBodies(items: number): Make {
  const startedAt = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;
  const templates = new Map<number, { body: Buffer; times: number[]; values: number[] }>();
  return (sender, index) => {
    const known = templates.get(sender) ?? countersTemplate(sender, items, startedAt);
    templates.set(sender, known);
    const atNano = startedAt + BigInt(index + 1) * 1_000_000_000n;
    for (const place of known.times) known.body.writeBigUInt64LE(atNano, place);
    known.values.forEach((place, stream) => {
      known.body.writeBigUInt64LE(BigInt((index + 1) * (stream + 1)), place);
    });
    return known.body;
  };
}

function countersTemplate(sender: number, items: number, startedAt: bigint) {
  const label = (key: string, value: string): Field =>
    element("attributes", 7, [text("key", 1, key), nested("value", 2, [words(value)])]);
  const points = Array.from({ length: items }, (_, stream) =>
    element("dataPoints", 1, [
      label("stream", `${sender}-${stream}`),
      label("route", routes[stream % routes.length] ?? ""),
      fixed64("startTimeUnixNano", 2, startedAt),
      fixed64("timeUnixNano", 3, counts.time),
      fixed64("asInt", 6, counts.value),
    ]),
  );
  const sum = nested("sum", 7, [...points, integer("aggregationTemporality", 2, 2), boolean("isMonotonic", 3, true)]);
  const metrics = element("scopeMetrics", 2, [element("metrics", 2, [text("name", 1, "http.server.requests"), sum])]);
  const body = Buffer.from(encodeProtobuf([element("resourceMetrics", 1, [resource(`shop-${sender}`), metrics])]));
  const times = placesOf(body, littleEndian(counts.time), items);
  return { body, times, values: placesOf(body, littleEndian(counts.value), items) };
}
