// Finds a program's configuration in what it came in: a ConfigMap's text, a chart's values, an application's own file. Says what stands around
// it; reads no setting.
import type { Located, Parsed } from "#lib/format/located";
import type { Lines, Marks } from "#lib/format/marks";

/** A configuration and where its marks go: a text inside a text has lines of its own. */
export type Found = { node: Located; marks: Marks };

/** What is looked for. */
export type Sought = {
  isConfiguration: (node: Located) => boolean;
  /** Whether a text of several lines may hold one. */
  isText: RegExp;
  parse: (text: string, marks: Marks) => Parsed;
  /** Completes "ignored because", of what stands around it. */
  around: string;
};

const textsDeepMax = 2;

export function configurationsIn(root: Located, marks: Marks, sought: Sought): Found[] {
  return search(root, marks, sought, 0);
}

/** What holds none beside one that does is about how the program is run. */
function search(node: Located, marks: Marks, sought: Sought, textsDeep: number): Found[] {
  if (node.kind === "scalar") return searchText(node, marks, sought, textsDeep);
  if (sought.isConfiguration(node)) return [{ node, marks }];
  const parts =
    node.kind === "list"
      ? node.items.map((item) => ({ at: item as Lines, own: null, found: search(item, marks, sought, textsDeep) }))
      : node.entries.map(({ keyLine, value }) => ({
          at: { line: keyLine, endLine: Math.max(keyLine, value.endLine) },
          own: { line: keyLine, endLine: keyLine },
          found: search(value, marks, sought, textsDeep),
        }));
  const all = parts.flatMap(({ found }) => found);
  if (all.length === 0) return [];
  for (const { at, own, found } of parts) {
    if (found.length === 0) marks.ignored(at, sought.around);
    else if (own !== null) marks.understood(own, "");
  }
  return all;
}

function searchText(node: Located & { kind: "scalar" }, marks: Marks, sought: Sought, textsDeep: number): Found[] {
  const { value, line } = node;
  if (typeof value !== "string" || !value.includes("\n") || textsDeep >= textsDeepMax) return [];
  if (!sought.isText.test(value)) return [];
  // A block's text begins on the line after its indicator.
  const inner = shifted(marks, line);
  const { root, broken } = sought.parse(value, inner);
  const found = root === null ? [] : search(root, inner, sought, textsDeep + 1);
  if (found.length === 0) return [];
  for (const { line: at, column, message } of broken) {
    inner.unknown({ line: at, endLine: at }, `Column ${column} of the inner text: ${message}`);
  }
  return found;
}

function shifted(marks: Marks, by: number): Marks {
  const at = ({ line, endLine }: Lines) => ({ line: line + by, endLine: endLine + by });
  return {
    understood: (lines, note) => marks.understood(at(lines), note),
    ignored: (lines, why) => marks.ignored(at(lines), why),
    unknown: (lines, note) => marks.unknown(at(lines), note),
    isMarked: (line) => marks.isMarked(line + by),
  };
}
