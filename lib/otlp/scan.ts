// Counts what an export request holds on the bytes it came as: items, temporalities, items per service. Pure; decodes no
// item, copies nothing, makes no BigInt. Fields come in any order, unknown ones are skipped; what is no request is null, and so is
// one whose items are no messages: a strict reader would refuse all that is sent along with them.
import type { Signal } from "#lib/otlp/signal";
import { enter, nextField, openWalk, stepThrough, type Walk } from "#lib/otlp/wire-walk";

export type Scan = {
  /** Spans, data points (of every kind) or log records. */
  items: number;
  /** Which of them sums and histograms come with; both false for traces, logs, gauges and summaries. */
  temporality: { delta: boolean; cumulative: boolean };
  /** Items per `service.name`; "" = the resource names none. At most `servicesMax` and `otherServices`. */
  services: Map<string, number>;
};

/** One request may name so many services; the items of all others are counted in one row. */
export const servicesMax = 1000;
export const otherServices = "(other services)";
const serviceNameBytesMax = 256;

/** How much of a request is looked at: items, and the groups (resources, scopes, metrics) that they stand in. */
export type Allowance = { items: number; groups: number };

/** Items are in groups, three deep at most; a request of groups alone is none that anybody sends. */
const groupsPerItem = 3;

/** Counts the items of a scope's group; -1 = not what it should be. */
type CountGroup = (walk: Walk, end: number, scan: Scan, left: Allowance) => number;

const resourceField = 1;
const scopeField = 2;
const itemField = 2;
const metricField = 2;
const dataField = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 };
const dataFields = new Set(Object.values(dataField));
const pointField = 1;
const temporalityField = 2;
const serviceKey = Buffer.from("service.name");

/** Of one that holds more than `itemsMax`, or groups out of all proportion, no more is read: it is `tooMany`. */
export function scanRequest(signal: Signal, body: Uint8Array, itemsMax = Number.POSITIVE_INFINITY): Scan | null {
  const scan = emptyScan();
  const walk = openWalk(body);
  const left = allowance(itemsMax);
  const countGroup = signal === "metrics" ? countPoints : countItems;
  while (walk.at < body.length) {
    if (!nextField(walk, body.length)) return null;
    if (walk.number === 1 && !scanResource(walk, countGroup, scan, left)) return isSpent(left) ? tooMany(scan) : null;
  }
  return scan;
}

export function allowance(itemsMax: number): Allowance {
  return { items: itemsMax, groups: groupsPerItem * itemsMax };
}

export function isSpent({ items, groups }: Allowance): boolean {
  return items < 0 || groups < 0;
}

export function tooMany(scan: Scan): Scan {
  return { ...scan, items: Number.POSITIVE_INFINITY };
}

export function emptyScan(): Scan {
  return { items: 0, temporality: { delta: false, cumulative: false }, services: new Map() };
}

export function addItems(scan: Scan, service: string, items: number): void {
  if (items === 0) return;
  scan.items += items;
  const isKnown = scan.services.has(service) || scan.services.size < servicesMax;
  const row = isKnown ? service : otherServices;
  scan.services.set(row, (scan.services.get(row) ?? 0) + items);
}

/** ResourceSpans, ResourceMetrics or ResourceLogs; the resource may come after what it describes. */
function scanResource(walk: Walk, countGroup: CountGroup, scan: Scan, left: Allowance): boolean {
  const end = enter(walk);
  if (end < 0 || --left.groups < 0) return false;
  let service: string | null = null;
  let items = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return false;
    if (walk.number === resourceField) {
      const stop = enter(walk);
      const found = stop < 0 ? undefined : serviceOf(walk, stop);
      if (found === undefined) return false;
      service ??= found;
    } else if (walk.number === scopeField) {
      const stop = enter(walk);
      const counted = stop < 0 || --left.groups < 0 ? -1 : countGroup(walk, stop, scan, left);
      if (counted < 0) return false;
      items += counted;
    }
  }
  addItems(scan, service ?? "", items);
  return true;
}

function countItems(walk: Walk, end: number, _scan: Scan, left: Allowance): number {
  let items = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return -1;
    if (walk.number !== itemField) continue;
    if (walk.wire !== 2 || --left.items < 0 || !stepThrough(walk)) return -1;
    items++;
  }
  return items;
}

