// Goes through JSON text without building what it says: 20 MiB of `{},` would be 700 MiB of objects. Strict as JSON.parse, but
// for a bound on depth. Knows no OTLP. Every function stands before a value, or returns false where the text is no JSON.

export type JsonWalk = { readonly text: string; at: number; keyStart: number; keyEnd: number };
type Visit = () => boolean;

/** Decoders of protobuf stop at 100 messages, which are fewer levels than these. */
const depthMax = 512;

export function openJson(text: string): JsonWalk {
  const walk = { text, at: 0, keyStart: 0, keyEnd: 0 };
  skipSpace(walk);
  return walk;
}

export function isAtEnd(walk: JsonWalk): boolean {
  skipSpace(walk);
  return walk.at === walk.text.length;
}

export function isBefore(walk: JsonWalk, first: "{" | "[" | '"'): boolean {
  return walk.text[walk.at] === first;
}

/** Steps over a null. */
export function isNull(walk: JsonWalk): boolean {
  return takeWord(walk, "null");
}

/** `visit` stands before each value, its key in keyOf, and must step over it. */
export function walkObject(walk: JsonWalk, visit: Visit): boolean {
  if (!take(walk, 0x7b)) return false;
  if (take(walk, 0x7d)) return true;
  for (;;) {
    walk.keyStart = walk.at;
    if (!skipString(walk)) return false;
    walk.keyEnd = walk.at;
    skipSpace(walk);
    if (!take(walk, 0x3a) || !visit()) return false;
    skipSpace(walk);
    if (take(walk, 0x7d)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

export function walkArray(walk: JsonWalk, visit: Visit): boolean {
  if (!take(walk, 0x5b)) return false;
  if (take(walk, 0x5d)) return true;
  for (;;) {
    if (!visit()) return false;
    skipSpace(walk);
    if (take(walk, 0x5d)) return true;
    if (!take(walk, 0x2c)) return false;
  }
}

export function keyOf({ text, keyStart, keyEnd }: JsonWalk): string {
  const key = text.slice(keyStart + 1, keyEnd - 1);
  return key.includes("\\") ? String(JSON.parse(text.slice(keyStart, keyEnd))) : key;
}

/** A string, number or literal as JSON.parse reads it; undefined = another value or no JSON. */
export function readScalar(walk: JsonWalk): unknown {
  const start = walk.at;
  if (isBefore(walk, "{") || isBefore(walk, "[") || !skipValue(walk)) return undefined;
  return JSON.parse(walk.text.slice(start, walk.at));
}

export function skipValue(walk: JsonWalk, depth = 0): boolean {
  const first = walk.text.charCodeAt(walk.at);
  if (first === 0x22) return skipString(walk);
  if (first === 0x7b || first === 0x5b) {
    if (depth >= depthMax) return false;
    const inner = () => skipValue(walk, depth + 1);
    return first === 0x7b ? walkObject(walk, inner) : walkArray(walk, inner);
  }
  return takeWord(walk, "true") || takeWord(walk, "false") || takeWord(walk, "null") || skipNumber(walk);
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function skipNumber(walk: JsonWalk): boolean {
  number.lastIndex = walk.at;
  if (!number.test(walk.text)) return false;
  walk.at = number.lastIndex;
  return true;
}

const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

function skipString(walk: JsonWalk): boolean {
  const { text } = walk;
  if (text.charCodeAt(walk.at) !== 0x22) return false;
  for (let at = walk.at + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      walk.at = at + 1;
      return true;
    }
    if (code < 0x20) return false;
    if (code !== 0x5c) continue;
    escaped.lastIndex = at;
    if (!escaped.test(text)) return false;
    at = escaped.lastIndex - 1;
  }
  return false;
}

function takeWord(walk: JsonWalk, word: string): boolean {
  if (!walk.text.startsWith(word, walk.at)) return false;
  walk.at += word.length;
  return true;
}

/** One mark, and the space behind it. */
function take(walk: JsonWalk, code: number): boolean {
  if (walk.text.charCodeAt(walk.at) !== code) return false;
  walk.at++;
  skipSpace(walk);
  return true;
}

function skipSpace(walk: JsonWalk): void {
  for (;;) {
    const code = walk.text.charCodeAt(walk.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    walk.at++;
  }
}
