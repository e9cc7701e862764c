// Texts near those that people paste, and far from them: a sample with one to five things wrong in it. Every choice comes from a seed.
import type { Chance } from "#lib/testing/chance";

/** Longer than what people paste; what a whole 256 KiB takes is measured by itself. */
const mutantLengthMax = 16_384;

const dirt = [
  ...[
    '"',
    "'",
    "`",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "$",
    "${",
    "$(",
    "${A:-",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
  ],
  ...[
    "#",
    "=",
    ":",
    ": ",
    ",",
    "%",
    "%zz",
    "&",
    "&a ",
    "*",
    "*a",
    "|",
    "|\n",
    ">-\n",
    "- ",
    "? ",
    "! ",
    "!!binary ",
    "---\n",
  ],
  ...[
    "...",
    "@",
    "<<: *a\n",
    "[[",
    "]]",
    "'''",
    '"""',
    "/*",
    "*/",
    "//",
    "<<EOF\n",
    "EOF\n",
    "^",
    "\\\n",
    "`\n",
    "%{env:",
    "}%",
  ],
];
const words = [
  ...[
    "OTEL_",
    "OTEL_EXPORTER_OTLP_ENDPOINT=",
    "OTEL_HEADER_",
    "exporters:\n",
    "service:\n",
    "destinations:\n",
    "curl ",
    "-H ",
  ],
  ...[
    "px.otel.Endpoint(",
    "[tracer.x]\n",
    "[metrics.open-telemetry]\n",
    "otlpTraceEndpoint",
    "file_format: ",
    "http://",
    "data: |\n",
  ],
  ...[
    "__proto__: ",
    "constructor: ",
    "toString=",
    "hasOwnProperty: ",
    '"__proto__": {',
    "[__proto__]\n",
    "export ",
    "null",
    "~",
    "1e400",
  ],
  ...[
    "-----BEGIN PRIVATE KEY-----\n",
    "Authorization: Basic ",
    "Authorization=Bearer%20",
    "kind: ConfigMap\n",
    "$ ",
    "> ",
    "```\n",
  ],
];
const strange = [
  "\0",
  "\u0000".repeat(50),
  "\ud800",
  "\udfff",
  "\u202e",
  "\ufeff",
  "\u2028",
  "\u0085",
  "\u00a0",
  "é́",
  "🚀",
  "\u200b",
  "\x1b[31m",
  "“",
  "’",
];
const openings = [
  "[",
  "{",
  "(",
  "{a: ",
  '{"a":',
  "- ",
  "? ",
  "[[",
  "a.",
  "a: {b: [",
  "$(",
  "${A:-",
  "`",
  "\\",
  '"',
  "'",
  "<",
  "%{env:",
  "!",
  "&a ",
  "-H '",
  "\t",
];
const bombs = [
  `a: &a [x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((name, at) => `${name}: &${name} [${`*${"abcdefgh"[at]}, `.repeat(8)}]`).join("\n")}\n`,
  `a: &a {k: v}\n${[..."bcdefghi"].map((name, at) => `${name}: &${name} {l: *${"abcdefgh"[at]}, m: *${"abcdefgh"[at]}, n: *${"abcdefgh"[at]}}`).join("\n")}\n`,
  "a: &a\n  <<: *a\n  b: *a\n",
  "a: &a [*a, *a]\n",
  "x: &x {<<: [*x, *x]}\n",
  "A=$A$A$A\nB=$A$A$A\nC=$B$B$B\n",
];

type Change = (text: string, chance: Chance, other: string) => string;

