// Numbers of OTLP's JSON, in quotes or not (R5.4, R5.6): exact whatever their size, as 64 bits in two halves or as a double.
// Reads one value where the walk stands; writes nothing.
import { type Halves, negate, readDigits } from "#lib/otlp/integer64";
import { type JsonWalk, skipNumber, skipString, takeWord } from "#lib/otlp/json-walk";
import { type FieldShape, kinds } from "#lib/otlp/shapes";

/** `integer` is two's complement where `isNegative`; a double is in `real`. */
export type NumberRead = { integer: Halves; isNegative: boolean; real: number };

/** As the field's kind wants it; false = it is none, or too large. */
export function readNumber(walk: JsonWalk, into: NumberRead, field: FieldShape): boolean {
  switch (field.kind) {
    case kinds.double:
      return readReal(walk, into);
    case kinds.bool:
      into.integer.high = 0;
      into.integer.low = walk.bytes[walk.at] === 0x74 ? 1 : 0;
      return takeWord(walk, "true") || takeWord(walk, "false");
    case kinds.enum:
      return readEnum(walk, into, field);
    case kinds.fixed64:
    case kinds.uint64:
      return readInteger(walk, into) && !into.isNegative;
    case kinds.uint32:
    case kinds.fixed32:
      return readInteger(walk, into) && into.integer.high === 0;
    case kinds.sfixed64:
    case kinds.int64:
      return readInteger(walk, into) && isInt64(into);
    default:
      return readInteger(walk, into) && isInt32(into);
  }
}

function isInt64({ integer, isNegative }: NumberRead): boolean {
  return integer.high < 0x8000_0000 !== isNegative || (integer.low === 0 && integer.high === 0);
}

function isInt32(into: NumberRead): boolean {
  const { low, high } = into.integer;
  return into.isNegative ? high === 0xffff_ffff && low >= 0x8000_0000 : high === 0 && low < 0x8000_0000;
}

/** R5.3 wants integers; a name is understood. */
function readEnum(walk: JsonWalk, into: NumberRead, field: FieldShape): boolean {
  const start = walk.at;
  const second = walk.bytes[start + 1] ?? 0;
  if (walk.bytes[start] !== 0x22 || second < 0x41) return readInteger(walk, into) && isInt32(into);
  if (!skipString(walk)) return false;
  into.integer.high = 0;
  into.integer.low = field.names.indexOf(walk.bytes.toString("latin1", start + 1, walk.at - 1));
  return into.integer.low >= 0;
}

/** In quotes or not; exact whatever its size. False = no integer, or more than 64 bits. */
function readInteger(walk: JsonWalk, into: NumberRead): boolean {
  const { integer } = into;
  const { bytes } = walk;
  const isQuoted = bytes[walk.at] === 0x22;
  const start = isQuoted ? walk.at + 1 : walk.at;
  into.isNegative = bytes[start] === 0x2d;
  const first = into.isNegative ? start + 1 : start;
  let at = first;
  while (((bytes[at] ?? 0) ^ 0x30) < 10) at++;
  const next = bytes[at] ?? 0;
  if (next === 0x2e || next === 0x65 || next === 0x45) return readWholeReal(walk, into);
  if (isQuoted ? next !== 0x22 : bytes[first] === 0x30 && at > first + 1) return false;
  if (!readDigits(integer, bytes, first, at)) return false;
  walk.at = isQuoted ? at + 1 : at;
  return !into.isNegative || negated(into);
}

function negated(into: NumberRead): boolean {
  const { integer } = into;
  if (integer.high > 0x8000_0000 || (integer.high === 0x8000_0000 && integer.low > 0)) return false;
  if (integer.high === 0 && integer.low === 0) into.isNegative = false;
  negate(integer);
  return true;
}

/** `1.0` and `15e3` are integers too. */
function readWholeReal(walk: JsonWalk, into: NumberRead): boolean {
  if (!readReal(walk, into) || !Number.isSafeInteger(into.real)) return false;
  const size = Math.abs(into.real);
  into.integer.low = size >>> 0;
  into.integer.high = Math.floor(size / 0x1_0000_0000);
  into.isNegative = into.real < 0;
  if (into.isNegative) negate(into.integer);
  return true;
}

const reals = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const decimal = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** R5.6: what is no number is written in quotes; a number may be. */
function readReal(walk: JsonWalk, into: NumberRead): boolean {
  const start = walk.at;
  if (walk.bytes[start] !== 0x22) {
    if (!skipNumber(walk)) return false;
    into.real = Number(walk.bytes.toString("latin1", start, walk.at));
    return Number.isFinite(into.real);
  }
  if (!skipString(walk)) return false;
  const text = walk.bytes.toString("latin1", start + 1, walk.at - 1);
  const named = reals.get(text);
  into.real = named ?? Number(text);
  return named !== undefined || (decimal.test(text) && Number.isFinite(into.real));
}
