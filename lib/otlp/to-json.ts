// An export request in protobuf as OTLP's JSON, straight from bytes to bytes by the table of shapes (R5.*): lowerCamelCase
// keys, hex ids, integer enums, 64-bit integers as strings. Pure; unknown fields are left out. What does not fit is null.
import { isUtf8 } from "node:buffer";
import { fourAt, type Halves, putDigits, putSignedDigits, readVarint64 } from "#lib/otlp/integer64";
import { type Output, openOutput, putBytes, putWord, room, written } from "#lib/otlp/output";
import { type FieldShape, kinds, requestShapes, type Shape } from "#lib/otlp/shapes";
import type { Signal } from "#lib/otlp/signal";
import { unzigzag } from "#lib/otlp/slices";
import { messagesDeep } from "#lib/otlp/to-protobuf";
import { nextField, openWalk, varint, type Walk } from "#lib/otlp/wire-walk";

/**
 * `places`: for the messages being written, where each field's content is. A message has the first and the last place of
 * each of its fields, then the places: start, end and the next of the same field.
 */
type Run = { walk: Walk; out: Output; places: Int32Array; top: number; integer: Halves };

export function toJson(signal: Signal, body: Uint8Array): Uint8Array | null {
  const out = openOutput(body.length * 3);
  const run = { walk: openWalk(body), out, places: new Int32Array(1024), top: 0, integer: { low: 0, high: 0 } };
  if (!writeMessage(run, requestShapes[signal], body.length, 0)) return null;
  const json = written(out);
  // A string that is no UTF-8 is no protobuf either, but must not cost the request.
  return isUtf8(json) ? json : Buffer.from(Buffer.from(json).toString("utf8"));
}

/** From the walk's place to `end`. */
function writeMessage(run: Run, shape: Shape, end: number, depth: number): boolean {
  const base = run.top;
  if (depth > messagesDeep || !findFields(run, shape, end, base)) return false;
  const { out } = run;
  const mark = out.at;
  for (const field of shape.fields) {
    const first = run.places[base + field.at * 2] ?? 0;
    if (first !== 0 && !writeField(run, field, first, depth)) return false;
  }
  room(out, 2);
  // Each field begins with a comma.
  if (out.at === mark) out.at += 1;
  out.bytes[mark] = 0x7b;
  out.bytes[out.at++] = 0x7d;
  run.top = base;
  return true;
}

function findFields(run: Run, shape: Shape, end: number, base: number): boolean {
  const { walk } = run;
  run.top = base + shape.fields.length * 2;
  grow(run);
  run.places.fill(0, base, run.top);
  let oneof = -1;
  while (walk.at < end) {
    if (!nextField(walk, end)) return false;
    const field = shape.byNumber[walk.number];
    if (field === undefined) continue;
    if (walk.wire !== field.wire && !(field.repeated && walk.wire === 2)) return false;
    if (field.oneof && oneof !== field.at) {
      // Of a oneof the last kind counts.
      if (oneof >= 0) run.places[base + oneof * 2] = 0;
      oneof = field.at;
    }
    const place = run.top;
    run.top += 3;
    grow(run);
    const { places } = run;
    places[place] = walk.start;
    places[place + 1] = walk.at;
    places[place + 2] = 0;
    const head = base + field.at * 2;
    if (places[head] === 0) places[head] = place;
    else places[(places[head + 1] ?? 0) + 2] = place;
    places[head + 1] = place;
  }
  return true;
}

/** Room for one more place, and for the fields of one more message. */
function grow(run: Run): void {
  if (run.top + 3 <= run.places.length) return;
  const wider = new Int32Array(run.top * 2 + 3);
  wider.set(run.places);
  run.places = wider;
}

function writeField(run: Run, field: FieldShape, first: number, depth: number): boolean {
  const { out } = run;
  room(out, field.keyBytes.length + 8);
  out.bytes[out.at++] = 0x2c;
  out.bytes[out.at++] = 0x22;
  putBytes(out, field.keyBytes, 0, field.keyBytes.length);
  out.bytes[out.at++] = 0x22;
  out.bytes[out.at++] = 0x3a;
  if (field.repeated) return writeList(run, field, first, depth);
  if (field.shape && nextPlace(run, first) !== 0) return writeMerged(run, field, first, depth);
  let last = first;
  for (let place = first; place !== 0; place = nextPlace(run, place)) last = place;
  run.walk.at = run.places[last] ?? 0;
  return writeOne(run, field, run.places[last + 1] ?? 0, depth);
}

function nextPlace(run: Run, place: number): number {
  return run.places[place + 2] ?? 0;
}

