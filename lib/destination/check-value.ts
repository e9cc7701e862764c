// Dirt in one line of text that goes into a header: newlines, quotes, invisible characters, letters beyond ASCII
// (R3.7, R3.8; C07–C09). Says where and what kind, never the value.
import { transformed } from "#lib/destination/fix";
import type { Fix, Problem, Transform } from "#lib/destination/problem";

const printable = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const unprintable = /[^\x20-\x7e]/;

const cleaningsMax = 6;

const quotePairs: Record<string, string> = { '"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "«": "»" };

const characterNames: Record<string, string> = {
  "\n": "a newline",
  "\r": "a newline",
  "\t": "a tab",
  "\u00a0": "a no-break space",
  "\u00ad": "a soft hyphen",
  "\u200b": "a zero-width space",
  "\u200c": "a zero-width character",
  "\u200d": "a zero-width character",
  "\u2060": "a zero-width character",
  "\ufeff": "a byte order mark",
  "\u2010": "a typographic hyphen",
  "\u2011": "a typographic hyphen",
  "\u2013": "an en dash",
  "\u2014": "an em dash",
  "\u2018": "a curly quote",
  "\u2019": "a curly quote",
  "\u201c": "a curly quote",
  "\u201d": "a curly quote",
};

function nameOf(character: string): string {
  return (
    characterNames[character] ?? (/\p{C}|\p{Z}/u.test(character) ? "an invisible character" : "not an ASCII character")
  );
}

function isQuoted(text: string): boolean {
  const end = quotePairs[text[0] ?? ""];
  return end !== undefined && text.length > 1 && text.endsWith(end);
}

/** What ties the parts of one emoji together: a joiner between two pictures, the letters of a flag. */
const emojiTies =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d(?=\p{Extended_Pictographic})|(?<=\u{1f3f4})[\u{e0020}-\u{e007f}]+/gu;

/** Control and format characters (some turn the text around them), line separators, halves of a character. */
export function hasInvisible(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text.replace(emojiTies, ""));
}

type Dirt = { code: string; message: string; label: string };

/** `noun` = "value", "token", "header name". */
function dirtOf(text: string, noun: string): Dirt | null {
  const bare = text.trim();
  const start = text.indexOf(bare);
  const edges = text.slice(0, start) + text.slice(start + bare.length);
  if (edges !== "" && !unprintable.test(edges.replace(/\s/g, (blank) => (blank < "\x7f" ? "" : blank)))) {
    const what = /[\r\n]/.test(edges) ? "newline" : "space";
    const where = start === 0 ? "at the end of" : "around";
    const message = `Remove the ${what} ${where} the ${noun}`;
    return { code: "header.trailing_newline", message, label: `Remove the ${what}` };
  }
  if (isQuoted(text)) {
    const message = `Remove the quotes around the ${noun}`;
    return { code: "header.surrounding_quotes", message, label: "Remove the quotes" };
  }
  const at = text.search(unprintable);
  if (at < 0) return null;
  const what = nameOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
  const message = `Character ${at + 1} of the ${noun} is ${what}: paste it as plain text`;
  return { code: "header.invisible_or_non_ascii", message, label: "Remove the invisible characters" };
}

/** Why this is no line of printable ASCII, with the transforms that make it one, if they do. */
export function lineProblem(text: string, path: string, noun: string): Problem | null {
  const dirt = dirtOf(text, noun);
  return dirt && { path, code: dirt.code, message: dirt.message, fix: cleaning(text, path, dirt.label) };
}

/** Trims, unquotes and strips until nothing is left to clean: quotes may stand around quotes. */
function cleaning(text: string, path: string, label: string): Fix | null {
  const changes: { path: string; transform: Transform }[] = [];
  let clean = text;
  while (changes.length < cleaningsMax && dirtOf(clean, "value") !== null) {
    const transform = nextTransform(clean);
    const next = transformed(clean, transform, "value");
    if (next === clean) return null;
    clean = next;
    changes.push({ path, transform });
  }
  return printable.test(clean) && dirtOf(clean, "value") === null ? { label, changes } : null;
}

function nextTransform(text: string): Transform {
  if (text !== text.trim()) return "trim";
  return isQuoted(text) ? "unquote" : "strip-invisible";
}
