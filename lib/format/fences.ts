// The fences that pages put around a text, ``` and ~~~. Keeps every line where it is; knows nothing of what is inside.
import { linesOf, type Marks } from "#lib/format/marks";

export function withoutFences(text: string, marks: Marks): string {
  const lines = linesOf(text).map((line, index) => {
    if (!/^\s*(?:```|~~~)/.test(line)) return line;
    marks.ignored({ line: index + 1, endLine: index + 1 }, "it is a fence around the text");
    return "";
  });
  return lines.join("\n");
}
