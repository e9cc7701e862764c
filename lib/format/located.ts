// A structured text (YAML, JSON, TOML) as a tree whose parts know the lines that they came from. Knows no format's meaning.
import type { Lines } from "#lib/format/marks";

export type Scalar = string | number | boolean | null;

export type Located =
  | (Lines & { kind: "map"; entries: readonly Entry[] })
  | (Lines & { kind: "list"; items: readonly Located[] })
  | (Lines & {
      kind: "scalar";
      value: Scalar;
      /** As it was written, without quotes: 0123 and 1e5 keep their form. */
      source: string;
    });

export type Entry = { key: string; keyLine: number; value: Located };

/** Where a text breaks the rules of its syntax, and what would be right; without the text itself. */
export type Broken = { line: number; column: number; message: string };

/** `root` is what could be read in spite of what is broken. */
export type Parsed = { root: Located | null; broken: Broken[] };

/** Deeper than any settings are. */
export const depthMax = 64;
