// A located tree as plain values, with the lines that each of its places came from. Places are JSON Pointers.
import type { Located } from "#lib/format/located";
import type { Lines } from "#lib/format/marks";

export type Plain = {
  value: unknown;
  /** Every place, a parent before its children; of a key, from its own line. */
  lines: Map<string, Lines>;
  /** Scalars as they were written, for texts that look like something else: 0123. */
  sources: Map<string, string>;
};

export function plainOf(node: Located, keyLine: number, text: (value: string) => string): Plain {
  const lines = new Map<string, Lines>();
  const sources = new Map<string, string>();
  const walk = (at: Located, pointer: string, line: number): unknown => {
    lines.set(pointer, { line, endLine: Math.max(line, at.endLine) });
    if (at.kind === "list") return at.items.map((item, index) => walk(item, `${pointer}/${index}`, item.line));
    if (at.kind === "map") {
      return Object.fromEntries(
        at.entries.map((entry) => [entry.key, walk(entry.value, pointer + pointerPart(entry.key), entry.keyLine)]),
      );
    }
    sources.set(pointer, at.source);
    return typeof at.value === "string" ? text(at.value) : at.value;
  };
  return { value: walk(node, "", keyLine), lines, sources };
}

/** A key within a JSON Pointer. */
export function pointerPart(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
