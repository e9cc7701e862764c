// Writes foreign text into Markdown so that it stays text: in a line, in a cell of a table, in a fenced block. Knows no report.

/** Besides line breaks whatever else would end a line. */
const gaps = /[\p{Cc}\u2028\u2029\s]+/gu;
/** Marks that hide text or turn its direction for all that follows. */
const turning = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const punctuation = /[\\`*_{}[\]<>#+|~$&^=]/g;
/** What readers of Markdown turn into links, mentions and references without being asked. */
const linked = /:\/\/|www\.|@|#\d|^mailto:/i;

/** One line of text. URLs, addresses and mentions become code, so that nothing of it is a link. */
export function inline(text: string): string {
  return words(text, code)
    .replace(/^-/, "\\-")
    .replace(/^(\d+)\./, "$1\\.");
}

/** The same in a cell of a table. */
export function cell(text: string): string {
  return words(text, codeCell);
}

/** A code span around one line. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  const ticks = fenceFor(line, 1);
  const gap = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return ticks + gap + line + gap + ticks;
}

/** In a cell a bar ends the cell, in code too, and a backslash before it would undo its escape. */
export function codeCell(text: string): string {
  return code(text.replace(/\\+$/gm, "")).replace(/\\*\|/g, "\\|");
}

/** A fenced block: its fence is longer than any run of backticks inside. */
export function block(text: string, language: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}${language}\n${text.replace(turning, "\ufffd")}\n${fence}`;
}

function words(text: string, asCode: (word: string) => string): string {
  const all = oneLine(text).split(" ");
  return all.map((word) => (linked.test(word) ? linkWord(word, asCode) : word.replace(punctuation, "\\$&"))).join(" ");
}

/** What ends the sentence is not of the address. */
function linkWord(word: string, asCode: (word: string) => string): string {
  let end = word.length;
  while (end > 0 && ",.;:!?".includes(word.charAt(end - 1))) end--;
  return asCode(word.slice(0, end)) + word.slice(end);
}

function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}

function oneLine(text: string): string {
  return text.replace(turning, "").replace(gaps, " ").trim();
}
