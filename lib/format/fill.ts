// What a written text asks its reader for: the names of its placeholders, with words for each. Holds no value.
import type { Exported } from "#lib/format/exported";

export type Fill = Exported["fill"];

/** What is asked for beyond the secrets, by name. */
export function fillOf(asked: ReadonlyMap<string, string>): Fill {
  return [...asked].map(([name, words]) => ({ name, words }));
}

/** Those that a text names, as ${NAME}, ${env:NAME}, $(NAME) or $NAME; their words on one line, for a comment. */
export function askedIn(text: string, fill: Fill): Fill {
  const names = new Set(Array.from(text.matchAll(/(?<=[$({:])[A-Z][A-Z0-9_]*/g), ([name]) => name));
  const oneLine = (words: string) => words.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return fill.flatMap(({ name, words }) => (names.has(name) ? [{ name, words: oneLine(words) }] : []));
}
