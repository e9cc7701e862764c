// Keys that stand twice in one object: the trees keep the last, and half of what was meant would be gone in silence. TOML's own rules
// forbid them already.
import { type JSONPath, visit } from "jsonc-parser";
import { LineCounter, parseDocument } from "yaml";
import type { FileProblem } from "#lib/provision/place";

const message = "This key stands twice: only one of the two would count";

export function twiceIn(name: string, text: string): FileProblem[] {
  if (/\.ya?ml$/i.test(name)) return twiceInYaml(text);
  return /\.jsonc?$/i.test(name) ? twiceInJson(text) : [];
}

function twiceInJson(text: string): FileProblem[] {
  const seen = new Set<string>();
  const twice: FileProblem[] = [];
  const onObjectProperty = (
    key: string,
    _at: number,
    _length: number,
    line: number,
    _column: number,
    path: () => JSONPath,
  ) => {
    const place = JSON.stringify([...path(), key]);
    if (seen.has(place)) twice.push({ line: line + 1, message });
    seen.add(place);
  };
  visit(text, { onObjectProperty }, { allowTrailingComma: true });
  return twice;
}

function twiceInYaml(text: string): FileProblem[] {
  const lineCounter = new LineCounter();
  const { errors } = parseDocument(text, { uniqueKeys: true, lineCounter, logLevel: "silent" });
  return errors.flatMap(({ code, pos }) =>
    code === "DUPLICATE_KEY" ? [{ line: lineCounter.linePos(pos[0]).line, message }] : [],
  );
}
