// JSON, with comments and trailing commas, as a located tree.
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { lineFinder, type Place } from "#lib/format/line-finder";
import { type Broken, depthMax, type Located, type Parsed } from "#lib/format/located";

export function parseJson(text: string): Parsed {
  if (deepest(text) > depthMax)
    return { root: null, broken: [{ line: 1, column: 1, message: "This is nested too deeply" }] };
  const errors: ParseError[] = [];
  const lineAt = lineFinder(text);
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const broken = errors.map(({ error, offset }): Broken => ({ ...lineAt(offset), message: sentenceOf(error) }));
  return { root: tree === undefined ? null : locate(tree, lineAt), broken };
}

function locate(node: Node, at: (offset: number) => Place): Located | null {
  const { line } = at(node.offset);
  const lines = { line, endLine: at(Math.max(node.offset, node.offset + node.length - 1)).line };
  if (node.type === "array") {
    return { kind: "list", ...lines, items: (node.children ?? []).flatMap((child) => locate(child, at) ?? []) };
  }
  if (node.type === "object") {
    const entries = (node.children ?? []).flatMap(({ children }) => {
      const [key, value] = children ?? [];
      if (key === undefined) return [];
      const keyLine = at(key.offset).line;
      const inner = value === undefined ? null : locate(value, at);
      const empty = { kind: "scalar" as const, line: keyLine, endLine: keyLine, value: null, source: "" };
      return [{ key: String(key.value), keyLine, value: inner ?? empty }];
    });
    return { kind: "map", ...lines, entries: [...new Map(entries.map((entry) => [entry.key, entry])).values()] };
  }
  if (node.type === "property") return null;
  return {
    kind: "scalar",
    ...lines,
    value: node.value ?? null,
    source: node.value === null ? "null" : String(node.value),
  };
}

/** The parser goes as deep as the text does. A string that nobody closes ends with its line, as for the parser. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"' || letter === "\n") isQuoted = letter === '"' && !isQuoted;
    else if (isQuoted) at += letter === "\\" && text[at + 1] !== "\n" ? 1 : 0;
    else if (letter === "{" || letter === "[") most = Math.max(most, ++depth);
    else if (letter === "}" || letter === "]") depth -= 1;
  }
  return most;
}

const sentences: Record<string, string> = {
  InvalidSymbol: "Put texts and keys in double quotes",
  PropertyNameExpected: "A key in double quotes belongs here",
  ValueExpected: "A value is missing here",
  ColonExpected: "A colon is missing between the key and its value",
  CommaExpected: "A comma is missing before this",
  CloseBraceExpected: "A closing brace is missing",
  CloseBracketExpected: "A closing bracket is missing",
  UnexpectedEndOfString: "A double quote is missing at the end of this text",
  UnexpectedEndOfComment: "This comment does not end",
  EndOfFileExpected: "Nothing belongs after the end of the object",
};

function sentenceOf(code: number): string {
  return sentences[printParseErrorCode(code)] ?? "This is not valid JSON";
}
