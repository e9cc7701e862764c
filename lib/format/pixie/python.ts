// The little of Python that a call's arguments are made of: texts (also side by side), numbers, True, False, names and dicts. Positions are
// offsets. It runs nothing and throws for nothing.

export type Value =
  | { kind: "text"; text: string }
  | { kind: "number"; number: number }
  | { kind: "flag"; flag: boolean }
  | { kind: "name"; name: string }
  | { kind: "dict"; entries: readonly (Span & { key: string; value: Value })[] }
  /** Anything else, and what does not end. */
  | { kind: "other" };
export type Span = { start: number; end: number };
export type Argument = Span & { name: string | null; value: Value };
export type Call = Span & { arguments: readonly Argument[]; isWhole: boolean };

type Reader = { source: string; at: number; isInDict: boolean };

/** `open`: the offset of its parenthesis. */
export function readCall(source: string, open: number): Call {
  const reader: Reader = { source, at: open + 1, isInDict: false };
  const found: Argument[] = [];
  for (;;) {
    skipSpace(reader);
    const start = reader.at;
    if (start >= source.length) return { start: open, end: source.length, arguments: found, isWhole: false };
    if (source[start] === ")") return { start: open, end: start + 1, arguments: found, isWhole: true };
    if (source[start] === ",") {
      reader.at += 1;
      continue;
    }
    const name = takeKeyword(reader);
    const value = readValue(reader);
    if (reader.at === start) reader.at += 1;
    found.push({ name, value, start, end: reader.at });
  }
}

/** `URL = 'host:4317'` at the start of a line, anywhere in the script. The last one of a name counts. */
export function assignments(source: string): Map<string, Span & { value: Value }> {
  const found = new Map<string, Span & { value: Value }>();
  for (const match of source.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?=["'])/gm)) {
    const reader: Reader = { source, at: match.index + match[0].length, isInDict: false };
    // Outside of brackets a text ends with its line.
    const value = readOne(reader);
    found.set(match[1] ?? "", { value, start: match.index, end: reader.at });
  }
  return found;
}

function takeKeyword(reader: Reader): string | null {
  const keyword = /([A-Za-z_]\w*)\s*=(?!=)/y;
  keyword.lastIndex = reader.at;
  const match = keyword.exec(reader.source);
  if (match === null) return null;
  reader.at += match[0].length;
  skipSpace(reader);
  return match[1] ?? null;
}

function readValue(reader: Reader): Value {
  const first = readOne(reader);
  let end = reader.at;
  let value = first;
  for (;;) {
    skipSpace(reader);
    const next = reader.source[reader.at];
    if (next === undefined || /[,)\]}:]/.test(next)) break;
    const before = reader.at;
    const other = readOne(reader);
    if (reader.at === before) break;
    end = reader.at;
    value =
      value.kind === "text" && other.kind === "text"
        ? { kind: "text", text: value.text + other.text }
        : { kind: "other" };
  }
  reader.at = end;
  return value;
}

function readOne(reader: Reader): Value {
  const { source } = reader;
  const text = /[fFrRbBuU]{0,2}("""|'''|"|')/y;
  text.lastIndex = reader.at;
  const quote = text.exec(source);
  if (quote !== null) return readText(reader, quote[0].length, quote[1] ?? '"');
  const word = /[A-Za-z_][\w.]*|[+-]?\d[\w.]*/y;
  word.lastIndex = reader.at;
  const found = word.exec(source)?.[0];
  if (found !== undefined) {
    reader.at += found.length;
    return wordValue(found);
  }
  const next = source[reader.at];
  if (next === "{" && !reader.isInDict) return readDict(reader);
  if (next !== undefined && /[({[]/.test(next)) {
    skipBrackets(reader);
    return { kind: "other" };
  }
  if (next !== undefined && !/[,)\]}:]/.test(next)) reader.at += 1;
  return { kind: "other" };
}

function wordValue(word: string): Value {
  if (word === "True" || word === "False") return { kind: "flag", flag: word === "True" };
  const number = Number(word);
  return Number.isFinite(number) ? { kind: "number", number } : { kind: "name", name: word };
}

function readText(reader: Reader, skip: number, quote: string): Value {
  const { source } = reader;
  let text = "";
  let at = reader.at + skip;
  while (at < source.length && !source.startsWith(quote, at)) {
    const character = source[at] ?? "";
    if (quote.length === 1 && character === "\n") break;
    if (character === "\\") at += 1;
    text += character === "\\" ? escaped(source[at] ?? "") : character;
    at += 1;
  }
  const isWhole = source.startsWith(quote, at);
  reader.at = isWhole ? at + quote.length : at;
  return isWhole ? { kind: "text", text } : { kind: "other" };
}

function escaped(character: string): string {
  if (character === "n") return "\n";
  if (character === "t") return "\t";
  return character === "\n" ? "" : character;
}

function readDict(reader: Reader): Value {
  const { source } = reader;
  const entries: (Span & { key: string; value: Value })[] = [];
  reader.at += 1;
  for (;;) {
    skipSpace(reader);
    const next = source[reader.at];
    if (next === undefined || next === ")" || next === "}") {
      if (next === "}") reader.at += 1;
      return { kind: "dict", entries };
    }
    reader.isInDict = true;
    const start = reader.at;
    const key = readValue(reader);
    skipSpace(reader);
    if (source[reader.at] === ":") {
      reader.at += 1;
      skipSpace(reader);
      const value = readValue(reader);
      if (key.kind === "text") entries.push({ key: key.text, value, start, end: reader.at });
    }
    reader.isInDict = false;
    if (reader.at === start) reader.at += 1;
  }
}

/** To the end of what opens here; deeper ones inside are counted, not entered. */
function skipBrackets(reader: Reader): void {
  const { source } = reader;
  let depth = 0;
  for (; reader.at < source.length; reader.at += 1) {
    const character = source[reader.at] ?? "";
    if (/[({[]/.test(character)) depth += 1;
    if (/[)}\]]/.test(character)) depth -= 1;
    if (depth === 0) break;
  }
  reader.at += 1;
}

/** Blanks, comments, and the backslash at a line's end. */
function skipSpace(reader: Reader): void {
  const { source } = reader;
  for (; reader.at < source.length; reader.at += 1) {
    const character = source[reader.at] ?? "";
    if (character === "#") {
      const end = source.indexOf("\n", reader.at);
      reader.at = end < 0 ? source.length : end;
    } else if (!/[\s\\]/.test(character)) {
      return;
    }
  }
}