function writeList(run: Run, field: FieldShape, first: number, depth: number): boolean {
  const { out, walk } = run;
  const mark = out.at;
  for (let place = first; place !== 0; place = nextPlace(run, place)) {
    walk.at = run.places[place] ?? 0;
    const end = run.places[place + 1] ?? 0;
    // Numbers come packed or each by itself; strings and messages each by itself.
    do {
      if (field.wire !== 2 && walk.at === end) break;
      room(out, 1);
      out.bytes[out.at++] = 0x2c;
      if (!writeOne(run, field, end, depth)) return false;
    } while (field.wire !== 2 && walk.at < end);
  }
  room(out, 2);
  if (out.at === mark) out.at += 1;
  out.bytes[mark] = 0x5b;
  out.bytes[out.at++] = 0x5d;
  return true;
}

/** A message that came in parts is their union (protobuf: merge), which their bytes one after another are. */
function writeMerged(run: Run, field: FieldShape, first: number, depth: number): boolean {
  const parts: Uint8Array[] = [];
  for (let place = first; place !== 0; place = nextPlace(run, place))
    parts.push(run.walk.bytes.subarray(run.places[place], run.places[place + 1]));
  const whole = Buffer.concat(parts);
  const { walk } = run;
  run.walk = openWalk(whole);
  const isWritten = writeOne(run, field, whole.length, depth);
  run.walk = walk;
  return isWritten;
}

/** One value, which begins at the walk's place and ends at `end` at the latest. */
function writeOne(run: Run, field: FieldShape, end: number, depth: number): boolean {
  const { walk, out } = run;
  if (field.shape) return writeMessage(run, field.shape, end, depth + 1);
  if (field.wire !== 2) return writeNumber(run, field, end);
  const { at: start } = walk;
  walk.at = end;
  const longest = field.kind === kinds.text ? 6 * (end - start) : 2 * (end - start) + 4;
  room(out, longest + 2);
  out.bytes[out.at++] = 0x22;
  if (field.kind === kinds.text) putText(out, walk.bytes, start, end);
  else if (field.kind === kinds.hex) putHex(out, walk.bytes, start, end);
  else putWord(out, Buffer.from(walk.bytes.subarray(start, end)).toString("base64"));
  out.bytes[out.at++] = 0x22;
  return true;
}

const hexDigits = Buffer.from("0123456789abcdef");

function putHex(out: Output, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    out.bytes[out.at++] = hexDigits[byte >>> 4] ?? 0;
    out.bytes[out.at++] = hexDigits[byte & 15] ?? 0;
  }
}

function putText(out: Output, bytes: Uint8Array, start: number, end: number): void {
  let copied = start;
  for (let at = start; at < end; at++) {
    const code = bytes[at] ?? 0;
    if (code >= 0x20 && code !== 0x22 && code !== 0x5c) continue;
    putBytes(out, bytes, copied, at);
    putWord(out, escapes[code] ?? "");
    copied = at + 1;
  }
  putBytes(out, bytes, copied, end);
}

const escapes = Array.from({ length: 0x5d }, (_, code) => JSON.stringify(String.fromCharCode(code)).slice(1, -1));

function writeNumber(run: Run, field: FieldShape, end: number): boolean {
  const { walk, out, integer } = run;
  room(out, 32);
  if (field.wire === 0) {
    const start = walk.at;
    if (varint(walk, end) < 0) return false;
    readVarint64(integer, walk.bytes, start);
  } else {
    if (end - walk.at < (field.wire === 1 ? 8 : 4)) return false;
    integer.low = fourAt(walk.bytes, walk.at);
    integer.high = field.wire === 1 ? fourAt(walk.bytes, walk.at + 4) : 0;
    walk.at += field.wire === 1 ? 8 : 4;
  }
  putNumber(out, field, integer);
  return true;
}

function putNumber(out: Output, { kind }: FieldShape, integer: Halves): void {
  const { low, high } = integer;
  if (kind === kinds.fixed64 || kind === kinds.uint64) putQuoted(out, integer, putDigits);
  else if (kind === kinds.int64 || kind === kinds.sfixed64) putQuoted(out, integer, putSignedDigits);
  else if (kind === kinds.double) putWord(out, realText(low, high));
  else if (kind === kinds.bool) putWord(out, low === 0 && high === 0 ? "false" : "true");
  else if (kind === kinds.sint32) putWord(out, String(unzigzag(low)));
  else if (kind === kinds.uint32 || kind === kinds.fixed32) putDigits(out, low, 0);
  else putWord(out, String(low | 0));
}

function putQuoted(out: Output, { low, high }: Halves, put: typeof putDigits): void {
  out.bytes[out.at++] = 0x22;
  put(out, low, high);
  out.bytes[out.at++] = 0x22;
}

const scratch = new DataView(new ArrayBuffer(8));

/** R5.6. */
function realText(low: number, high: number): string {
  scratch.setUint32(0, low, true);
  scratch.setUint32(4, high, true);
  const value = scratch.getFloat64(0, true);
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify(String(value));
}
