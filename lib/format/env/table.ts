// Variables in a page's table: a name in the first cell, its value in the second. A cell of words describes and is no value.

import { withHoles } from "#lib/destination/hole";
import { type Variable, variableName } from "#lib/format/env/variable";
import { linesOf, type Marks } from "#lib/format/marks";

const row =
  /^[ \t]*\|[ \t]*`?(OTEL_[A-Z_]{1,200})`?[ \t]*\|[ \t]*(?:[`"]([^`"|\n]{1,5000})[`"][ \t]*\||([^\s|`"]{1,5000})[ \t]*\|[ \t]*$)/m;

export function hasTable(text: string): boolean {
  return row.test(text);
}

/** What its rows set, and the text without the table. */
export function readTable(text: string, marks: Marks): { variables: Variable[]; rest: string } {
  const variables: Variable[] = [];
  const rest = linesOf(text).map((line, index) => {
    const at = { line: index + 1, endLine: index + 1 };
    const [, name, quoted, bare] = row.exec(line) ?? [];
    if (name !== undefined) {
      variables.push({ name: variableName(name), value: withHoles((quoted ?? bare ?? "").trim()), at, uses: [] });
      return "";
    }
    if (!/^\s*\|/.test(line)) return line;
    if (!line.includes("OTEL_")) marks.ignored(at, "it is the table’s own");
    return "";
  });
  return { variables, rest: rest.join("\n") };
}
