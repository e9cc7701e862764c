// The words of command lines, .env files and Dockerfiles as a shell parts them: quotes, escapes, continued lines, comments, references. Lenient:
// whatever a text holds, it becomes words. Knows nothing of variables but how they are named inside a word.
import { reference, substitution, type WordReading } from "#lib/format/env/shell-reference";
import { type Lines, linesOf } from "#lib/format/marks";

export type Word = { text: string; at: Lines };
export type Statement = { words: Word[]; at: Lines };

type State = WordReading & {
  source: string;
  at: number;
  line: number;
  /** Quotes of which none is left. */
  spent: Set<string>;
};

/** One after the other, so that what one statement sets is known to the next. */
export function* statementsOf(text: string, reading: WordReading): Generator<Statement> {
  const state: State = { ...reading, source: linesOf(text).join("\n"), at: 0, line: 1, spent: new Set() };
  while (state.at < state.source.length) {
    const statement = nextStatement(state);
    if (statement.words.length > 0) yield statement;
  }
}

const prompt = /[ \t]*(?:(?:(?:PS )?[A-Za-z]:\\[^>\n]{0,200}>|PS>|[$%❯>])[ \t]+)?(?:[-*][ \t]+(?=["']?\w+["']?[=:]))?/y;
/** NAME= and its like in other languages, up to the value: export A=, $env:A =, os.environ["A"] =, process.env.A =, "OTEL_A": */
const opening =
  /(?:(?:export|set)[ \t]+)?(?:os\.environ\[|process\.env[.[]|ENV\[|\$env:|env\.)?(?:"([\w.-]{1,200})"|'([\w.-]{1,200})'|([A-Za-z_][\w.-]{0,200}))\]?(?:[ \t]{0,20}(=)[ \t]{0,20}|:(?:[ \t]{1,20}|(?=\n)))/iy;

function nextStatement(state: State): Statement {
  const { source } = state;
  state.at = endOf(prompt, source, state.at);
  const start = state.line;
  const words: Word[] = [];
  if (/^(?:;|\/\/|::|REM\b|rem\b)/.test(source.slice(state.at, state.at + 4))) skipComment(state);
  opening.lastIndex = state.at;
  const [opened = "", double, single, bare, isEqual] = opening.exec(source) ?? [];
  const name = double ?? single ?? bare ?? "";
  // Prose has colons too.
  if (opened !== "" && (isEqual !== undefined || /^otel[_.]/i.test(name))) {
    state.at += opened.length;
    words.push(readWord(state, `${name}=`));
  }
  for (;;) {
    state.at = endOf(/[ \t]*/y, source, state.at);
    const character = source[state.at];
    if (character === undefined) break;
    if (character === "\n") {
      state.at += 1;
      state.line += 1;
      break;
    }
    const separator = endOf(/[;&|]+(?=\s|$)/y, source, state.at);
    if (separator > state.at) {
      state.at = separator;
      if (words.length > 0) break;
    } else if (character === "#") skipComment(state);
    else if (!continued(state)) words.push(readWord(state, ""));
  }
  return { words, at: { line: start, endLine: words.at(-1)?.at.endLine ?? start } };
}

function endOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(source)?.[0].length ?? 0);
}

function skipComment(state: State): void {
  const end = state.source.indexOf("\n", state.at);
  const before = state.source.lastIndexOf("\n", state.at - 1) + 1;
  if (state.source.slice(before, state.at).trim() === "") state.comment(state.line);
  state.at = end < 0 ? state.source.length : end;
}

/** A backslash (or cmd's ^, PowerShell's `) ends the line but not the statement; comments may stand between, as in a Dockerfile. */
function continued(state: State): boolean {
  const end = endOf(/[\\^`][ \t]*(?=\n)/y, state.source, state.at);
  if (end === state.at) return false;
  state.at = end;
  do {
    state.at += 1;
    state.line += 1;
    state.at = endOf(/[ \t]*/y, state.source, state.at);
    if (state.source[state.at] !== "#") return true;
    skipComment(state);
  } while (state.source[state.at] === "\n");
  return true;
}

function readWord(state: State, begun: string): Word {
  const { source } = state;
  const start = state.line;
  let text = begun;
  for (;;) {
    const character = source[state.at];
    if (character === undefined || character === " " || character === "\t" || character === "\n") break;
    if (endOf(/[;&|]+(?=\s|$)/y, source, state.at) > state.at) break;
    if (character === "#" && /\s/.test(source[state.at - 1] ?? "")) break;
    if (character === "\\" || ((character === "^" || character === "`") && /\s/.test(source[state.at - 1] ?? ""))) {
      if (endOf(/[\\^`][ \t]*(?=\n)/y, source, state.at) > state.at) break;
    }
    text += part(state, character, text);
  }
  return { text, at: { line: start, endLine: state.line } };
}

function part(state: State, character: string, word: string): string {
  if (character === '"' || character === "'") return quoted(state, character, word);
  if (character === "$" || character === "`") return referred(state);
  if (character === "\\") {
    const next = state.source[state.at + 1] ?? "";
    const isEscape = /[\\"'$`# &;|!()<>]/.test(next);
    state.at += isEscape ? 2 : 1;
    return isEscape ? next : "\\";
  }
  const end = endOf(/[;&|]+|[^\s"'$`\\#;&|^]+/y, state.source, state.at);
  const text = state.source.slice(state.at, Math.max(end, state.at + 1));
  state.at += text.length;
  return text;
}

/** A quote that is not closed on its line belongs to the words, unless a value of several lines begins with it. */
function quoted(state: State, quote: string, word: string): string {
  const { source, spent } = state;
  const from = state.at + 1;
  const to = spent.has(quote) ? -1 : closing(source, from, quote);
  if (to < 0) spent.add(quote);
  const inside = to < 0 ? "" : source.slice(from, to);
  const isWhole =
    to >= 0 &&
    (!inside.includes("\n") || (/=$/.test(word) && !/\n[ \t]*(?:export |set |ENV )?["']?\w+["']?=/.test(inside)));
  if (!isWhole) {
    state.at = from;
    if (!word.includes("=")) return quote;
    state.unclosed(state.line);
    return "";
  }
  const text = quote === "'" ? literal(state, to) : expanded(state, to);
  state.at = to + 1;
  // The comma between two lines of a dictionary.
  if (/^,\s*(?:#.*)?(?:\n|$)/.test(source.slice(state.at, state.at + 200))) state.at += 1;
  return text;
}

function literal(state: State, to: number): string {
  const text = state.source.slice(state.at + 1, to);
  state.line += text.split("\n").length - 1;
  return text;
}

/** Between double quotes: references count, a backslash before what it can escape. */
function expanded(state: State, to: number): string {
  let text = "";
  state.at += 1;
  while (state.at < to) {
    const character = state.source[state.at] ?? "";
    if (character === "$" || character === "`") text += referred(state, to);
    else if (character === "\\" && /["\\$`\n]/.test(state.source[state.at + 1] ?? "")) {
      const next = state.source[state.at + 1] ?? "";
      if (next === "\n") state.line += 1;
      else text += next;
      state.at += 2;
    } else {
      const end = Math.min(to, Math.max(endOf(/[^"$`\\\n]+/y, state.source, state.at), state.at + 1));
      text += state.source.slice(state.at, end);
      if (character === "\n") state.line += 1;
      state.at = end;
    }
  }
  return text;
}

/** -1: none. */
function closing(source: string, from: number, quote: string): number {
  if (quote === "'") return source.indexOf("'", from);
  const pattern = /\\[\s\S]|"|\$\(/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(source); found !== null; found = pattern.exec(source)) {
    if (found[0] === '"') return found.index;
    // Quotes inside of a command belong to it.
    if (found[0] === "$(") pattern.lastIndex = substitution(source, found.index)?.end ?? pattern.lastIndex;
  }
  return -1;
}

function referred(state: State, to = state.source.length): string {
  const found = reference(state.source, state.at, to, state.look);
  state.at = found.end;
  return found.text;
}
