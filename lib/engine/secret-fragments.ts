// Pieces of secrets, twelve characters in a row each, and where a text holds one: exact, by a rolling hash, four to eight bytes a piece.
// Knows bytes alone, no codings and no destination.
import { randomInt } from "node:crypto";

/** So many characters of a secret tell too much of it. */
export const fragmentLength = 12;

/** Texts end to end, a zero between them: no text holds one. A slot is a place in them, counted from one. */
export type Fragments = { bytes: Uint8Array; slots: Int32Array; stride: number };

const noFragments: Fragments = { bytes: new Uint8Array(), slots: new Int32Array(), stride: 1 };

/** Drawn once: who hands out tokens cannot choose pieces that all fall on one slot. */
const base = randomInt(2 ** 30) * 2 + 1;
const leaving = Array.from({ length: fragmentLength }).reduce<number>((power) => Math.imul(power, base), 1);

/**
 * Every piece, or with a stride each n-th: then what is found in a text is a run of `fragmentLength + stride - 1`. `broken` are the
 * texts of which a piece stands in `besides` and so is none of these.
 */
export function fragmentsOf(
  texts: readonly string[],
  stride = 1,
  besides = noFragments,
): { fragments: Fragments; broken: string[] } {
  const bytes = Buffer.from(texts.join("\0"), "latin1");
  const slots = new Int32Array(slotsFor(bytes.length / stride));
  const fragments: Fragments = { bytes, slots, stride };
  const broken = new Set<string>();
  let begin = 0;
  for (const text of texts) {
    const start = begin;
    begin += text.length + 1;
    eachFragment(bytes.subarray(start, start + text.length), stride, (at, hash) => {
      if (placeOf(besides, bytes, start + at, hash) >= 0) broken.add(text);
      else keep(fragments, start + at, hash);
    });
  }
  return { fragments, broken: [...broken] };
}

/** Calls back for each n-th place at which a whole piece begins. */
export function eachFragment(text: Uint8Array, stride: number, see: (at: number, hash: number) => void): void {
  let hash = 0;
  for (let end = 0; end < text.length; end += 1) {
    const at = end - fragmentLength + 1;
    hash = (Math.imul(hash, base) + (text[end] ?? 0)) | 0;
    if (at > 0) hash = (hash - Math.imul(leaving, text[at - 1] ?? 0)) | 0;
    if (at >= 0 && at % stride === 0) see(at, hash);
  }
}

/** Where this piece of a text stands among them; -1 when it does not. */
export function placeOf({ bytes, slots }: Fragments, text: Uint8Array, at: number, hash: number): number {
  if (slots.length === 0) return -1;
  const last = slots.length - 1;
  for (let slot = spread(hash) & last; ; slot = (slot + 1) & last) {
    const place = (slots[slot] ?? 0) - 1;
    if (place < 0 || isSame(bytes, place, text, at)) return place;
  }
}

/** The piece, and what beside it is the same as well: up to where the next one would have been found. */
export function runAround({ bytes, stride }: Fragments, place: number, text: Uint8Array, at: number) {
  let before = 0;
  let length = fragmentLength;
  const isLike = (by: number) => at + by >= 0 && bytes[place + by] !== undefined && bytes[place + by] === text[at + by];
  while (before + 1 < stride && isLike(-before - 1)) before += 1;
  while (length - fragmentLength + 1 < stride && isLike(length)) length += 1;
  return { start: at - before, length: length + before };
}

function keep({ bytes, slots }: Fragments, at: number, hash: number): void {
  const last = slots.length - 1;
  let slot = spread(hash) & last;
  for (; slots[slot] !== 0; slot = (slot + 1) & last) if (isSame(bytes, (slots[slot] ?? 0) - 1, bytes, at)) return;
  slots[slot] = at + 1;
}

function isSame(bytes: Uint8Array, place: number, text: Uint8Array, at: number): boolean {
  for (let by = 0; by < fragmentLength; by += 1) if (bytes[place + by] !== text[at + by]) return false;
  return true;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}

function slotsFor(pieces: number): number {
  return 2 ** Math.ceil(Math.log2(pieces * 2 + 2));
}
