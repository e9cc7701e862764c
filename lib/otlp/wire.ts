// The protobuf wire format, as far as OTLP needs it: fields out, fields in. Knows no message of OTLP.
// Writing takes its small pieces out of Node's buffer pool: typed arrays of their own cost most of an item's time.
// Reading never throws and never trusts a length: bytes that are no protobuf are `null`.

/** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes; groups (3, 4) do not occur in OTLP. */
export type WireField =
  | { number: number; wire: 0; varint: bigint }
  | { number: number; wire: 1 | 2 | 5; bytes: Uint8Array };

export function writeVarint(value: bigint | number): number[] {
  const bytes: number[] = [];
  if (typeof value === "number" && value >= 0 && value < 2 ** 31) {
    let small = value;
    for (; small > 0x7f; small >>= 7) bytes.push((small & 0x7f) | 0x80);
    bytes.push(small);
    return bytes;
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

/** Small magnitudes of either sign stay short: sint32 and sint64. */
export function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

export function writeFixed64(value: bigint): Uint8Array {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

export function writeDouble(value: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function writeKey(number: number, wire: WireField["wire"]): number[] {
  return writeVarint(number * 8 + wire);
}

export function writeDelimited(number: number, content: Uint8Array): Uint8Array {
  return concat([writeKey(number, 2), writeVarint(content.length), content]);
}

export function concat(parts: readonly ArrayLike<number>[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** All fields in the order they came; unknown numbers are the caller's to skip. `null` = not protobuf. */
export function readFields(bytes: Uint8Array): WireField[] | null {
  const fields: WireField[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const key = readVarint(bytes, offset);
    if (!key) return null;
    const field = readField(bytes, key.end, key.value);
    if (!field) return null;
    fields.push(field.field);
    offset = field.end;
  }
  return fields;
}

function readField(bytes: Uint8Array, start: number, key: bigint): { field: WireField; end: number } | null {
  const number = Number(key >> 3n);
  const wire = Number(key & 7n);
  if (number < 1 || number > 0x1fffffff) return null;
  if (wire === 0) {
    const varint = readVarint(bytes, start);
    return varint && { field: { number, wire, varint: varint.value }, end: varint.end };
  }
  if (wire !== 1 && wire !== 2 && wire !== 5) return null;
  const sized = wire === 2 ? readVarint(bytes, start) : { value: wire === 1 ? 8n : 4n, end: start };
  if (!sized || sized.value > BigInt(bytes.length - sized.end)) return null;
  const end = sized.end + Number(sized.value);
  return { field: { number, wire, bytes: bytes.subarray(sized.end, end) }, end };
}

function readVarint(bytes: Uint8Array, start: number): { value: bigint; end: number } | null {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  return null;
}

/** The last value of a singular message, string or bytes field (protobuf: the last one wins). */
export function bytesOf(fields: readonly WireField[], number: number): Uint8Array | null {
  const field = fields.findLast((candidate) => candidate.number === number && candidate.wire === 2);
  return field && field.wire !== 0 ? field.bytes : null;
}

/** A singular int32, int64 or enum; absent = 0. */
export function integerOf(fields: readonly WireField[], number: number): bigint {
  const field = fields.findLast((candidate) => candidate.number === number && candidate.wire === 0);
  return field?.wire === 0 ? BigInt.asIntN(64, field.varint) : 0n;
}

/** A singular string; absent = "". Bytes that are no UTF-8 are `null`. */
export function textOf(fields: readonly WireField[], number: number): string | null {
  const bytes = bytesOf(fields, number);
  if (!bytes) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
