// A place in a located tree. Reading a place marks its lines; what nobody read stays marked as not understood. So no setting
// vanishes by being forgotten.
import type { Broken, Entry, Located, Scalar } from "#lib/format/located";
import type { Lines, Marks } from "#lib/format/marks";

export type Cursor = Lines & {
  /** Last part of its path; "" at the root. */
  key: string;
  node: Located;
  /** The value of a key of this map. Marks nothing but this map's own line. */
  at: (key: string) => Cursor | null;
  /** Every key of this map. */
  entries: () => Cursor[];
  /** The items of this list. */
  items: () => Cursor[];
  /** The scalar as it was written, marked as understood; null for null, a map or a list, which is marked as not understood. */
  text: (note?: string) => string | null;
  /** The scalar's value, marked as understood. */
  scalar: (note?: string) => Scalar;
  /** true or false, also as texts; null where it is neither. */
  flag: (note?: string) => boolean | null;
  understood: (note: string) => void;
  /** The whole of it. `why` completes "ignored because". */
  ignored: (why: string) => void;
  unknown: (note: string) => void;
};

export function cursorAt(node: Located, marks: Marks, key = "", keyLine = node.line): Cursor {
  const own: Lines = { line: keyLine, endLine: keyLine };
  const whole: Lines = { line: keyLine, endLine: Math.max(keyLine, node.endLine) };
  const below = (entry: Entry) => cursorAt(entry.value, marks, entry.key, entry.keyLine);
  const opened = () => {
    if (key !== "" && node.kind !== "scalar") marks.understood(own, "");
  };
  const scalar = (note = ""): Scalar => {
    if (node.kind !== "scalar") {
      marks.unknown(whole, "One value belongs here");
      return null;
    }
    marks.understood(whole, note);
    return node.value;
  };
  const text = (note?: string): string | null => {
    const value = scalar(note);
    if (value === null || node.kind !== "scalar") return null;
    return typeof value === "string" ? value : node.source;
  };
  return {
    ...whole,
    key,
    node,
    at: (name) => {
      if (node.kind !== "map") return null;
      const entry = node.entries.find((one) => one.key === name);
      if (entry === undefined) return null;
      opened();
      return below(entry);
    },
    entries: () => {
      if (node.kind !== "map") return [];
      opened();
      return node.entries.map(below);
    },
    items: () => {
      if (node.kind !== "list") return [];
      opened();
      return node.items.map((item) => cursorAt(item, marks));
    },
    text,
    scalar,
    flag: (note) => {
      const value = text(note);
      if (value !== null && /^(?:true|yes|on|1)$/i.test(value)) return true;
      if (value !== null && /^(?:false|no|off|0)$/i.test(value)) return false;
      if (value !== null) marks.unknown(whole, "Write true or false");
      return null;
    },
    understood: (note) => marks.understood(whole, note),
    ignored: (why) => marks.ignored(whole, why),
    unknown: (note) => marks.unknown(whole, note),
  };
}

/** Marks what every structured text has beside its settings: comments, brackets, separators; and what is broken. */
export function markSyntax(lines: readonly string[], broken: readonly Broken[], comment: RegExp, marks: Marks): void {
  for (const { line, column, message } of firstOfEachLine(broken)) {
    marks.unknown({ line, endLine: line }, `Column ${column}: ${message}`);
  }
  for (const [index, words] of lines.entries()) {
    const at = { line: index + 1, endLine: index + 1 };
    if (marks.isMarked(at.line)) continue;
    if (comment.test(words)) marks.ignored(at, "it is a comment");
    else if (/^[\s[\]{}(),;]*$|^\s*(?:---|\.\.\.)\s*$/.test(words)) marks.understood(at, "");
  }
}

/** What follows on a line is mostly a fault of the first. */
function firstOfEachLine(broken: readonly Broken[]): Broken[] {
  return [...new Map(broken.toReversed().map((one) => [one.line, one])).values()].reverse();
}
