// The same count for OTLP's JSON: lowerCamelCase keys only (R5.1), unknown keys ignored (R5.7), absent and null are the
// default (R5.8). Pure. Values of items are not looked at.
import { addItems, cutName, emptyScan, noteTemporality, type Scan } from "#lib/otlp/scan";
import type { Signal } from "#lib/otlp/signal";

type Json = { readonly [key: string]: unknown };

const groupKeys: Record<Signal, { resources: string; scopes: string; items: string }> = {
  traces: { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" },
  metrics: { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" },
  logs: { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" },
};

/** A metric holds one of them; `true` = with a temporality. */
const dataKeys: Readonly<Record<string, boolean>> = {
  gauge: false,
  sum: true,
  histogram: true,
  exponentialHistogram: true,
  summary: false,
};

/** null = no JSON, or not of the request's shape. */
export function scanJson(signal: Signal, text: string): Scan | null {
  const request = parseObject(text);
  const keys = groupKeys[signal];
  const scan = emptyScan();
  const resources = request && objectsOf(request, keys.resources);
  if (!resources) return null;
  for (const group of resources) {
    const service = serviceOf(group);
    const scopes = objectsOf(group, keys.scopes);
    if (service === undefined || !scopes) return null;
    let items = 0;
    for (const scope of scopes) {
      const found = objectsOf(scope, keys.items);
      const counted = found && (signal === "metrics" ? countPoints(found, scan) : found.length);
      if (counted === null) return null;
      items += counted;
    }
    addItems(scan, service ?? "", items);
  }
  return scan;
}

function countPoints(metrics: readonly Json[], scan: Scan): number | null {
  let points = 0;
  for (const metric of metrics) {
    for (const [key, isTemporal] of Object.entries(dataKeys)) {
      const data = metric[key] ?? null;
      if (data === null) continue;
      const found = isObject(data) ? objectsOf(data, "dataPoints") : null;
      if (!isObject(data) || !found) return null;
      points += found.length;
      if (isTemporal) noteTemporality(scan, temporalityOf(data.aggregationTemporality));
    }
  }
  return points;
}

/** R5.3 forbids names; who sends them all the same means something by them, and passing them on as neither would be wrong. */
function temporalityOf(value: unknown): number {
  if (value === "AGGREGATION_TEMPORALITY_DELTA") return 1;
  if (value === "AGGREGATION_TEMPORALITY_CUMULATIVE") return 2;
  return typeof value === "number" ? value : 0;
}

/** null = the resource names none; undefined = it is no resource. */
function serviceOf(group: Json): string | null | undefined {
  const resource = group.resource ?? null;
  if (resource === null) return null;
  const attributes = isObject(resource) ? objectsOf(resource, "attributes") : null;
  if (!attributes) return undefined;
  for (const { key, value } of attributes) {
    if (key !== "service.name") continue;
    return isObject(value) && typeof value.stringValue === "string" ? cutName(value.stringValue) : null;
  }
  return null;
}

/** Absent is an empty list; null = something else than a list of objects. */
function objectsOf(parent: Json, key: string): readonly Json[] | null {
  const list = parent[key] ?? [];
  return Array.isArray(list) && list.every(isObject) ? list : null;
}

function parseObject(text: string): Json | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
