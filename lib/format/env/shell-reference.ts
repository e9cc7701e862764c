// What $NAME, ${NAME:-default}, $(command) and ${{ secrets.NAME }} inside a word come to: the value of a variable that the text sets, else a hole.
// Runs nothing; the one command it reads is what vendors' pages print, echo or printf into base64.

import { holeName, holesIn, holeText } from "#lib/destination/hole";
import { base64 } from "#lib/destination/resolve";

/** null: the text does not set it. */
export type Looked = string | null;

/** What words are read with: what a name stands for, and what is told of a line. */
export type WordReading = {
  look: (name: string) => Looked;
  comment: (line: number) => void;
  unclosed: (line: number) => void;
};

type Found = { text: string; end: number };

export function reference(source: string, at: number, to: number, look: (name: string) => Looked): Found {
  const plain: Found = { text: source[at] ?? "", end: at + 1 };
  const command = substitution(source, at);
  if (command !== null && command.end <= to) return { text: outputOf(command.inside, look), end: command.end };
  const near = source.slice(at, Math.min(to, at + 300));
  const workflow = /^\$\{\{\s{0,9}(?:secrets|vars|env)\.(\w{1,128})\s{0,9}\}\}/.exec(near);
  if (workflow !== null) return { text: holeText(holeName(workflow[1] ?? "")), end: at + workflow[0].length };
  const braced = /^\$\{(?:env:)?([A-Za-z_]\w{0,127})(?::?[-=]([^}\n]{0,200})|:?\?[^}\n]{0,200})?\}/.exec(near);
  const bare = /^\$(?:env:)?([A-Za-z_]\w{0,127})/.exec(near);
  const [whole, name, fallback] = braced ?? bare ?? [];
  if (whole === undefined || name === undefined) return plain;
  return { text: look(name) ?? (fallback || holeText(name)), end: at + whole.length };
}

/** $(…) or `…`, on one line. null: none begins here. */
export function substitution(source: string, at: number): { inside: string; end: number } | null {
  const near = source.slice(at, at + 300);
  if (near.startsWith("`")) {
    const [whole] = /^`[^`\n]+`/.exec(near) ?? [];
    return whole === undefined ? null : { inside: whole.slice(1, -1), end: at + whole.length };
  }
  if (!near.startsWith("$(")) return null;
  let depth = 0;
  for (const { index, 0: found } of near.matchAll(/[()\n]|'[^'\n]*'/g)) {
    if (found === "\n" || depth > 8) return null;
    if (found === "(") depth += 1;
    if (found === ")") depth -= 1;
    if (found === ")" && depth === 0) return { inside: near.slice(2, index), end: at + index + 1 };
  }
  return null;
}

const encoding =
  /^\s*(?:echo\s+-n|printf(?:\s+["']?%s["']?)?)\s+(?:"([^"]*)"|'([^']*)'|([^\s|"']+))\s*\|\s*(?:openssl\s+)?base64\b[^|]*(?:\|\s*tr\s+-d\s[^|]*)?$/;

function outputOf(command: string, look: (name: string) => Looked): string {
  const inner = /^(?:\$env:)?([A-Za-z_]\w{0,127})$/.exec(command.trim())?.[1];
  if (inner !== undefined) return look(inner) ?? holeText(inner);
  const [, double, single, bare] = encoding.exec(command) ?? [];
  const open = double ?? bare;
  const text = single ?? (open === undefined ? undefined : whole(open, look));
  if (text === undefined || holesIn(text).length > 0) return holeText("CREDENTIALS");
  return base64(text);
}

/** A text with every reference in it. */
function whole(text: string, look: (name: string) => Looked): string {
  return text.replace(/\$\{([A-Za-z_]\w{0,127})\}|\$([A-Za-z_]\w{0,127})/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? "";
    return look(name) ?? holeText(name);
  });
}
