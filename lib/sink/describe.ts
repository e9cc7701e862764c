// An OTLP JSON request as lines for a person: resource, spans, metrics, log records. Never throws: what has not the
// expected shape is left out. Control characters are made visible, so that a sender cannot drive the terminal.
import * as z from "zod";
import type { Signal } from "#lib/otlp/signal";

/** 64-bit integers are strings, read as string or number (R5.4). */
const Text = z.union([z.string(), z.number()]).transform(String).catch("");
const List = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
const AnyValue = z.record(z.string(), z.unknown()).catch({});
const Attributes = List(z.object({ key: Text, value: AnyValue }));
const Resource = z.object({ attributes: Attributes }).catch({ attributes: [] });

const Span = z.object({
  name: Text,
  kind: z.coerce.number().catch(0),
  traceId: Text,
  spanId: Text,
  startTimeUnixNano: z.coerce.bigint().catch(0n),
  endTimeUnixNano: z.coerce.bigint().catch(0n),
  attributes: Attributes,
});
const Point = z.object({
  asInt: Text,
  asDouble: Text,
  count: Text,
  sum: Text,
  attributes: Attributes,
});
const Data = z.object({
  dataPoints: List(Point),
  aggregationTemporality: z.coerce.number().catch(0),
  isMonotonic: z.boolean().catch(false),
});
const kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const;
const Metric = z.object({
  name: Text,
  unit: Text,
  gauge: Data.optional(),
  sum: Data.optional(),
  histogram: Data.optional(),
  exponentialHistogram: Data.optional(),
  summary: Data.optional(),
});
const LogRecord = z.object({
  severityText: Text,
  severityNumber: Text,
  body: AnyValue,
  attributes: Attributes,
});
const Traces = List(z.object({ resource: Resource, scopeSpans: List(z.object({ spans: List(Span) })) }));
const Metrics = List(z.object({ resource: Resource, scopeMetrics: List(z.object({ metrics: List(Metric) })) }));
const Logs = List(z.object({ resource: Resource, scopeLogs: List(z.object({ logRecords: List(LogRecord) })) }));
const Requests = {
  traces: z.object({ resourceSpans: Traces }).catch({ resourceSpans: [] }),
  metrics: z.object({ resourceMetrics: Metrics }).catch({ resourceMetrics: [] }),
  logs: z.object({ resourceLogs: Logs }).catch({ resourceLogs: [] }),
};

export type Description = { items: number; lines: string[] };

/** `items` counts spans, data points or log records. */
export function describeRequest(signal: Signal, json: unknown): Description {
  const resources = resourcesOf(signal, json);
  const items = resources.flatMap((resource) => resource.items);
  const lines = resources.flatMap((resource) => [
    `resource  ${pairs(resource.attributes)}`,
    ...resource.items.flatMap((item) => item.lines),
  ]);
  return { items: items.reduce((sum, item) => sum + item.count, 0), lines: lines.map(visible) };
}

type Item = { count: number; lines: string[] };
type Attribute = z.output<typeof Attributes>[number];

function resourcesOf(signal: Signal, json: unknown): { attributes: Attribute[]; items: Item[] }[] {
  if (signal === "traces") {
    return Requests.traces.parse(json).resourceSpans.map(({ resource, scopeSpans }) => ({
      attributes: resource.attributes,
      items: scopeSpans.flatMap((scope) => scope.spans.map(describeSpan)),
    }));
  }
  if (signal === "metrics") {
    return Requests.metrics.parse(json).resourceMetrics.map(({ resource, scopeMetrics }) => ({
      attributes: resource.attributes,
      items: scopeMetrics.flatMap((scope) => scope.metrics.map(describeMetric)),
    }));
  }
  return Requests.logs.parse(json).resourceLogs.map(({ resource, scopeLogs }) => ({
    attributes: resource.attributes,
    items: scopeLogs.flatMap((scope) => scope.logRecords.map(describeLog)),
  }));
}

const spanKinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

function describeSpan(span: z.output<typeof Span>): Item {
  const durationMs = Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6;
  const kind = spanKinds[span.kind] ?? String(span.kind);
  return {
    count: 1,
    lines: [
      `span      ${span.name}  ${durationMs} ms  ${kind}  trace ${span.traceId}  span ${span.spanId}`,
      ...indented(span.attributes),
    ],
  };
}

function describeMetric(metric: z.output<typeof Metric>): Item {
  const kind = kinds.find((candidate) => metric[candidate]);
  const data = kind && metric[kind];
  if (!data) return { count: 0, lines: [`metric    ${metric.name}  without data`] };
  const words = [
    kind === "exponentialHistogram" ? "exponential histogram" : kind,
    ["", "delta", "cumulative"][data.aggregationTemporality] ?? "",
    data.isMonotonic ? "monotonic" : "",
    metric.unit === "" ? "" : `unit ${metric.unit}`,
  ];
  const title = `metric    ${metric.name}  ${words.filter((word) => word !== "").join(", ")}`;
  return { count: data.dataPoints.length, lines: data.dataPoints.map((point) => `${title}  ${pointText(point)}`) };
}

function pointText(point: z.output<typeof Point>): string {
  const single = point.asInt === "" ? point.asDouble : point.asInt;
  const value = point.count === "" ? single : `count ${point.count}, sum ${point.sum}`;
  const attributes = pairs(point.attributes);
  return attributes === "" ? `= ${value}` : `= ${value}  ${attributes}`;
}

function describeLog(record: z.output<typeof LogRecord>): Item {
  const severity = record.severityText === "" ? record.severityNumber : record.severityText;
  return { count: 1, lines: [`log       ${severity}  ${anyText(record.body)}`, ...indented(record.attributes)] };
}

function indented(attributes: Attribute[]): string[] {
  return attributes.length === 0 ? [] : [`          ${pairs(attributes)}`];
}

function pairs(attributes: Attribute[]): string {
  return attributes.map(({ key, value }) => `${key}=${anyText(value)}`).join("  ");
}

function anyText(value: Record<string, unknown>): string {
  const [inner] = Object.values(value);
  return typeof inner === "object" ? JSON.stringify(inner) : String(inner ?? "");
}

function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
