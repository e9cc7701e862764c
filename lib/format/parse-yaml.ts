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

/** Every alias counts its whole anchor: a bomb of aliases ends here. */
const nodesMax = 50_000;
/** A text of nothing but quotes has a fault at each. */
const brokenMax = 20;

export function parseYaml(text: string): Parsed {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter,
    keepSourceTokens: false,
    prettyErrors: false,
    logLevel: "silent",
    uniqueKeys: false,
  });
  const budget = { left: nodesMax };
  const list: readonly Document.Parsed[] = Array.isArray(documents) ? documents : [];
  const errors = list.flatMap((document) => document.errors).slice(0, brokenMax);
  const broken = errors.map(({ pos, code }): Broken => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return { line, column: col, message: sentenceOf(code) };
  });
  const roots = list.flatMap((document) => {
    const reading: Reading = { lineCounter, budget, anchors: new Map(), open: new Set() };
    const root = document.contents === null ? null : locate(document.contents, reading, 0);
    return root === null ? [] : [root];
  });
  const [first] = roots;
  if (first === undefined || roots.length === 1) return { root: first ?? null, broken };
  return {
    root: { kind: "list", line: first.line, endLine: roots.at(-1)?.endLine ?? first.endLine, items: roots },
    broken,
  };
}

type Reading = {
  lineCounter: LineCounter;
  budget: { left: number };
  /** The nodes that have a name, as far as was read. */
  anchors: Map<string, Node>;
  /** Those that are being put in the place of an alias, or read: an alias inside itself stands for nothing. */
  open: Set<Node>;
};

function locate(node: Node, reading: Reading, depth: number): Located | null {
  reading.budget.left -= 1;
  if (reading.budget.left < 0 || depth > depthMax) return null;
  const at = linesOf(node, reading);
  if (isAlias(node)) {
    const anchor = reading.anchors.get(node.source);
    const inner = anchor === undefined || reading.open.has(anchor) ? null : locate(anchor, reading, depth + 1);
    return inner === null ? null : moved(inner, at);
  }
  if (node.anchor === undefined) return locateContent(node, at, reading, depth);
  reading.anchors.set(node.anchor, node);
  reading.open.add(node);
  const found = locateContent(node, at, reading, depth);
  reading.open.delete(node);
  return found;
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

/** An alias stands where it is written. */
function moved(node: Located, at: { line: number; endLine: number }): Located {
  if (node.kind === "scalar") return { ...node, ...at };
  if (node.kind === "list") return { ...node, ...at, items: node.items.map((item) => moved(item, at)) };
  const entries = node.entries.map((entry) => ({ ...entry, keyLine: at.line, value: moved(entry.value, at) }));
  return { ...node, ...at, entries };
}

function linesOf({ range }: Node, { lineCounter }: Reading): { line: number; endLine: number } {
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
