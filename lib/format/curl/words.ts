// Commands in a text and their words, as sh parts them, with continued lines of sh, cmd and PowerShell. What begins no command that is asked for is
// skipped by the line, so that an apostrophe in prose opens no quote. Runs nothing.
import { reference, type WordReading } from "#lib/format/env/shell-reference";
import { type Lines, linesOf } from "#lib/format/marks";

export type Word = { text: string; at: Lines; isOperator: boolean };

type State = WordReading & {
  source: string;
  at: number;
  line: number;
  /** Quotes of which none is left. */
  spent: Set<string>;
};

/** One after the other, so that what one sets is known to the next. */
export function* commandsOf(text: string, reading: WordReading): Generator<Word[]> {
  const state: State = { ...reading, source: linesOf(text).join("\n"), at: 0, line: 1, spent: new Set() };
  while (state.at < state.source.length) {
    skip(state, prompt);
    const command = begins(state) ? wordsOf(state) : skipLine(state);
    if (command.length > 0) yield command;
  }
}

const prompt = /[ \t]*(?:(?:(?:PS )?[A-Za-z]:\\[^>\n]{0,200}>|PS>|[$%❯>])[ \t]+)?/y;
/** A program by its path, or NAME=value before it. */
const command =
  /(?:sudo[ \t]+)?(?:[\w./\\:-]{0,200}[/\\])?(?:curl|grpcurl)(?:\.exe)?(?=\s)|(?:printf|echo)[ \t]|(?:(?:export|set)[ \t]+|\$env:)?[A-Za-z_]\w{0,127}[ \t]{0,9}=/y;
const assignment = /(?:(?:export|set)[ \t]+|\$env:)?([A-Za-z_]\w{0,127})[ \t]{0,9}=[ \t]{0,9}/y;

function begins(state: State): boolean {
  return matched(state, command) > 0;
}

/** How long a match begins here. */
function matched({ source, at }: State, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}

function skip(state: State, pattern: RegExp): boolean {
  const length = matched(state, pattern);
  state.at += length;
  return length > 0;
}

function skipLine(state: State): Word[] {
  const { source } = state;
  if (source[state.at] === "#") state.comment(state.line);
  const end = source.indexOf("\n", state.at);
  state.at = end < 0 ? source.length : end + 1;
  state.line += 1;
  return [];
}

function wordsOf(state: State): Word[] {
  const { source } = state;
  const words: Word[] = [];
  assignment.lastIndex = state.at;
  const [opened = "", name = ""] = assignment.exec(source) ?? [];
  if (opened !== "") {
    state.at += opened.length;
    words.push(readWord(state, `${name}=`));
  }
  for (;;) {
    skip(state, /[ \t]*/y);
    const character = source[state.at];
    if (character === undefined || skip(state, /[;&|]+(?=\s|$)/y)) break;
    if (character === "\n") {
      state.at += 1;
      state.line += 1;
      break;
    }
    if (character === "#") {
      skip(state, /[^\n]*/y);
    } else if (skip(state, /[\\^`][ \t]*\n/y)) {
      state.line += 1;
      skip(state, /[ \t]*>[ \t]+(?=\S)/y);
    } else words.push(readOperator(state) ?? readWord(state, ""));
  }
  return words;
}

function readOperator(state: State): Word | null {
  const start = state.at;
  if (matched(state, placeholder) > 0 || !skip(state, /\d?(?:<<?-?|>>?|>&)\d?/y)) return null;
  const at = { line: state.line, endLine: state.line };
  return { text: state.source.slice(start, state.at), at, isOperator: true };
}

const placeholder = /<[A-Za-z][\w .-]{0,60}>/y;

function readWord(state: State, begun: string): Word {
  const start = state.line;
  let text = begun;
  for (;;) {
    const character = state.source[state.at];
    if (character === undefined || /[ \t\n]/.test(character)) break;
    if (matched(state, /[;&|]+(?=\s|$)/y) > 0 || matched(state, /[\\^`][ \t]*\n/y) > 0) break;
    text += part(state, character);
  }
  return { text, at: { line: start, endLine: state.line }, isOperator: false };
}

function part(state: State, character: string): string {
  const { source } = state;
  if (character === "'") return quoted(state, "'");
  if (character === '"') return quoted(state, '"');
  if (character === "$" && source[state.at + 1] === "'") return quoted(state, "$'");
  if (character === "$" || character === "`") return referred(state);
  if (character === "\\") {
    const next = source[state.at + 1] ?? "";
    state.at += next === "" ? 1 : 2;
    return next;
  }
  const start = state.at;
  if (!skip(state, placeholder) && !skip(state, /[;&|]+|[^\s"'$`\\;&|^<>]+/y)) state.at += 1;
  return source.slice(start, state.at);
}

function referred(state: State): string {
  const found = reference(state.source, state.at, state.source.length, state.look);
  state.at = found.end;
  return found.text;
}

/** A quote that nothing closes ends with its line. */
function quoted(state: State, quote: "'" | '"' | "$'"): string {
  const { source, at, line, spent } = state;
  const inside = spent.has(quote) ? null : closed(state, quote);
  if (inside !== null) return inside;
  spent.add(quote);
  state.at = at + quote.length;
  state.line = line;
  state.unclosed(line);
  const start = state.at;
  skip(state, /[^\n]*/y);
  return source.slice(start, state.at);
}

/** null: it is not closed. */
function closed(state: State, quote: "'" | '"' | "$'"): string | null {
  const { source } = state;
  state.at += quote.length;
  const end = quote === '"' ? '"' : "'";
  const plain = quote === "'" ? /[^'\n]+/y : quote === '"' ? /[^"\\$`\n]+/y : /[^'\\\n]+/y;
  const parts: string[] = [];
  for (;;) {
    const start = state.at;
    if (skip(state, plain)) parts.push(source.slice(start, state.at));
    const character = source[state.at];
    if (character === undefined) return null;
    if (character === end) break;
    if (character === "\n") {
      state.line += 1;
      state.at += 1;
      parts.push("\n");
    } else if (character === "\\") parts.push(quote === '"' ? escaped(state) : ansiEscaped(state));
    else if (quote === '"') parts.push(character === "$" ? referred(state) : backtick(state));
  }
  state.at += 1;
  return parts.join("");
}

function backtick(state: State): string {
  // PowerShell's escape.
  if (state.source[state.at + 1] !== '"') return referred(state);
  state.at += 2;
  return '"';
}

function escaped(state: State): string {
  const next = state.source[state.at + 1] ?? "";
  state.at += 2;
  if (next !== "\n") return /["\\$`]/.test(next) ? next : `\\${next}`;
  state.line += 1;
  return "";
}

const controls: Record<string, string> = { n: "\n", t: "\t", r: "\r", e: "\u001b", a: "\u0007", "0": "\0" };

/** Of $'…'. */
function ansiEscaped(state: State): string {
  const near = state.source.slice(state.at, state.at + 10);
  const [whole, code] = /^\\(?:x([0-9A-Fa-f]{1,2})|u[0-9A-Fa-f]{1,4})/.exec(near) ?? [];
  if (whole !== undefined) {
    state.at += whole.length;
    return String.fromCharCode(Number.parseInt(code ?? whole.slice(2), 16));
  }
  const next = near[1] ?? "";
  if (next === "\n") state.line += 1;
  state.at += 2;
  return controls[next] ?? next;
}