const changes: readonly Change[] = [
  (text, chance) => spliced(text, chance, ""),
  (text, chance) => text.slice(0, chance.below(text.length + 1)),
  (text, chance) => text.slice(chance.below(text.length + 1)),
  (text, chance) => {
    const [start, end] = range(text, chance, 400);
    return text.slice(0, end) + text.slice(start);
  },
  (text, chance) => inserted(text, chance, chance.pick(dirt)),
  (text, chance) => inserted(text, chance, chance.pick(dirt)),
  (text, chance) => spliced(text, chance, chance.pick(dirt)),
  (text, chance) => inserted(text, chance, chance.pick(words)),
  (text, chance) => inserted(text, chance, chance.pick(strange)),
  (text, chance) => inserted(text, chance, chance.pick(openings).repeat(chance.pick([3, 70, 300, 2000]))),
  (text, chance) => inserted(text, chance, chance.pick(dirt).repeat(chance.pick([2, 100, 400]))),
  flipped,
  (text, chance) => ofLines(text, (lines) => swapped(lines, chance)),
  (text, chance) => ofLines(text, (lines) => lines.toSpliced(chance.below(lines.length), 1)),
  (text, chance) => ofLines(text, (lines) => doubled(lines, chance, 1)),
  (text, chance) => ofLines(text, (lines) => doubled(lines, chance, chance.pick([20, 300]))),
  (text, chance) => ofLines(text, (lines) => huge(lines, chance)),
  (text, chance) => ofLines(text, (lines) => indented(lines, chance)),
  (text) =>
    ofLines(text, (lines) => lines.map((line) => line.replace(/^(?: {2})+/, (gap) => "\t".repeat(gap.length / 2)))),
  (text, chance) => ofLines(text, (lines) => lines.map((line) => chance.pick(["$ ", "> ", "+ ", "  ", "| "]) + line)),
  (text, chance) => text.replace(/\r?\n/g, chance.pick(["\r\n", "\r", "\n\n", " \n", "\\\n", "\n\r"])),
  (text, chance) =>
    text.replaceAll(
      chance.pick(['"', "'", ":", "=", ",", "{", "}", "\n"]),
      chance.pick(["", "'", '"', "`", "\0", " "]),
    ),
  (text, chance) => chance.pick(bombs) + text,
  (text, chance) => inserted(text, chance, chance.pick(bombs)),
  (text) => text.replace(/:[ \t]*\r?\n/, (end) => `: &a${end.slice(1)}`).replace(/:[ \t]+[^\s:]+$/m, ": *a"),
  (text, chance) => nested(text, chance.pick([10, 80, 400])),
  (text, _, other) => `${text}\n${other}`,
  (text, _, other) => `${other}${text}`,
  (text, chance, other) => text.slice(0, chance.below(text.length + 1)) + other.slice(chance.below(other.length + 1)),
  (text, chance, other) => inserted(text, chance, other),
];

/** `other`: a sample of any format, to be joined with. */
export function mutant(text: string, other: string, chance: Chance): string {
  let next = text;
  for (let count = 1 + chance.below(5); count > 0; count -= 1) {
    next = chance.pick(changes)(next, chance, other).slice(0, mutantLengthMax);
  }
  return next;
}

function range(text: string, chance: Chance, longest: number): [number, number] {
  const start = chance.below(text.length + 1);
  return [start, Math.min(text.length, start + 1 + chance.below(chance.is(0.7) ? 12 : longest))];
}

function spliced(text: string, chance: Chance, put: string): string {
  const [start, end] = range(text, chance, 400);
  return text.slice(0, start) + put + text.slice(end);
}

function inserted(text: string, chance: Chance, put: string): string {
  const at = chance.below(text.length + 1);
  return text.slice(0, at) + put + text.slice(at);
}

function flipped(text: string, chance: Chance): string {
  const at = chance.below(text.length);
  const code = (text.charCodeAt(at) || 32) ^ (1 << chance.below(8));
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
}

function ofLines(text: string, change: (lines: string[]) => readonly string[]): string {
  return change(text.split("\n")).join("\n");
}

function swapped(lines: readonly string[], chance: Chance): readonly string[] {
  const [one, two] = [chance.below(lines.length), chance.below(lines.length)];
  return lines.with(one, lines[two] ?? "").with(two, lines[one] ?? "");
}

function doubled(lines: readonly string[], chance: Chance, times: number): readonly string[] {
  const at = chance.below(lines.length);
  return lines.toSpliced(at, 0, ...Array<string>(times).fill(lines[at] ?? ""));
}

function huge(lines: readonly string[], chance: Chance): readonly string[] {
  const at = chance.below(lines.length);
  const line = lines[at] ?? "";
  const part = chance.is(0.5) ? line : chance.pick([...dirt, ...words, "x", " "]);
  return lines.with(at, line + part.repeat(Math.ceil(chance.pick([2000, 16_000]) / Math.max(1, part.length))));
}

function indented(lines: readonly string[], chance: Chance): readonly string[] {
  const at = chance.below(lines.length);
  const gap = chance.pick(["", " ", "   ", "\t", " ".repeat(40)]);
  return lines.with(at, gap + (lines[at] ?? "").trimStart());
}

/** Every line below a key of its own, deeper and deeper; then the text. */
function nested(text: string, depth: number): string {
  const keys = Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}k:`);
  return `${keys.join("\n")}\n${ofLines(text, (lines) => lines.map((line) => " ".repeat(depth) + line))}`;
}
