// Medplum's settings as people paste them, made into JSON line by line: keys without quotes, texts in single ones, no braces, a
// fence around them, or as variables of the environment. Every line keeps its number.
import { linesOf } from "#lib/format/marks";

export type MendedText = {
  json: string;
  /** Numbers of lines that are around the settings. */
  around: number[];
};

const aroundSettings = /^\s*(?:```|~~~|[$>#]\s|(?:export\s+default|module\.exports\s*=|(?:const|let|var)\s+\w+))/;
const variable =
  /^\s*(?:export\s+|set\s+)?(?:MEDPLUM_)?OTLP_(TRACE|METRICS)_ENDPOINT\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S*))\s*$/i;
const bareKey = /^(\s*[{,]?\s*)(?:([A-Za-z_$][\w$]*)|'([^']*)')(\s*:(?!\/\/))/;
const singleQuoted = /(:\s*)'([^'"\\]*)'/;

export function mended(text: string): MendedText {
  const around: number[] = [];
  const lines = withoutProse(linesOf(text)).map((line, index) => {
    if (!aroundSettings.test(line)) return jsonLine(line);
    around.push(index + 1);
    const brace = line.lastIndexOf("{");
    return brace < 0 ? "" : jsonLine(line.slice(brace));
  });
  const json = lines.join("\n").replace(/\}\s*;\s*$/, (end) => end.replace(";", " "));
  return { json: isObject(lines) ? json : `{${json}\n}`, around };
}

/** What a page says above and below an object. */
function withoutProse(lines: readonly string[]): string[] {
  const opens = lines.findIndex((line) => /^\s*\{/.test(line));
  const closes = lines.findLastIndex((line) => /\}[\s;,]*$/.test(line));
  if (opens < 0 || closes < opens) return [...lines];
  return lines.map((line, index) => ((index < opens || index > closes) && isProse(line) ? "" : line));
}

function isProse(line: string): boolean {
  return /^\s*[A-Za-z][^"={}]*$/.test(line) && !aroundSettings.test(line) && !/\botlp\w*Endpoint\b/.test(line);
}

/** Nobody writes longer lines of these by hand. */
const lineMax = 1000;

function jsonLine(line: string): string {
  if (line.length > lineMax) return line;
  const [, signal, ...values] = variable.exec(line) ?? [];
  if (signal !== undefined) {
    const key = signal.toUpperCase() === "TRACE" ? "otlpTraceEndpoint" : "otlpMetricsEndpoint";
    return `"${key}": ${JSON.stringify(values.find((one) => one !== undefined) ?? "")},`;
  }
  const quoted = line.replace(bareKey, (_, start, word, text, colon) => `${start}"${word ?? text}"${colon}`);
  return quoted.replace(singleQuoted, '$1"$2"');
}

/** Whether it opens with a brace, comments aside. */
function isObject(lines: readonly string[]): boolean {
  const comments = new Set(blockCommentLines(lines));
  const first = lines.find((line, index) => line.trim() !== "" && !/^\s*\/\//.test(line) && !comments.has(index + 1));
  return first !== undefined && /^\s*[{[]/.test(first);
}

/** Numbers of the lines that are block comments from their first character on. */
export function blockCommentLines(lines: readonly string[]): number[] {
  let isInside = false;
  return lines.flatMap((line, index) => {
    const isComment = isInside || /^\s*\/\*/.test(line);
    if (isComment) isInside = !line.includes("*/");
    return isComment ? [index + 1] : [];
  });
}
