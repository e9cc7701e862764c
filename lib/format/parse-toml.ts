// TOML as a located tree. A line that breaks its rules is left out and told, and the rest is read without it.
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { Broken, Entry, Located, Parsed } from "#lib/format/located";
import { linesOf } from "#lib/format/marks";

/** A large text is read again less often. */
const brokenMaxOf = (text: string) => (text.length > 65_536 ? 5 : 20);
const tooLong: Broken = { line: 1, column: 1, message: "A text in this is too long, or nested too deeply" };

export function parseToml(text: string): Parsed {
  const lines = linesOf(text);
  const broken: Broken[] = [];
  const brokenMax = brokenMaxOf(text);
  while (broken.length < brokenMax) {
    try {
      return { root: rootOf(parseTOML(lines.join("\n")).body[0]), broken };
    } catch (error) {
      // The parser goes into a long text as deep as it is long.
      if (error instanceof RangeError) return { root: null, broken: [...broken, tooLong] };
      if (!(error instanceof ParseError)) throw error;
      const line = Math.min(Math.max(error.lineNumber, 1), lines.length);
      // What does not end is told where it ends; without that line it still does not.
      if (lines[line - 1] === "") break;
      broken.push({ line, column: error.column + 1, message: 'Write this as key = "value", or as [table]' });
      lines[line - 1] = "";
    }
  }
  return { root: null, broken };
}

/** A table grows as its parts come. */
type Table = {
  line: number;
  endLine: number;
  keyLine: number;
  of: Map<string | number, Table | Located>;
  isList: boolean;
};

function rootOf(program: AST.TOMLTopLevelTable): Located {
  const root = tableAt(1);
  for (const part of program.body) {
    if (part.type === "TOMLKeyValue") put(root, part);
    else {
      const table = inside(root, part.resolvedKey, part.loc.start.line);
      for (const keyValue of part.body) put(table, keyValue);
    }
  }
  return frozen(root);
}

function put(table: Table, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map(nameOf);
  const last = names.pop() ?? "";
  const { line } = key.loc.start;
  const owner = names.length === 0 ? table : inside(table, names, line);
  owner.of.set(last, located(value, line));
  for (const one of [table, owner]) one.endLine = Math.max(one.endLine, value.loc.end.line);
}

/** The table at a path, made where there is none. */
function inside(root: Table, path: readonly (string | number)[], line: number): Table {
  let at = root;
  for (const [index, name] of path.entries()) {
    const next = at.of.get(name);
    if (next !== undefined && "of" in next) at = next;
    else {
      const made = tableAt(line, typeof path[index + 1] === "number");
      at.of.set(name, made);
      at = made;
    }
  }
  return at;
}

function tableAt(line: number, isList = false): Table {
  return { line, endLine: line, keyLine: line, of: new Map(), isList };
}

function frozen(table: Table): Located {
  const { line, endLine, isList, of } = table;
  const inner = (value: Table | Located) => ("of" in value ? frozen(value) : value);
  if (isList) return { kind: "list", line, endLine, items: [...of.values()].map(inner) };
  const entries = [...of].map(([key, value]): Entry => {
    return { key: String(key), keyLine: "of" in value ? value.keyLine : value.line, value: inner(value) };
  });
  return { kind: "map", line, endLine, entries };
}

function located(node: AST.TOMLContentNode, keyLine: number): Located {
  const at = { line: keyLine, endLine: node.loc.end.line };
  if (node.type === "TOMLArray") {
    return { kind: "list", ...at, items: node.elements.map((one) => located(one, one.loc.start.line)) };
  }
  if (node.type === "TOMLInlineTable") {
    const table = tableAt(keyLine);
    for (const keyValue of node.body) put(table, keyValue);
    return { ...frozen(table), ...at };
  }
  const { value } = node;
  const source = "number" in node ? node.number : value instanceof Date ? value.toISOString() : String(value);
  return { kind: "scalar", ...at, value: value instanceof Date ? source : value, source };
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}
