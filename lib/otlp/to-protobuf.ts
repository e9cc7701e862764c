// An export request in OTLP's JSON as protobuf, straight from bytes to bytes by the table of shapes (R5.*): 64-bit integers
// as strings or numbers, unknown keys skipped, null is absence. Pure; builds no object. What does not fit the table is null.
import { putEight, putFour, putVarint64 } from "#lib/otlp/integer64";
import { type NumberRead, readNumber } from "#lib/otlp/json-number";
import {
  isAtEnd,
  isNull,
  type JsonWalk,
  keyOf,
  openJson,
  skipSpace,
  skipString,
  skipValue,
  take,
  takeKey,
} from "#lib/otlp/json-walk";
import { type Output, openOutput, putBytes, putVarint, room, written } from "#lib/otlp/output";
import { type FieldShape, keyHash, kinds, requestShapes, type Shape } from "#lib/otlp/shapes";
import type { Signal } from "#lib/otlp/signal";
import { zigzag } from "#lib/otlp/wire";

type Run = { walk: JsonWalk; out: Output; number: NumberRead };

/** Decoders of protobuf stop there. */
export const messagesDeep = 100;
/** A key, a length and any number. */
const fieldBytesMax = 32;

export function toProtobuf(signal: Signal, json: Uint8Array): Uint8Array | null {
  const walk = openJson(json);
  if (!walk) return null;
  const out = openOutput(Math.ceil(json.length / 2));
  const run = { walk, out, number: { integer: { low: 0, high: 0 }, isNegative: false, real: 0 } };
  return writeMessage(run, requestShapes[signal], 0) && isAtEnd(walk) ? written(out) : null;
}

