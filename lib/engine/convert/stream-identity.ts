// Which points belong to one stream (R13.4): resource, scope, name, unit, type, monotonicity and attributes, whatever the
// order in which fields and attributes came. Keys are strings of the bytes; schema URLs and descriptions tell nothing.
import { contentOf, latin1, readSlices, type Slice } from "#lib/otlp/slices";
import { writeVarint } from "#lib/otlp/wire";

export function resourceIdentity(resource: Uint8Array): string | null {
  const fields = readSlices(resource, 0, resource.length);
  return fields && attributesIdentity(resource, fields, 1);
}

export function scopeIdentity(scope: Uint8Array): string | null {
  const fields = readSlices(scope, 0, scope.length);
  const attributes = fields && attributesIdentity(scope, fields, 3);
  if (!fields || attributes === null) return null;
  return sized([lastText(scope, fields, 1), lastText(scope, fields, 2), attributes]);
}

/** `data` is the number of the metric's data field: what tells a sum from a histogram. */
export function metricIdentity(bytes: Uint8Array, metric: readonly Slice[], data: number, monotonic: boolean): string {
  return sized([lastText(bytes, metric, 1), lastText(bytes, metric, 3), `${data}${monotonic ? "+" : "±"}`]);
}

/** Parts with their lengths: no two lists of parts give one string. */
export function sized(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join("");
}

/** `null` = an attribute is no protobuf. */
export function attributesIdentity(
  bytes: Uint8Array,
  fields: readonly Slice[],
  number: number,
  depth = deepest,
): string | null {
  const keys: string[] = [];
  for (const field of fields) {
    if (field.number !== number || field.wire !== 2) continue;
    const key = keyValueIdentity(bytes, field.value, field.end, depth);
    if (key === null) return null;
    keys.push(key);
  }
  return keys.length < 2 ? (keys[0] ?? "") : keys.sort().join("");
}

function keyValueIdentity(bytes: Uint8Array, start: number, end: number, depth: number): string | null {
  if (isPlain(bytes, start, end)) return latin1(bytes, start, end);
  const fields = readSlices(bytes, start, end);
  if (!fields) return null;
  const value = contentOf(bytes, fields, 2);
  const inner = valueIdentity(value, depth);
  return inner === null ? null : delimited("\n", lastText(bytes, fields, 1)) + delimited("\x12", inner);
}

/** Key, then a short value that holds no list: what nearly every attribute is, and already in the form that others get. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const keyLength = bytes[start + 1] ?? 0x80;
  const second = start + 2 + keyLength;
  const valueLength = bytes[second + 1] ?? 0x80;
  if (bytes[start] !== 0x0a || keyLength > 0x7f || valueLength > 0x7f) return false;
  if (second + 2 + valueLength !== end || bytes[second] !== 0x12) return false;
  const tag = valueLength === 0 ? 0 : bytes[second + 2];
  return tag !== arrayTag && tag !== mapTag;
}

const arrayTag = 0x2a;
const mapTag = 0x32;

/** Lists within lists: deeper ones are told apart by their bytes as they are, so that no request exhausts the stack. */
const deepest = 32;

function valueIdentity(value: Uint8Array, depth: number): string | null {
  if (depth === 0 || (value[0] !== arrayTag && value[0] !== mapTag)) return latin1(value, 0, value.length);
  const fields = readSlices(value, 0, value.length);
  const last = fields?.at(-1);
  if (!fields || !last) return null;
  const inside = contentOf(value, fields, last.number);
  const list = readSlices(inside, 0, inside.length);
  if (!list) return null;
  if (last.number === 6) {
    const map = attributesIdentity(inside, list, 1, depth - 1);
    return map === null ? null : delimited("2", map);
  }
  const items = list.map((item) => valueIdentity(inside.subarray(item.value, item.end), depth - 1));
  return items.includes(null) ? null : delimited("*", items.map((item) => delimited("\n", item ?? "")).join(""));
}

function delimited(tag: string, content: string): string {
  return `${tag}${String.fromCharCode(...writeVarint(content.length))}${content}`;
}

function lastText(bytes: Uint8Array, fields: readonly Slice[], number: number): string {
  const field = fields.findLast((slice) => slice.number === number && slice.wire === 2);
  return field ? latin1(bytes, field.value, field.end) : "";
}
