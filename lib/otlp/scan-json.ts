// The same count for OTLP's JSON: lowerCamelCase keys only (R5.1), unknown keys ignored (R5.7), absent and null are the
// default (R5.8). Pure. Values of items are not looked at, nor built.
import {
  isAtEnd,
  isBefore,
  isNull,
  type JsonWalk,
  keyOf,
  openJson,
  readScalar,
  skipValue,
  walkArray,
  walkObject,
} from "#lib/otlp/json-walk";
import {
  type Allowance,
  addItems,
  allowance,
  cutName,
  emptyScan,
  isSpent,
  noteTemporality,
  type Scan,
  tooMany,
} from "#lib/otlp/scan";
import type { Signal } from "#lib/otlp/signal";

const groupKeys: Record<Signal, { resources: string; scopes: string; items: string }> = {
  traces: { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" },
  metrics: { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" },
  logs: { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" },
};

/** A metric holds one of them; `true` = with a temporality. */
const dataKeys: ReadonlyMap<string, boolean> = new Map([
  ["gauge", false],
  ["sum", true],
  ["histogram", true],
  ["exponentialHistogram", true],
  ["summary", false],
]);

/** null = no JSON in UTF-8, or not of the request's shape. More than `itemsMax` is as in scanRequest. */
export function scanJson(signal: Signal, body: Uint8Array, itemsMax = Number.POSITIVE_INFINITY): Scan | null {
  const walk = openJson(body);
  if (!walk) return null;
  const scan = emptyScan();
  const { resources } = groupKeys[signal];
  const left = allowance(itemsMax);
  const isRequest = walkObject(walk, () =>
    keyOf(walk) === resources ? walkList(walk, () => scanResource(walk, signal, scan, left)) : skipValue(walk),
  );
  if (isSpent(left)) return tooMany(scan);
  return isRequest && isAtEnd(walk) ? scan : null;
}

function scanResource(walk: JsonWalk, signal: Signal, scan: Scan, left: Allowance): boolean {
  if (--left.groups < 0) return false;
  const keys = groupKeys[signal];
  const before = { items: 0, service: "" };
  const item = () => {
    if (signal === "metrics") return --left.groups >= 0 && scanMetric(walk, scan, before, left);
    before.items++;
    return --left.items >= 0 && isBefore(walk, "{") && skipValue(walk);
  };
  const scope = () =>
    --left.groups >= 0 && walkObject(walk, () => (keyOf(walk) === keys.items ? walkList(walk, item) : skipValue(walk)));
  const isGroup = walkObject(walk, () => {
    const key = keyOf(walk);
    if (key === "resource") return isNull(walk) || walkResource(walk, before);
    return key === keys.scopes ? walkList(walk, scope) : skipValue(walk);
  });
  addItems(scan, before.service, before.items);
  return isGroup;
}

function scanMetric(walk: JsonWalk, scan: Scan, count: { items: number }, left: Allowance): boolean {
  return walkObject(walk, () => {
    const isTemporal = dataKeys.get(keyOf(walk));
    if (isTemporal === undefined) return skipValue(walk);
    return isNull(walk) || walkObject(walk, () => scanData(walk, isTemporal, scan, { count, left }));
  });
}

function scanData(
  walk: JsonWalk,
  isTemporal: boolean,
  scan: Scan,
  { count, left }: { count: { items: number }; left: Allowance },
): boolean {
  const key = keyOf(walk);
  if (key === "dataPoints") {
    return walkList(walk, () => {
      count.items++;
      return --left.items >= 0 && isBefore(walk, "{") && skipValue(walk);
    });
  }
  if (key !== "aggregationTemporality" || !isTemporal) return skipValue(walk);
  const value = readScalar(walk);
  noteTemporality(scan, temporalityOf(value));
  return value !== undefined;
}

/** R5.3 forbids names; who sends them all the same means something by them, and passing them on as neither would be wrong. */
function temporalityOf(value: unknown): number {
  if (value === "AGGREGATION_TEMPORALITY_DELTA") return 1;
  if (value === "AGGREGATION_TEMPORALITY_CUMULATIVE") return 2;
  return typeof value === "number" ? value : 0;
}

function walkResource(walk: JsonWalk, found: { service: string }): boolean {
  const attribute = () => {
    let key: unknown;
    let name: unknown;
    const isAttribute = walkObject(walk, () => {
      const part = keyOf(walk);
      if (part === "key" && isBefore(walk, '"')) key = readScalar(walk);
      else if (part === "value" && isBefore(walk, "{")) {
        return walkObject(walk, () => {
          if (keyOf(walk) !== "stringValue" || !isBefore(walk, '"')) return skipValue(walk);
          name = readScalar(walk);
          return name !== undefined;
        });
      } else return skipValue(walk);
      return key !== undefined;
    });
    if (key === "service.name" && typeof name === "string" && found.service === "") found.service = cutName(name);
    return isAttribute;
  };
  return walkObject(walk, () => (keyOf(walk) === "attributes" ? walkList(walk, attribute) : skipValue(walk)));
}

function walkList(walk: JsonWalk, visit: () => boolean): boolean {
  return isNull(walk) || walkArray(walk, visit);
}