function writeMessage(run: Run, shape: Shape, depth: number): boolean {
  const { walk } = run;
  if (depth > messagesDeep || !take(walk, 0x7b)) return false;
  if (take(walk, 0x7d)) return true;
  for (;;) {
    const field = nextField(walk, shape);
    if (field === null) return false;
    if (field === undefined ? !skipValue(walk) : !writeField(run, field, depth)) return false;
    skipSpace(walk);
    if (take(walk, 0x7d)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

/** Steps over a key and its colon; undefined = a key that is unknown, null = no key. */
function nextField(walk: JsonWalk, shape: Shape): FieldShape | undefined | null {
  if (!takeKey(walk)) return null;
  if (walk.hasEscape) return shape.byKey.get(keyOf(walk));
  const { bytes, keyStart, keyEnd } = walk;
  const field = shape.byHash[keyHash(bytes, keyStart + 1, keyEnd - 1)];
  if (field?.keyBytes.length !== keyEnd - keyStart - 2) return undefined;
  for (let index = 0; index < field.keyBytes.length; index++)
    if (field.keyBytes[index] !== bytes[keyStart + 1 + index]) return undefined;
  return field;
}

function writeField(run: Run, field: FieldShape, depth: number): boolean {
  const { walk } = run;
  if (isNull(walk)) return true;
  if (!field.repeated) return writeOne(run, field, depth);
  if (!take(walk, 0x5b)) return false;
  if (take(walk, 0x5d)) return true;
  const isPacked = field.wire !== 2;
  const mark = isPacked ? open(run, field) : 0;
  for (;;) {
    if (isPacked ? !writeElement(run, field) : !writeOne(run, field, depth)) return false;
    skipSpace(walk);
    if (take(walk, 0x5d)) break;
    if (!take(walk, 0x2c)) return false;
  }
  if (isPacked) close(run, mark);
  return true;
}

function writeOne(run: Run, field: FieldShape, depth: number): boolean {
  if (field.shape) {
    const mark = open(run, field);
    if (!writeMessage(run, field.shape, depth + 1)) return false;
    close(run, mark);
    return true;
  }
  switch (field.kind) {
    case kinds.text:
      return writeText(run, field);
    case kinds.hex:
      return writeHex(run, field);
    case kinds.bytes:
      return writeBase64(run, field);
    default:
      return writeNumber(run, field);
  }
}

/** Leaves one byte for the length; most are that short. */
function open({ out }: Run, field: FieldShape): number {
  room(out, fieldBytesMax);
  putVarint(out, field.number * 8 + 2);
  out.at += 1;
  return out.at;
}

function close({ out }: Run, mark: number): void {
  const length = out.at - mark;
  if (length > 0x7f) {
    room(out, fieldBytesMax);
    let wider = 0;
    for (let rest = length; rest > 0x7f; rest = rest >>> 7) wider += 1;
    out.bytes.copyWithin(mark + wider, mark, out.at);
    out.at += wider;
  }
  const end = out.at;
  out.at = mark - 1;
  putVarint(out, length);
  out.at = end;
}

function startDelimited(out: Output, field: FieldShape, length: number): void {
  room(out, fieldBytesMax + length);
  putVarint(out, field.number * 8 + 2);
  putVarint(out, length);
}

function isOmitted(field: FieldShape, isDefault: boolean): boolean {
  return isDefault && !field.hasPresence && !field.repeated;
}

function writeText({ walk, out }: Run, field: FieldShape): boolean {
  const start = walk.at;
  if (!skipString(walk)) return false;
  const { bytes, at } = walk;
  if (isOmitted(field, at - start === 2)) return true;
  if (!walk.hasEscape) {
    startDelimited(out, field, at - start - 2);
    putBytes(out, bytes, start + 1, at - 1);
    return true;
  }
  const text = Buffer.from(JSON.parse(bytes.toString("utf8", start, at)));
  startDelimited(out, field, text.length);
  putBytes(out, text, 0, text.length);
  return true;
}

const hexDigits = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? 0xff : digit;
});

function writeHex({ walk, out }: Run, field: FieldShape): boolean {
  const start = walk.at + 1;
  if (!skipString(walk)) return false;
  const { bytes } = walk;
  const length = (walk.at - 1 - start) / 2;
  if (isOmitted(field, length === 0)) return true;
  if (!Number.isInteger(length)) return false;
  startDelimited(out, field, length);
  for (let at = start; at < walk.at - 1; at += 2) {
    const upper = hexDigits[bytes[at] ?? 0] ?? 0xff;
    const lower = hexDigits[bytes[at + 1] ?? 0] ?? 0xff;
    if (upper > 15 || lower > 15) return false;
    out.bytes[out.at++] = upper * 16 + lower;
  }
  return true;
}

/** Both alphabets, with padding or without. */
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

function writeBase64({ walk, out }: Run, field: FieldShape): boolean {
  const start = walk.at;
  if (!skipString(walk)) return false;
  const text: string = JSON.parse(walk.bytes.toString("utf8", start, walk.at));
  if (!base64.test(text)) return false;
  const content = Buffer.from(text, "base64");
  startDelimited(out, field, content.length);
  putBytes(out, content, 0, content.length);
  return true;
}

function writeNumber(run: Run, field: FieldShape): boolean {
  if (!readNumber(run.walk, run.number, field)) return false;
  const { integer, real } = run.number;
  const isZero = field.kind === kinds.double ? Object.is(real, 0) : integer.low === 0 && integer.high === 0;
  if (isOmitted(field, isZero)) return true;
  room(run.out, fieldBytesMax);
  putVarint(run.out, field.number * 8 + field.wire);
  putNumber(run, field);
  return true;
}

/** Of a packed list. */
function writeElement(run: Run, field: FieldShape): boolean {
  if (!readNumber(run.walk, run.number, field)) return false;
  room(run.out, fieldBytesMax);
  putNumber(run, field);
  return true;
}

function putNumber({ out, number: { integer, real } }: Run, { kind, wire }: FieldShape): void {
  if (kind === kinds.double) {
    out.at = out.bytes.writeDoubleLE(real, out.at);
  } else if (kind === kinds.sint32) putVarint(out, zigzag(integer.low | 0));
  else if (wire === 1) putEight(out, integer);
  else if (wire === 5) putFour(out, integer.low);
  else putVarint64(out, integer);
}
