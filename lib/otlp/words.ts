// A peer's own words made fit to show: secrets out, control and bidirectional marks escaped, at most 2 kB. Pure.

const bytesMax = 2048;
/** Shorter ones occur in every text by chance: hiding them would hide the words and tell their place. */
export const secretLengthMin = 3;
/** Controls, line separators, marks that reorder or hide text, lone surrogates. Joiners stay: emoji need them. */
const unfit =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;
const short: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** null when nothing is left to say. */
export function showWords(said: string, secrets: readonly string[] = []): string | null {
  // Longest first: a secret may hold another one.
  const hidden = secrets.filter((secret) => secret.length >= secretLengthMin).sort((a, b) => b.length - a.length);
  let text = said.trim();
  for (const secret of hidden) text = text.replaceAll(secret, "[hidden]");
  return cut(text.slice(0, bytesMax).replace(unfit, escaped)) || null;
}

function escaped(mark: string): string {
  return short[mark] ?? `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`;
}

function cut(text: string): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const marks: string[] = [];
  let bytes = Buffer.byteLength("…");
  for (const mark of text) {
    bytes += Buffer.byteLength(mark);
    if (bytes > bytesMax) break;
    marks.push(mark);
  }
  return `${marks.join("")}…`;
}
