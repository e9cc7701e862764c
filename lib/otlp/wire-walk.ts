// Goes through protobuf in place, field by field: copies nothing, makes no BigInt, never throws, never trusts a length.
// Knows no message of OTLP.

/** Position and last field of a walk. Reading a field leaves `at` behind it; `from` is where its key begins, `start` its content. */
export type Walk = {
  bytes: Uint8Array;
  at: number;
  number: number;
  wire: number;
  from: number;
  start: number;
  /** The content of wire type 0: exact up to 2^53, beyond every length, enum and count that is believed. */
  varint: number;
};

export function openWalk(bytes: Uint8Array, at = 0): Walk {
  return { bytes, at, number: 0, wire: 0, from: at, start: at, varint: 0 };
}

/** Goes into the field just read: where it ends, or -1 when it is no message. */
export function enter(walk: Walk): number {
  if (walk.wire !== 2) return -1;
  const end = walk.at;
  walk.at = walk.start;
  return end;
}

/** Reads one field and steps over it. false = not protobuf (groups do not occur in OTLP). */
export function nextField(walk: Walk, end: number): boolean {
  walk.from = walk.at;
  const key = varint(walk, end);
  // Negative where it is cut off or longer than ten bytes.
  if (key < 8 || key > 0xffffffff) return false;
  walk.number = key >>> 3;
  walk.wire = key & 7;
  walk.start = walk.at;
  if (walk.wire === 0) {
    walk.varint = varint(walk, end);
    return walk.varint >= 0;
  }
  let length = 0;
  if (walk.wire === 2) {
    length = varint(walk, end);
    walk.start = walk.at;
  } else if (walk.wire === 1) length = 8;
  else if (walk.wire === 5) length = 4;
  else return false;
  if (length < 0 || length > end - walk.at) return false;
  walk.at += length;
  return true;
}

/** Steps into the field just read and over its own fields, one by one, to its end. false = it is no message. */
export function stepThrough(walk: Walk): boolean {
  const end = enter(walk);
  const { bytes } = walk;
  let { at } = walk;
  // Beyond the end of the bytes there is no field; beyond that of the message it is seen at the end.
  while (at < end) {
    const key = bytes[at] ?? 0;
    const wire = key & 7;
    const isShort = key >= 8 && key < 0x80;
    if (isShort && wire === 2 && (bytes[at + 1] ?? 0x80) < 0x80) at += 2 + (bytes[at + 1] ?? 0);
    else if (isShort && wire === 0 && (bytes[at + 1] ?? 0x80) < 0x80) at += 2;
    else if (isShort && wire === 1) at += 9;
    else if (isShort && wire === 5) at += 5;
    else {
      walk.at = at;
      if (!nextField(walk, end)) return false;
      at = walk.at;
    }
  }
  walk.at = end;
  return at === end;
}

/** The varint at `at`, which it steps over; -1 = it does not end in time. */
export function varint(walk: Walk, end: number): number {
  const { bytes } = walk;
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 10 && walk.at < end; index++) {
    const byte = bytes[walk.at++] ?? 0;
    if (byte < 0x80) return value + (index === 9 ? byte & 1 : byte) * scale;
    value += (byte & 0x7f) * scale;
    scale *= 0x80;
  }
  return -1;
}
