// What stands around a pasted YAML that is none of it: prompts, here-documents, fences; and its two usual faults, tabs and a first
// line without its indentation. Keeps every line where it is.
import type { Parsed } from "#lib/format/located";
import { linesOf, type Marks } from "#lib/format/marks";
import { parseYaml } from "#lib/format/parse-yaml";

export function parsePasted(text: string, marks: Marks): Parsed {
  const lines = withoutShell(linesOf(text), marks);
  const parsed = parseYaml(lines.join("\n"));
  if (parsed.broken.length === 0) return parsed;
  const moved = withFirstIndented(lines);
  const again = moved === null ? null : parseYaml(moved.join("\n"));
  return again !== null && again.broken.length === 0 ? again : parsed;
}

function withoutShell(lines: readonly string[], marks: Marks): string[] {
  let end: string | null = null;
  const tab = " ".repeat(tabWidth(lines));
  return lines.map((line, index) => {
    if (line === "") return line;
    const at = { line: index + 1, endLine: index + 1 };
    const blank = (why: string) => {
      marks.ignored(at, why);
      return "";
    };
    if (end !== null && line.trim() === end) {
      end = null;
      return blank("it ends the command’s text");
    }
    if (/^\s*```/.test(line)) return blank("it is a fence around the text");
    const [, delimiter] = /<<-?\s?['"]?(\w{1,40})['"]?(?:\s.*)?$/.exec(line) ?? [];
    if (delimiter !== undefined && /^\s*(?:[$#>]\s+)?(?:sudo\s|cat\s|tee\s|kubectl\s|oc\s|docker\s)/.test(line)) {
      end = delimiter;
      return blank("it is a command");
    }
    if (/^\s*\$\s/.test(line)) return blank("it is a command");
    const [tabs = ""] = /^[ \t]*\t/.exec(line) ?? [];
    if (tabs === "") return line;
    if (line.trim() !== "") marks.understood(at, "Indent with spaces: a tab is no indentation in YAML");
    return tabs.replaceAll("\t", tab) + line.slice(tabs.length);
  });
}

/** As wide as puts the first line behind a tab beside the one above, or inside it where that is a parent. */
function tabWidth(lines: readonly string[]): number {
  let above: string | null = null;
  for (const line of lines) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [tabs] = /^\t+/.exec(line) ?? [];
    if (tabs !== undefined && above?.startsWith(" ")) {
      const indent = above.search(/\S/);
      const isParent = /:\s*(?:#.*)?$/.test(above);
      const fits = (width: number) => (isParent ? width * tabs.length > indent : width * tabs.length === indent);
      return [2, 4, 8].find(fits) ?? 2;
    }
    above = line;
  }
  return 2;
}

/** The first line as far in as those that stand beside it; null where it is not left of them. */
function withFirstIndented(lines: readonly string[]): string[] | null {
  const first = lines.findIndex((line) => line.trim() !== "");
  const head = lines[first];
  if (head === undefined || /^\s/.test(head)) return null;
  const indents = lines.slice(first + 1).flatMap((line) => (/^\s*(?:#|$)/.test(line) ? [] : [line.search(/\S/)]));
  const least = indents.reduce((smallest, one) => Math.min(smallest, one), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(least) || least === 0) return null;
  return lines.map((line, index) => (index === first ? " ".repeat(least) + line : line));
}

/** What merges an anchor: its values were read in its place. */
export function markMerges(lines: readonly string[], marks: Marks): void {
  for (const [index, line] of lines.entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    if (/^\s*<<\s*:/.test(line) && !marks.isMarked(at.line)) marks.understood(at, "Read where it is used");
  }
}
