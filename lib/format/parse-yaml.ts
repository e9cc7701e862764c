// YAML as a located tree. Aliases are followed a bounded number of times; more documents than one become a list.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { type Broken, depthMax, type Entry, type Located, type Parsed, type Scalar } from "#lib/format/located";
import type { Lines } from "#lib/format/marks";

/** What aliases may come to: a bomb of them ends here. */
const aliasedMax = 20_000;
/** A text of nothing but quotes has a fault at each. */
const brokenMax = 20;

const tooDeep = "This is nested too deeply";

export function parseYaml(text: string): Parsed {
  const lineCounter = new LineCounter();
  const documents = documentsOf(text, lineCounter);
  if (documents === null) return { root: null, broken: [{ line: 1, column: 1, message: tooDeep }] };
  const errors = documents.flatMap((document) => document.errors).slice(0, brokenMax);
  const broken = errors.map(({ pos, code }) => brokenAt(pos[0], sentenceOf(code), lineCounter));
  const limits = { aliasedLeft: aliasedMax, told: new Map<string, Broken>() };
  const roots = documents.flatMap((document) => {
    const reading: Reading = { lineCounter, limits, anchors: new Map(), open: new Set(), alias: null };
    const root = document.contents === null ? null : locate(document.contents, reading, 0);
    return root === null ? [] : [root];
  });
  broken.push(...limits.told.values());
  const [first] = roots;
  if (first === undefined || roots.length === 1) return { root: first ?? null, broken };
  return {
    root: { kind: "list", line: first.line, endLine: roots.at(-1)?.endLine ?? first.endLine, items: roots },
    broken,
  };
}

/** null: nested deeper than the parser itself goes. */
function documentsOf(text: string, lineCounter: LineCounter): readonly Document.Parsed[] | null {
  const options = { lineCounter, keepSourceTokens: false, prettyErrors: false, uniqueKeys: false };
  try {
    const documents = withoutStacks(() => parseAllDocuments(text, { ...options, logLevel: "silent" }));
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Where in our code each fault was noticed is of no use, and takes longer than all the rest. */
function withoutStacks<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

type Reading = {
  lineCounter: LineCounter;
  /** Of all documents. What is left out for them is told, once each. */
  limits: { aliasedLeft: number; told: Map<string, Broken> };
  /** The nodes that have a name, as far as was read. */
  anchors: Map<string, Node>;
  /** Those that are being put in the place of an alias, or read: an alias inside itself stands for nothing. */
  open: Set<Node>;
  /** Where the alias is written that is being followed: all that it brings stands there. */
  alias: Lines | null;
};

function locate(node: Node, reading: Reading, depth: number): Located | null {
  const { limits, anchors, open } = reading;
  if (depth > depthMax) return leftOut(node, tooDeep, reading);
  if (reading.alias !== null && limits.aliasedLeft-- <= 0) {
    return leftOut(node, "The aliases bring in too much: write out what is needed", reading);
  }
  const at = linesOf(node, reading);
  if (isAlias(node)) {
    const anchor = anchors.get(node.source);
    if (anchor === undefined) return null;
    if (open.has(anchor)) return leftOut(node, "This alias stands inside of what it stands for", reading);
    const outer = reading.alias;
    reading.alias = at;
    const found = locate(anchor, reading, depth + 1);
    reading.alias = outer;
    return found;
  }
  if (node.anchor === undefined) return locateContent(node, at, reading, depth);
  anchors.set(node.anchor, node);
  open.add(node);
  const found = locateContent(node, at, reading, depth);
  open.delete(node);
  return found;
}

function leftOut({ range }: Node, message: string, { alias, limits: { told }, lineCounter }: Reading): null {
  if (told.has(message)) return null;
  const at = brokenAt(range?.[0] ?? 0, message, lineCounter);
  told.set(message, alias === null ? at : { ...at, line: alias.line, column: 1 });
  return null;
}

function brokenAt(offset: number, message: string, lineCounter: LineCounter): Broken {
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col, message };
}

function locateContent(node: Exclude<Node, Alias>, at: Lines, reading: Reading, depth: number): Located | null {
  if (isScalar(node)) {
    const value = scalarOf(node.value);
    return { kind: "scalar", ...at, value, source: node.source ?? (value === null ? "" : String(value)) };
  }
  const inside = (child: unknown) => (isNode(child) ? locate(child, reading, depth + 1) : null);
  if (isSeq(node)) return { kind: "list", ...at, items: node.items.flatMap((item) => inside(item) ?? []) };
  if (!isMap(node)) return null;
  const entries = node.items.flatMap(({ key, value }): Entry[] => {
    if (!isNode(key)) return [];
    if (!isAlias(key) && key.anchor !== undefined) reading.anchors.set(key.anchor, key);
    const { line } = linesOf(key, reading);
    const inner = inside(value) ?? { kind: "scalar" as const, line, endLine: line, value: null, source: "" };
    if (isScalar(key) && key.value === "<<") return merged(inner);
    return [{ key: isScalar(key) ? String(key.value) : "", keyLine: line, value: inner }];
  });
  return { kind: "map", ...at, entries: lastOfEach(entries) };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** What `<<` brings in; the map's own keys stand after it and win. */
function merged(value: Located): Entry[] {
  if (value.kind === "map") return [...value.entries];
  return value.kind === "list" ? value.items.flatMap(merged) : [];
}

function lastOfEach(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}

function linesOf({ range }: Node, { lineCounter, alias }: Reading): Lines {
  if (alias !== null) return alias;
  if (!range) return { line: 1, endLine: 1 };
  const { line } = lineCounter.linePos(range[0]);
  // The end of a block's value is the start of the line after it.
  const end = lineCounter.linePos(Math.max(range[0], range[1] - 1));
  return { line, endLine: Math.max(line, end.line) };
}

function scalarOf(value: unknown): Scalar {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return value === undefined ? null : String(value);
}

const sentences: Record<string, string> = {
  TAB_AS_INDENT: "Indent with spaces: a tab is no indentation in YAML",
  BAD_INDENT: "Indent this line like those beside it",
  MISSING_CHAR: "A quote, bracket or colon is missing here",
  BAD_ALIAS: "This alias has no anchor before it",
  BLOCK_AS_IMPLICIT_KEY: "Put a nested value on its own lines, indented, or in quotes",
  DUPLICATE_KEY: "This key stands twice",
  MULTILINE_IMPLICIT_KEY: "A key must stand on one line, followed by a colon and a space",
  UNEXPECTED_TOKEN: "Put quotes around this value, or check the indentation",
};

function sentenceOf(code: string): string {
  return sentences[code] ?? "This is not valid YAML: check quotes and indentation";
}
