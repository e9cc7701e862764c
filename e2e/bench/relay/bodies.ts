// The requests of the relay bench: spans of about 300 bytes with seven attributes, eight a trace, and cumulative counters that grow.
// Built once before anything is measured; one template, its ids and times written over.
import { randomFillSync } from "node:crypto";
import { gzipSync } from "node:zlib";
import { boolean, element, encodeProtobuf, type Field, fixed64, id, integer, nested, text } from "#lib/otlp/message";
import { toJson } from "#lib/otlp/to-json";

export type Shape = { kind: "spans" | "counters"; items: number; encoding: "protobuf" | "json"; isGzip: boolean };

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

/** 16 bytes of trace, 8 of span, in a pattern that is found again: "§" and the item's number, in hex. */
function idsOf(index: number): { trace: string; span: string } {
  const number = index.toString(16).padStart(8, "0");
  const trace = Math.floor(index / spansPerTrace)
    .toString(16)
    .padStart(8, "0");
  return { trace: `a7a7a7a7${trace}${"11".repeat(8)}`, span: `c2a7c2a7${number}` };
}

function span(index: number): Field {
  const { trace, span } = idsOf(index);
  const route = routes[index % routes.length] ?? "";
  const startedAt = 1_780_000_000_000_000_000n + BigInt(index) * 1_000_003n;
  return element("spans", 2, [
    id("traceId", 1, trace),
    id("spanId", 2, span),
    text("name", 5, `GET ${route}`),
    integer("kind", 6, 2),
    fixed64("startTimeUnixNano", 7, startedAt),
    fixed64("endTimeUnixNano", 8, startedAt + 4_200_000n),
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
  const make = shape.kind === "spans" ? spanBodies(shape.items) : counterBodies(shape.items);
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

function spanBodies(items: number): Make {
  const template = spansTemplate(items);
  const pattern = Buffer.from("c2a7c2a7", "hex");
  const places: number[] = [];
  for (let at = template.indexOf(pattern); at !== -1; at = template.indexOf(pattern, at + 4)) places.push(at);
  if (places.length !== items) throw new Error(`${places.length} spans of ${items} were found`);
  return () => {
    const trace = Buffer.alloc(8);
    places.forEach((place, index) => {
      if (index % spansPerTrace === 0) randomFillSync(trace);
      // A trace id of 16 bytes lies before the span id and its two bytes of key and length.
      trace.copy(template, place - 10);
      randomFillSync(template, place, 8);
    });
    const made = Buffer.from(template);
    places.forEach((place, index) => {
      Buffer.from(idsOf(index).span, "hex").copy(template, place);
    });
    return made;
  };
}

/** As many streams as items, of each sender its own; every request one step later and one higher. */
function counterBodies(items: number): Make {
  const startedAt = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;
  return (sender, index) => {
    const atNano = startedAt + BigInt(index + 1) * 1_000_000_000n;
    const points = Array.from({ length: items }, (_, stream) => {
      const labels = [
        element("attributes", 7, [text("key", 1, "stream"), nested("value", 2, [words(`${sender}-${stream}`)])]),
        element("attributes", 7, [
          text("key", 1, "route"),
          nested("value", 2, [words(routes[stream % routes.length] ?? "")]),
        ]),
      ];
      const times = [fixed64("startTimeUnixNano", 2, startedAt), fixed64("timeUnixNano", 3, atNano)];
      return element("dataPoints", 1, [...labels, ...times, fixed64("asInt", 6, BigInt((index + 1) * (stream + 1)))]);
    });
    const sum = nested("sum", 7, [...points, integer("aggregationTemporality", 2, 2), boolean("isMonotonic", 3, true)]);
    const metric = element("metrics", 2, [text("name", 1, "http.server.requests"), sum]);
    return Buffer.from(
      encodeProtobuf([
        element("resourceMetrics", 1, [resource(`shop-${sender}`), element("scopeMetrics", 2, [metric])]),
      ]),
    );
  };
}
