// OTLP's JSON and protobuf as we write them, against what the Collector reads and writes: a request with every field of its
// signal goes to it in JSON and in the protobuf that we make of that; both times it has to write what was sent.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Collector } from "#e2e/interop/collector";
import { type Signal, signalFacts, signals } from "#lib/otlp/signal";
import { toJson } from "#lib/otlp/to-json";
import { toProtobuf } from "#lib/otlp/to-protobuf";

type Check = { title: string; run: () => Promise<void> };
const seenWithinMs = 3000;

export function encodingChecks(collector: Collector): Check[] {
  return signals.map((signal) => ({
    title: `${signal} with every field in JSON, and in the protobuf made of it: the Collector reads the same`,
    run: () => checkSignal(collector, signal),
  }));
}

async function checkSignal(collector: Collector, signal: Signal): Promise<void> {
  for (const encoding of ["json", "protobuf"] as const) {
    const request = requestOf(signal, encoding);
    const json = Buffer.from(JSON.stringify(request));
    const protobuf = toProtobuf(signal, json);
    assert.ok(protobuf, "the request cannot be read");
    const back = toJson(signal, protobuf);
    assert.ok(back, "the protobuf cannot be read");
    assert.deepEqual(said(JSON.parse(Buffer.from(back).toString())), said(request));
    const response = await fetch(`http://127.0.0.1:${collector.ports.plain.http}${signalFacts[signal].path}`, {
      ...{ method: "POST", body: new Uint8Array(encoding === "json" ? json : protobuf) },
      headers: { "content-type": encoding === "json" ? "application/json" : "application/x-protobuf" },
    });
    assert.equal(response.status, 200, await response.text());
    assert.deepEqual(said(await written(collector, `${signal} in ${encoding}`)), said(request));
  }
}

async function written(collector: Collector, mark: string): Promise<unknown> {
  const deadline = Date.now() + seenWithinMs;
  for (;;) {
    const found = collector.exports().find((line) => JSON.stringify(line).includes(`"${mark}"`));
    if (found) return found;
    assert.ok(Date.now() < deadline, "the Collector did not write it");
    await wait(20);
  }
}

/** Without what says nothing: absence is the default (R5.8). */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, said(inner)]);
  return Object.fromEntries(entries.filter(([, inner]) => !isSilent(inner)));
}

function isSilent(value: unknown): boolean {
  if (value === "" || value === 0 || value === "0" || value === false) return true;
  return typeof value === "object" && (value === null || Object.keys(value).length === 0);
}

const values = [
  { stringValue: 'text "quoted" \\ \n\u0001 é 😀' },
  { boolValue: true },
  { intValue: "-9223372036854775808" },
  { doubleValue: -1.5e-300 },
  { bytesValue: "AP/+gA==" },
  { arrayValue: { values: [{ stringValue: "in a list" }, { arrayValue: { values: [{ intValue: "1" }] } }] } },
  { kvlistValue: { values: [{ key: "in a map", value: { doubleValue: 0.1 } }] } },
];
const attributes = values.map((value, index) => ({ key: `key ${index}`, value }));
const [traceId, spanId] = ["0123456789abcdef0123456789abcdef", "fedcba9876543210"];
const [early, late] = ["1763700000123456789", "18446744073709551615"];
const exemplars = [
  { filteredAttributes: attributes, timeUnixNano: late, asDouble: 2.5, spanId, traceId },
  { timeUnixNano: early, asInt: "-7" },
];
const times = { startTimeUnixNano: early, timeUnixNano: late };
const spread = { count: "7", sum: 9.25, min: -1, max: 1e21, exemplars, attributes, flags: 1 };

function requestOf(signal: Signal, encoding: string): unknown {
  const entityRefs = [{ schemaUrl: "url", type: "service", idKeys: ["a", "b"], descriptionKeys: ["c"] }];
  const mark = { key: "mark", value: { stringValue: `${signal} in ${encoding}` } };
  const resource = { attributes: [mark, ...attributes], droppedAttributesCount: 4294967295, entityRefs };
  const scope = { name: "scope", version: "1", attributes, droppedAttributesCount: 2 };
  const group = { scope, schemaUrl: "scope url", ...groups[signal] };
  const [resources, scopes] = names[signal];
  return { [resources]: [{ resource, schemaUrl: "resource url", [scopes]: [group] }] };
}

const names: Record<Signal, [string, string]> = {
  traces: ["resourceSpans", "scopeSpans"],
  metrics: ["resourceMetrics", "scopeMetrics"],
  logs: ["resourceLogs", "scopeLogs"],
};

const span = {
  ...{ traceId, spanId, traceState: "a=1", parentSpanId: spanId, flags: 257, name: "span", kind: 5 },
  ...{ startTimeUnixNano: early, endTimeUnixNano: late, attributes, droppedAttributesCount: 1 },
  events: [{ timeUnixNano: early, name: "event", attributes, droppedAttributesCount: 2 }],
  droppedEventsCount: 3,
  links: [{ traceId, spanId, traceState: "b=2", attributes, droppedAttributesCount: 4, flags: 4294967295 }],
  droppedLinksCount: 5,
  status: { message: "broken", code: 2 },
};
const logRecord = {
  ...{ timeUnixNano: early, observedTimeUnixNano: late, severityNumber: 24, severityText: "worst" },
  ...{ body: values[6], attributes, droppedAttributesCount: 1, flags: 1, traceId, spanId, eventName: "event" },
};
const exponentialPoint = {
  ...{ ...times, ...spread, scale: -4, zeroCount: "3", zeroThreshold: 0.5 },
  positive: { offset: -2147483648, bucketCounts: ["1", "0", late] },
  negative: { offset: 2147483647, bucketCounts: ["300"] },
};
const metrics = [
  {
    name: "gauge",
    description: "of all",
    unit: "By",
    metadata: attributes,
    gauge: { dataPoints: [{ ...times, asDouble: "NaN" }] },
  },
  {
    name: "sum",
    sum: {
      dataPoints: [{ ...times, asInt: "-5", attributes, exemplars, flags: 1 }],
      aggregationTemporality: 2,
      isMonotonic: true,
    },
  },
  {
    name: "histogram",
    histogram: {
      dataPoints: [{ ...times, ...spread, bucketCounts: ["3", late], explicitBounds: ["-Infinity"] }],
      aggregationTemporality: 1,
    },
  },
  { name: "exponential", exponentialHistogram: { dataPoints: [exponentialPoint], aggregationTemporality: 2 } },
  {
    name: "summary",
    summary: {
      dataPoints: [
        { ...times, attributes, count: "3", sum: 4.5, flags: 1, quantileValues: [{ quantile: 0.99, value: 1e-7 }] },
      ],
    },
  },
];
const groups: Record<Signal, object> = {
  traces: { spans: [span] },
  metrics: { metrics },
  logs: { logRecords: [logRecord] },
};