function countPoints(walk: Walk, end: number, scan: Scan, left: Allowance): number {
  let points = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return -1;
    if (walk.number !== metricField) continue;
    const stop = enter(walk);
    const counted = stop < 0 || --left.groups < 0 ? -1 : pointsOfMetric(walk, stop, scan, left);
    if (counted < 0) return -1;
    points += counted;
  }
  return points;
}

/** A metric has its data once: the last kind wins, the same kind twice is one (protobuf: oneof, merge). */
function pointsOfMetric(walk: Walk, end: number, scan: Scan, left: Allowance): number {
  let kind = 0;
  let points = 0;
  let temporality = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return -1;
    if (!dataFields.has(walk.number)) continue;
    if (walk.number !== kind) {
      kind = walk.number;
      points = 0;
      temporality = 0;
    }
    const stop = enter(walk);
    if (stop < 0) return -1;
    while (walk.at < stop) {
      if (!nextField(walk, stop)) return -1;
      if (walk.number === pointField) {
        if (walk.wire !== 2 || --left.items < 0 || !stepThrough(walk)) return -1;
        points++;
      } else if (walk.number === temporalityField && hasTemporality(kind)) {
        if (walk.wire !== 0) return -1;
        temporality = walk.varint;
      }
    }
  }
  noteTemporality(scan, temporality);
  return points;
}

function hasTemporality(kind: number): boolean {
  return kind === dataField.sum || kind === dataField.histogram || kind === dataField.exponentialHistogram;
}

/** R5.3: 1 is delta, 2 cumulative; 0 and what a later version adds is neither. */
export function noteTemporality(scan: Scan, temporality: number): void {
  if (temporality === 1) scan.temporality.delta = true;
  else if (temporality === 2) scan.temporality.cumulative = true;
}

/** `service.name` among the attributes of a Resource; null = not there, undefined = not a Resource. */
function serviceOf(walk: Walk, end: number): string | null | undefined {
  let service: string | null = null;
  while (walk.at < end) {
    if (!nextField(walk, end)) return undefined;
    if (walk.number !== 1) continue;
    const stop = enter(walk);
    const found = stop < 0 ? undefined : serviceOfAttribute(walk, stop);
    if (found === undefined) return undefined;
    service ??= found;
  }
  return service;
}

/** KeyValue: the value may come before the key that says whether it matters. */
function serviceOfAttribute(walk: Walk, end: number): string | null | undefined {
  let isService = false;
  let valueStart = 0;
  let valueEnd = 0;
  while (walk.at < end) {
    if (!nextField(walk, end)) return undefined;
    if (walk.number !== 1 && walk.number !== 2) continue;
    if (walk.wire !== 2) return undefined;
    if (walk.number === 1) isService = isServiceKey(walk.bytes, walk.start, walk.at);
    else {
      valueStart = walk.start;
      valueEnd = walk.at;
    }
  }
  if (!isService) return null;
  walk.at = valueStart;
  const name = textOfValue(walk, valueEnd);
  walk.at = end;
  return name;
}

/** AnyValue: only its text, field 1; a service that is called otherwise has no name. */
function textOfValue(walk: Walk, end: number): string | null | undefined {
  let text: string | null = null;
  while (walk.at < end) {
    if (!nextField(walk, end)) return undefined;
    if (walk.wire === 2 && walk.number === 1) text = serviceName(walk.bytes.subarray(walk.start, walk.at));
    else if (walk.number >= 1 && walk.number <= 7) text = null;
  }
  return text;
}

function isServiceKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== serviceKey.length) return false;
  for (let index = 0; index < serviceKey.length; index++) {
    if (bytes[start + index] !== serviceKey[index]) return false;
  }
  return true;
}

function serviceName(bytes: Uint8Array): string {
  const { buffer, byteOffset, length } = bytes;
  const name = Buffer.from(buffer, byteOffset, Math.min(length, serviceNameBytesMax)).toString("utf8");
  return length > serviceNameBytesMax ? name.replace(/\ufffd+$/, "") : name;
}

/** So that no sender can make us hold its megabytes as a name. */
export function cutName(name: string): string {
  if (name.length <= serviceNameBytesMax) return name;
  // A slice alone would keep the whole alive.
  return Buffer.from(name.slice(0, serviceNameBytesMax)).toString();
}
